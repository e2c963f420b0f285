import RepairCore

@testable import RepairStore

/// A log that grows by random events of tickets and notices, as careless people would write it.
struct DeskTown {
  let fixture: LogFixture
  private(set) var random: RandomNumbers
  private(set) var lastAt: Timestamp
  private var versions: [String: Int] = [:]
  private var notices: [String] = []

  static let campuses = ["north", "south", "west"].compactMap(CampusCode.init)

  init(seed: UInt64) throws {
    fixture = try LogFixture()
    random = RandomNumbers(seed: seed)
    lastAt = Timestamp(clamping: 1_767_225_600_000)
  }

  private mutating func pick<Value>(_ values: [Value]) throws -> Value {
    guard let value = values.randomElement(using: &random) else {
      throw CallFailed(call: "randomElement")
    }
    return value
  }

  private mutating func isLikely(_ percent: Int) -> Bool { random.number(1...100) <= percent }

  /// So many events more, in one transaction.
  mutating func grow(by events: Int, tickets: Int) throws {
    var town = self
    try fixture.log.bulk { writer in
      for _ in 0..<events {
        let (stream, event) =
          town.isLikely(15) && !town.versions.isEmpty
          ? try town.noticeEvent(tickets) : try town.ticketEvent(tickets)
        try town.append(event, to: stream, writer)
      }
    }
    self = town
  }

  /// A ticket of given events, an hour apart.
  mutating func tell(
    _ ticket: String, from start: Timestamp, _ events: [TicketEvent]
  ) throws {
    var town = self
    try fixture.log.bulk { writer in
      for (index, event) in events.enumerated() {
        town.lastAt = start + .hours(Int64(index))
        try town.append(
          NewEvent(event, at: town.lastAt, by: actor("d-1", .dispatcher), before: nil),
          to: "ticket/" + ticket, writer)
      }
    }
    self = town
  }

  private mutating func append(
    _ event: NewEvent, to name: String, _ writer: LogWriter
  ) throws {
    let version = versions[name, default: 0]
    _ = try writer.append(
      [event], to: stream(name), expecting: .exactly(StreamVersion(version)), key: nil)
    versions[name] = version + 1
  }

  private func actor(_ name: String, _ role: Role) throws -> Actor {
    guard let id = PersonID(name) else { throw CallFailed(call: "PersonID") }
    return Actor(id: id, role: role)
  }

  static func submitted(_ campus: CampusCode, _ place: String = "dorm-1") throws -> TicketEvent {
    guard let category = CategoryCode("plumbing") else { throw CallFailed(call: "CategoryCode") }
    return .submitted(
      TicketSubmission(
        campus: campus, category: category, description: "水管漏水", place: Place(code: place),
        contact: Contact(phone: "1")))
  }

  private mutating func ticketEvent(_ tickets: Int) throws -> (String, NewEvent) {
    let name = "ticket/N-\(random.number(1...tickets))"
    lastAt = lastAt + .minutes(Int64(random.number(0...400)))
    guard let reason = ReasonCode("because"), let w1 = PersonID("w-1"), let w2 = PersonID("w-2"),
      let worn = CategoryCode("worn"), let pipe = ItemCode("pipe"),
      let some = Quantity(random.number(1...9)), let first = AssignmentNumber(1),
      let cost = Money(minorUnits: Int64(random.number(-50...900)), currency: "CNY"),
      let labour = CostKind("labour"), let line = LineNumber(random.number(1...3))
    else { throw CallFailed(call: "a name") }
    let event: TicketEvent
    if versions[name] == nil {
      event = try Self.submitted(try pick(Self.campuses), "dorm-\(random.number(1...4))")
    } else {
      let worker = try pick([w1, w2])
      event = try pick([
        .accepted(priority: try pick([.normal, nil]), category: nil),
        .workerDispatched(WorkerDispatch(worker: worker, assignment: first)), .workAcknowledged,
        .workStarted, .workRejected(reason: reason, text: nil), .hurried,
        .workCompleted(WorkCompletion(outcome: try pick([.fixed, .temporary, nil]))),
        .workCompleted(WorkCompletion(outcome: .fixed)), .confirmedByDefault, .resultConfirmed,
        .evaluated(
          TicketEvaluation(
            result: Rating(random.number(1...5)), efficiency: Rating(random.number(1...5)))),
        .evaluated(TicketEvaluation(result: Rating(1), efficiency: nil)),
        .cancelled(TicketCancellation(kind: .withdrawn, reason: reason)),
        .cancelled(TicketCancellation(kind: .duplicate)),
        .reopened(reason: reason, text: nil), .recategorised(worn, reason: reason),
        .reworkRequested(reason: reason, text: nil, to: nil, assignment: first),
        .held(
          reason: try pick([.parts, .access]), until: nil, text: nil, pausesClock: isLikely(50)),
        .resumed(text: nil), .transferred(to: try pick(Self.campuses), reason: reason),
        .deadlineSet(due: lastAt + .days(2), reason: nil),
        .materialRequested(line: line, item: pipe, description: nil, unit: nil, quantity: some),
        .materialUsed(line: line, quantity: some),
        .costAdded(
          line: line,
          CostEntry(
            kind: labour, amount: cost, payer: .institution, funding: nil, text: nil,
            replaces: nil)),
      ])
    }
    let sources: [ImportMark.TimeSource] = [.exact, .inferred, .clamped]
    let remarks =
      isLikely(80)
      ? nil : EventRemarks(imported: ImportMark(format: "sheet", time: try pick(sources)))
    let people = [try actor("u-1", .requester), try actor("w-1", .worker)]
    return (
      name, try NewEvent(event, at: lastAt, by: try pick(people), remarks: remarks, before: nil)
    )
  }

  private mutating func noticeEvent(_ tickets: Int) throws -> (String, NewEvent) {
    lastAt = lastAt + .minutes(1)
    guard let person = PersonID("u-1") else { throw CallFailed(call: "PersonID") }
    let recipient = NoticeRecipient.person(person)
    let event: NoticeEvent
    let name: String
    if notices.isEmpty || isLikely(40) {
      let rule = try pick([NoticeRule.completed, .dispatched])
      guard
        let id = NoticeID(
          event: "E\(versions.count)-\(notices.count)", rule: rule, channel: .sms,
          recipient: recipient)
      else { throw CallFailed(call: "NoticeID") }
      name = "notice/" + id.rawValue
      notices.append(name)
      event = .queued(
        NoticeOrder(
          stream: "ticket/N-\(random.number(1...tickets))", streamVersion: StreamVersion(1),
          since: lastAt, rule: rule, recipient: recipient, channel: .sms, urgency: .normal))
    } else {
      name = try pick(notices)
      event = try pick([
        .sent(receipt: nil), .read, .failed(reason: "busy", retryAt: lastAt),
        .failed(reason: "gone", retryAt: nil), .suppressed(.unsubscribed),
      ])
    }
    guard let id = NoticeID(String(name.dropFirst(7))) else { throw CallFailed(call: "NoticeID") }
    return (
      name,
      try Notice.newEvent(
        event, of: id, at: lastAt, by: actor("sender", .system), before: nil, command: nil)
    )
  }

  /// The figures of the fold.
  func folded(_ request: FiguresRequest) throws -> DeskFigures {
    try TicketLog(fixture.log).figures(request, asKnownAt: .latest)
  }
}
