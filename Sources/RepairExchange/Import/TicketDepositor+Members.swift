import RepairCore
import RepairStore

extension TicketDepositor {
  /// Writes a member's draft, unless the log has it already.
  ///
  /// - Parameters:
  ///   - draft: what is to become a member.
  ///   - findings: what was found wrong in it, which counts only for a record that is new.
  /// - Throws: ``ExchangeError`` with `malformed` for a record larger than an event can be; what the
  ///   store throws.
  func deposit(_ draft: MemberDraft, findings: [RecordFinding]) throws {
    let stream = StreamName(member: draft.member)
    if try writer.log.streamVersion(stream) != .none { return try compare(draft, stream) }
    for finding in findings { report.note(finding.kind, finding.field, line: draft.line) }
    if draft.created == nil { report.inferredTimes += 1 }
    if draft.created == nil, draft.updated == nil {
      // Nobody says when; the log at least knows since when it knows.
      report.note(.noTime, line: draft.line)
    }
    let begin = draft.created ?? draft.updated ?? writer.log.configuration.clock()
    let later = max(draft.updated ?? begin, begin)
    var facts: [(MemberEvent, Timestamp)] = [(.registered(draft.registration), begin)]
    if !draft.isActive { facts.append((.deactivated(reason: nil), later)) }
    if draft.hasLeft { facts.append((.left(reason: nil), later)) }
    let by = Actor(id: actor, role: .system)
    do {
      var member: Member?
      var events: [NewEvent] = []
      for (event, at) in facts {
        events.append(
          try Member.newEvent(
            event, of: draft.member, at: at, by: by, before: member, command: nil))
        try Member.evolve(
          &member, named: draft.member,
          with: Fact(
            version: StreamVersion(events.count), occurredAt: at, actor: by.id, role: by.role,
            event: event))
      }
      try writer.append(events, to: stream, expecting: .noStream)
    } catch let error as StoreError where [.limitExceeded, .invalidEvent].contains(error.code) {
      throw ExchangeError(.malformed, error.message, at: .init(line: draft.line))
    }
    report.membersAdded = (report.membersAdded ?? 0) + 1
    report.eventsAdded += facts.count
  }

  /// Tells a row that is in the log from one that changed and from another member of its name.
  private func compare(_ draft: MemberDraft, _ stream: StreamName) throws {
    guard let first = try writer.log.readStream(stream, limit: 1).first else { return }
    if first.position > headAtStart {
      report.skipped += 1
      report.note(.repeatedID, line: draft.line)
      return
    }
    guard case .registered(let registration) = try Member.fact(of: first).event,
      let kept = registration.legacy?.raw
    else { return skip(.nameTaken, line: draft.line) }
    if kept.utf8.elementsEqual((draft.registration.legacy?.raw ?? "").utf8) {
      report.alreadyPresent += 1
    } else {
      report.changed += 1
      report.note(.changedRecord, line: draft.line)
    }
  }
}
