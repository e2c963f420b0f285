import Testing

@testable import RepairCore

/// Tickets' strips and bases as a store keeps them, beside the fold of the same facts.
struct DeskShelf {
  private(set) var fold = DeskFold()
  private(set) var rows: [DeskReckoner.Row] = []
  private(set) var bases: [CampusCode?: DeskBase] = [:]
  private(set) var lastAt = Timestamp.start
  private(set) var renewals = 0
  private(set) var takenAway = 0
  private var place: Int64 = 0
  private var versions: [Int: StreamVersion] = [:]
  private var rowOfTicket: [Int: Int] = [:]
  private var notices: [(id: NoticeID, row: Int, ordinal: Int, version: Int)] = []
  private var noticeCounts: [Int: Int] = [:]
  /// Whether amounts may be so large that not even two of them can be added.
  var isWild = false

  private func name(_ ticket: Int) -> TicketID { TicketID("N-\(ticket)") ?? "N" }

  /// Something happens to some ticket or notice.
  mutating func grow(_ random: inout SeededGenerator, tickets: Int) throws {
    if random.isLikely(20), !rowOfTicket.isEmpty { return try growNotice(&random) }
    let ticket = Int.random(in: 0..<tickets, using: &random)
    let version = (versions[ticket] ?? .none).next
    let at = lastAt + .minutes(Int64.random(in: 0...600, using: &random))
    let actor = random.actor()
    let kinds = TicketEventKind.allCases.filter { $0 != .submitted }
    // Random events seldom end anything: ends are given more often.
    let ends: [TicketEventKind] = [.workCompleted, .evaluated, .cancelled, .confirmedByDefault]
    let kind = random.isLikely(35) ? random.pick(ends) : random.pick(kinds)
    let marks = [ImportMark.TimeSource.exact, .inferred, .clamped].map {
      EventRemarks(imported: ImportMark(format: "sheet", time: $0))
    }
    try apply(
      TicketFact(
        version: version, occurredAt: at, actor: actor.id, role: actor.role,
        onBehalfOf: actor.onBehalfOf,
        event: tamed(random.event(version == StreamVersion(1) ? .submitted : kind, at: at)),
        remarks: random.isLikely(70) ? nil : random.pick(marks)), to: ticket)
  }

  private func tamed(_ event: TicketEvent) -> TicketEvent {
    guard !isWild else { return event }
    switch event {
    case .costAdded(let line, var entry):
      if entry.amount.minorUnits.magnitude > 1 << 50 { entry.amount = .cny(77) }
      return .costAdded(line: line, entry)
    case .materialRequested(let line, let item, let text, let unit, .most):
      return .materialRequested(line: line, item: item, description: text, unit: unit, quantity: 5)
    case .materialIssued(let line, .most, let store, let text):
      return .materialIssued(line: line, quantity: 4, store: store, override: text)
    case .materialUsed(let line, .most): return .materialUsed(line: line, quantity: 3)
    case .materialReturned(let line, .most, let store):
      return .materialReturned(line: line, quantity: 2, store: store)
    case .materialWrittenOff(let line, .most, let reason, let text):
      return .materialWrittenOff(line: line, quantity: 1, reason: reason, text: text)
    default: return event
    }
  }

  /// A ticket's next fact.
  mutating func apply(_ fact: TicketFact, to ticket: Int) throws {
    place += 1
    lastAt = max(lastAt, fact.occurredAt)
    try fold.apply(fact, of: name(ticket))
    let row = row(of: ticket)
    var batch = DeskBatch()
    let number = batch.begin(name(ticket), after: versions[ticket] ?? .none)
    try batch.apply(fact, toTicket: number, at: place)
    versions[ticket] = batch.version(ofTicket: number)
    try batch.append(number, to: &rows[row].strip)
    try changed(row)
  }

  private mutating func row(of ticket: Int) -> Int {
    if let row = rowOfTicket[ticket] { return row }
    rowOfTicket[ticket] = rows.count
    rows.append(
      DeskReckoner.Row(
        ticket: name(ticket), number: Int(place), last: place, isSettled: false,
        strip: DeskStrip()))
    return rows.count - 1
  }

  private mutating func changed(_ row: Int) throws {
    rows[row].last = place
    var assessor = try DeskReckoner(FiguresRequest(at: .latest))
    rows[row].isSettled = try assessor.read(rows[row]).isSettled
  }

  private mutating func growNotice(_ random: inout SeededGenerator) throws {
    place += 1
    lastAt = lastAt + .minutes(1)
    func fact(_ event: NoticeEvent, _ version: Int) -> Fact<NoticeEvent> {
      Fact(
        version: StreamVersion(version), occurredAt: lastAt, actor: "sender", role: .system,
        event: event)
    }
    let (index, event): (Int, NoticeEvent)
    if notices.isEmpty || random.isLikely(40) {
      let ticket = Int.random(in: 0..<20, using: &random)
      let id = try #require(
        NoticeID(
          event: "E\(place)", rule: .completed, channel: .sms, recipient: .person("u-1")))
      // One about a ticket that is not there has a row of its own.
      let row: Int
      if let known = rowOfTicket[ticket] {
        row = known
      } else {
        row = rows.count
        rows.append(
          DeskReckoner.Row(
            ticket: nil, number: Int(place), last: place, isSettled: true, strip: DeskStrip()))
      }
      index = notices.count
      notices.append((id, row, noticeCounts[row, default: 0], 1))
      noticeCounts[row, default: 0] += 1
      event = .queued(
        NoticeOrder(
          stream: "ticket/N-\(ticket)", streamVersion: StreamVersion(1), since: lastAt,
          rule: random.pick([.completed, .dispatched]), recipient: .person("u-1"), channel: .sms,
          urgency: .normal))
    } else {
      index = Int.random(in: notices.indices, using: &random)
      notices[index].version += 1
      event = random.pick([
        .sent(receipt: nil), .read, .suppressed(.unsubscribed),
        .failed(reason: "busy", retryAt: lastAt), .failed(reason: "gone", retryAt: nil),
      ])
    }
    let notice = notices[index]
    try fold.apply(fact(event, notice.version), of: notice.id)
    var batch = DeskBatch()
    let number = rows[notice.row].ticket.map { batch.begin($0) } ?? batch.beginNotices()
    batch.apply(
      fact(event, notice.version), ofNotice: notice.ordinal, ofTicket: number, at: place)
    try batch.append(number, to: &rows[notice.row].strip)
    try changed(notice.row)
  }

  /// The figures as a store reckons them.
  mutating func figures(_ request: FiguresRequest, isRenewing: Bool) throws -> DeskFigures? {
    let base = try bases[request.campus].map { try DeskBase(bytes: $0.bytes) }
    if let base, request.at < base.lastAt { return fold.figures(request) }
    var reckoner = try DeskReckoner(request, base: base, isRenewing: isRenewing)
    for row in rows {
      if let base, row.isSettled, row.last <= base.place, !base.late.contains(row.number) {
        continue
      }
      if let base, row.isSettled, row.number <= base.place { takenAway += 1 }
      try reckoner.take(row)
    }
    if isRenewing {
      bases[request.campus] = reckoner.renewed(at: place)
      renewals += 1
    }
    return try reckoner.figures { number in rows.first { $0.number == number } }
  }
}
