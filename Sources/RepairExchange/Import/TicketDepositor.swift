import RepairCore
import RepairStore

/// Writes drafts into the log and counts what came of them.
///
/// It lives inside one bulk transaction, with the report it fills.
final class TicketDepositor {
  let writer: LogWriter
  private let options: ImportOptions
  let actor: PersonID
  private let source: ByteSource?
  let headAtStart: LogPosition
  private var sinceProgress = 0
  /// What came of the import so far.
  var report: ImportReport

  init(
    _ writer: LogWriter, format: ImportFormat, options: ImportOptions, source: ByteSource?
  ) throws {
    self.writer = writer
    self.options = options
    self.source = source
    headAtStart = writer.head
    report = ImportReport(format: format, dryRun: options.dryRun)
    guard let actor = PersonID("\(format.rawValue)-import") else {
      throw ExchangeError(.malformed, "the format has no name")
    }
    self.actor = actor
  }

  /// Counts a record, tells the caller how far it is, and stops when asked to.
  func beginRecord() throws {
    report.rowsRead += 1
    sinceProgress += 1
    if options.isCancelled() {
      throw ExchangeError(.cancelled, "the import was stopped; nothing was kept")
    }
    guard sinceProgress >= 1_000 else { return }
    sinceProgress = 0
    tellProgress()
  }

  /// Tells the caller how far the import is.
  func tellProgress() {
    options.onProgress(
      ImportProgress(
        bytesRead: source?.bytesRead ?? 0, bytesInAll: source?.length, rows: report.rowsRead,
        events: report.eventsAdded))
  }

  /// Counts an event that was taken over as it is.
  func countEvent(beginsTicket: Bool) {
    report.eventsAdded += 1
    if beginsTicket { report.ticketsAdded += 1 }
  }

  /// Counts a record that the log has already.
  func countPresent() {
    report.alreadyPresent += 1
  }

  /// Reports a record that cannot become a ticket.
  func skip(_ kind: ImportFindingKind, _ field: String? = nil, line: Int, records: Int = 1) {
    report.skipped += records
    report.note(kind, field, line: line)
  }

  /// Writes a draft, unless the log has it already.
  ///
  /// - Parameters:
  ///   - draft: what is to become a ticket.
  ///   - findings: what was found wrong in it, which counts only for a record that is new.
  /// - Throws: ``ExchangeError`` with `malformed` for a record larger than an event can be; what the
  ///   store throws.
  func deposit(_ draft: TicketDraft, findings: [RecordFinding] = []) throws {
    let stream = StreamName(ticket: draft.ticket)
    if try writer.log.streamVersion(stream) != .none { return try compare(draft, stream) }
    func note(_ finding: RecordFinding) {
      report.note(finding.kind, finding.field, line: finding.line ?? draft.line)
    }
    findings.forEach(note)
    guard let placed = draft.placed(note) else {
      return skip(.noTime, line: draft.line, records: draft.records)
    }
    do {
      var ticket: Ticket?
      let events = try placed.map { try event($0, of: draft, after: &ticket) }
      try writer.append(events, to: stream, expecting: .noStream)
    } catch let error as StoreError where [.limitExceeded, .invalidEvent].contains(error.code) {
      throw ExchangeError(.malformed, error.message, at: .init(line: draft.line))
    }
    report.ticketsAdded += 1
    report.eventsAdded += placed.count
    for step in placed {
      switch step.source {
      case .exact: break
      case .inferred: report.inferredTimes += 1
      case .clamped: report.clampedTimes += 1
      }
    }
  }

  /// An event as it goes into the log; `ticket` goes on from before it to after it.
  private func event(
    _ placed: TicketDraft.Placed, of draft: TicketDraft, after ticket: inout Ticket?
  ) throws -> NewEvent {
    let by = Actor(id: actor, role: .system, onBehalfOf: draft.requester)
    var tags = Ticket.tags(for: placed.event, by: by, before: ticket)
    switch placed.event {
    case .workCompleted, .cancelled:
      if let tag = draft.worker.map(EventTag.worker), !tags.contains(tag) { tags.append(tag) }
    default: break
    }
    let mark = ImportMark(
      format: report.format.rawValue, time: placed.source, activity: placed.activity)
    let remarks = EventRemarks(statedAt: placed.stated, imported: mark)
    let onBehalfOf = onBehalfOf(placed.event, draft.requester)
    try Ticket.evolve(
      &ticket, named: draft.ticket,
      with: TicketFact(
        version: (ticket?.version ?? .none).next, occurredAt: placed.at, actor: actor,
        role: .system, onBehalfOf: onBehalfOf, event: placed.event, remarks: remarks))
    return NewEvent(
      type: TicketEventCodec.type(of: placed.event), occurredAt: placed.at, actor: actor,
      role: .system, onBehalfOf: onBehalfOf, tags: tags,
      payload: try TicketEventCodec.encode(placed.event, remarks: remarks))
  }

  /// What a requester did is said to be for them; what the desk did is not.
  private func onBehalfOf(_ event: TicketEvent, _ requester: PersonID?) -> PersonID? {
    switch event {
    case .submitted, .evaluated: requester
    case .noteAdded(_, let isInternal): isInternal ? nil : requester
    case .cancelled(let cancellation): cancellation.kind == .withdrawn ? requester : nil
    default: nil
    }
  }

  /// Tells a record that is in the log from one that changed and from another ticket of its name.
  private func compare(_ draft: TicketDraft, _ stream: StreamName) throws {
    var kept: String?
    var firstPosition = LogPosition.start
    let codec = TicketEventCodec.current
    try writer.log.scanStream(stream, through: StreamVersion(1)) { row in
      firstPosition = try row.position
      let plan = try codec.plan(for: try writer.log.eventType(try row.typeID))
      let (event, remarks) = try codec.decode(plan, try row.payload)
      guard case .submitted(let submission) = event,
        remarks?.imported?.format == report.format.rawValue
      else { return }
      kept = submission.legacy?.raw
    }
    if firstPosition > headAtStart {
      skip(.repeatedID, line: draft.line, records: draft.records)
    } else if let kept {
      if kept.utf8.elementsEqual(draft.raw.utf8) {
        report.alreadyPresent += draft.records
      } else {
        report.changed += draft.records
        report.note(.changedRecord, line: draft.line)
      }
    } else {
      skip(.nameTaken, line: draft.line, records: draft.records)
    }
  }
}
