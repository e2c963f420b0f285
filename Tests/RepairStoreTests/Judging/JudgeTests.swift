import RepairCore
import Testing

@testable import RepairStore

@Suite("Judging a log again")
struct JudgeTests {
  private let desk: TicketDesk
  private let plumbing: Set<CategoryCode>

  init() throws {
    desk = try TicketDesk()
    plumbing = [try #require(CategoryCode("plumbing"))]
  }

  private func judge(
    under rules: Judge.Rules = .then, capacity: Int = JudgingFolds.capacity
  ) throws -> JudgeReport {
    try Judge(of: desk.fixture.log, under: rules, capacity: capacity).report()
  }

  private func policy(_ change: (inout TicketPolicy) -> Void) -> TicketPolicy {
    var policy = TicketPolicy.standard
    change(&policy)
    return policy
  }

  private func ticket(_ number: Int) throws -> TicketID {
    try #require(TicketID("N-\(number)"))
  }

  private func submission(of asset: String) throws -> TicketCommand {
    guard case .submit(var submission) = try desk.submission() else {
      throw CallFailed(call: "submission")
    }
    submission.asset = AssetCode(asset)
    return .submit(submission)
  }

  @Test("Under the rules that were in force nothing is decided differently")
  func then() throws {
    try desk.completeTicket()
    let report = try judge()
    #expect(report.events == 5)
    #expect(report.judged == 5)
    #expect(report.different == 0)
    #expect(report.counts.isEmpty && report.examples.isEmpty)
  }

  @Test("A stricter policy says which commands it would refuse, and by which rule")
  func stricter() throws {
    try desk.completeTicket()
    try desk.accept(
      .rejectResult(reason: try #require(ReasonCode("leaks")), text: nil, to: nil),
      by: desk.requester, minute: 60 * 24)
    let report = try judge(under: .policy(policy { $0.confirmationWindow = .hours(1) }))
    #expect(report.judged == 6)
    #expect(report.different == 1)
    #expect(report.counts.map(\.rule) == ["tooLate"])
    #expect(report.counts.map(\.command) == [.rejectResult])
    let example = try #require(report.examples.first)
    #expect(example.ticket == desk.id)
    #expect(example.version == StreamVersion(6))
    #expect(example.position == LogPosition(6))
    #expect(example.recorded.actor == desk.requester)
    #expect(example.events.map(\.kind) == [.reworkRequested])
    #expect(example.explanation.hasPrefix("not after 2026-03-01T11:00:00.000Z"))
  }

  @Test("What happened after a command that would be refused stands as it is")
  func laterEventsStand() throws {
    try desk.completeTicket()
    let report = try judge(under: .policy(policy { $0.photoToSubmit = plumbing }))
    // The ticket would not have begun; what the others found is that it had.
    #expect(report.different == 1)
    #expect(report.counts.map(\.rule) == ["invalidField(attachments)"])
  }

  @Test("What would come of a command is told field by field where it is another event")
  func otherEvents() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1)
    try desk.accept(
      .hold(reason: .parts, until: nil, text: "valve"), by: desk.dispatcher, minute: 2)
    let report = try judge(under: .policy(policy { $0.pausingHolds = [] }))
    #expect(report.different == 1)
    #expect(report.counts.map(\.rule) == ["otherEvents"])
    #expect(report.examples.first?.explanation == "pausesClock: true → false")
  }

  @Test("Today's rules are the policy adopted last")
  func today() throws {
    try desk.completeTicket()
    try desk.tickets.adopt(
      policy { $0.photoToComplete = plumbing }, by: desk.dispatcher, at: desk.morning)
    let today = try judge(under: .today)
    #expect(today.counts.map(\.command) == [.complete])
    #expect(today.ofOtherThings == 1)
    #expect(try judge(under: .then).different == 0)
  }

  @Test("How many jobs a worker had is counted as of then, not as of now")
  func openJobs() throws {
    for number in 1...3 {
      let minute = Int64(number * 10)
      let id = try ticket(number)
      try desk.accept(try desk.submission(), by: desk.requester, minute: minute, of: id)
      try desk.accept(
        .accept(priority: nil, category: nil), by: desk.dispatcher, minute: minute + 1, of: id)
      try desk.accept(
        .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher,
        minute: minute + 2, of: id)
      if number == 2 {
        // One that rests is no open job.
        try desk.accept(
          .hold(reason: .parts, until: nil, text: nil), by: desk.dispatcher, minute: minute + 3,
          of: id)
      }
    }
    for number in 1...3 {
      try desk.accept(
        .release(reason: try #require(ReasonCode("shift")), assignment: nil), by: desk.dispatcher,
        minute: 60, of: try ticket(number))
    }
    #expect(try judge(under: .policy(policy { $0.openJobLimit = 2 })).different == 0)
    let report = try judge(under: .policy(policy { $0.openJobLimit = 1 }))
    #expect(report.counts.map(\.rule) == ["limitReached"])
    #expect(report.examples.map(\.ticket) == [try ticket(2), try ticket(3)])
  }

  @Test("Other tickets about the same thing are looked at as of then")
  func sameFault() throws {
    try desk.accept(
      try submission(of: "tap-7"), by: desk.requester, minute: 0, of: try ticket(1))
    try desk.accept(
      .cancel(reason: try #require(ReasonCode("gone")), remark: nil), by: desk.requester,
      minute: 1, of: try ticket(1))
    try desk.accept(
      try submission(of: "tap-7"), by: desk.requester, minute: 2, of: try ticket(2))
    try desk.accept(
      .reopen(reason: try #require(ReasonCode("again")), text: nil), by: desk.requester,
      minute: 3, of: try ticket(1))
    let report = try judge(under: .policy(policy { $0.oneTicketPerFault = true }))
    #expect(report.examples.map(\.recorded.command.kind) == [.reopen])
    #expect(report.counts.map(\.rule) == ["limitReached"])
  }

  @Test("A ticket that became a duplicate later could still be named as the original")
  func duplicates() throws {
    for number in 1...3 {
      let id = try ticket(number)
      try desk.accept(try desk.submission(), by: desk.requester, minute: 0, of: id)
    }
    try desk.accept(
      .markDuplicate(of: try ticket(2)), by: desk.dispatcher, minute: 1, of: try ticket(1))
    try desk.accept(
      .markDuplicate(of: try ticket(3)), by: desk.dispatcher, minute: 2, of: try ticket(2))
    // Tickets that are not at hand are read again as they were, and not as they are.
    for capacity in [1, JudgingFolds.capacity] {
      #expect(try judge(capacity: capacity).different == 0)
    }
  }

  @Test("The directory is as it was then")
  func directory() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    var registration = MemberRegistration()
    registration.roles = [RoleGrant(.dispatcher)]
    let result = try desk.tickets.execute(
      CommandEnvelope(
        .member(.command(.register(registration))), of: desk.dispatcher.id.rawValue,
        by: try TicketDesk.actor("root", .system), at: desk.morning + .minutes(1)))
    try result.get()
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 2)
    let report = try judge(under: .policy(policy { $0.enforcesDirectory = true }))
    // The requester was never registered, the dispatcher was, just in time.
    #expect(report.examples.map(\.recorded.command.kind) == [.submit])
    #expect(report.counts.map(\.rule) == ["unknownActor"])
  }

  @Test("Imported events are not judged, nor what no command led to")
  func imported() throws {
    let mark = EventRemarks(imported: ImportMark(format: "sheet", time: .exact))
    guard case .submit(let submission) = try desk.submission() else {
      throw CallFailed(call: "submission")
    }
    let stream = StreamName(ticket: desk.id)
    try desk.fixture.log.append(
      [
        try NewEvent(
          .submitted(submission), at: desk.morning, by: desk.requester, remarks: mark, before: nil),
        try NewEvent(.hurried, at: desk.morning, by: desk.requester, before: nil),
      ], to: stream, expecting: .noStream)
    let report = try judge(under: .policy(policy { $0.photoToSubmit = plumbing }))
    #expect((report.events, report.judged, report.different) == (2, 0, 0))
    #expect((report.imported, report.withoutCommand) == (1, 1))
    // They are part of the ticket all the same.
    try desk.accept(.accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1)
    #expect((try judge().judged, try judge().different) == (1, 0))
  }

  @Test("Several events of one command are one command")
  func severalEvents() throws {
    try desk.accept(try desk.submission(), by: desk.requester, minute: 0)
    let asking = ULID(high: 1, low: 2)
    let notes = try ["a", "b"].map { text in
      var event = try NewEvent(
        .noteAdded(text: text, internal: false), at: desk.morning, by: desk.requester,
        before: nil, command: .addNote)
      event.commandID = asking
      return event
    }
    try desk.fixture.log.append(notes, to: StreamName(ticket: desk.id), expecting: .exists)
    let report = try judge()
    // No command leads to two notes.
    #expect(report.judged == 2)
    #expect(report.different == 1)
    #expect(report.examples.first?.events.count == 2)
  }

  @Test("Examples are kept up to the limit, all are told, and progress can end it")
  func limits() throws {
    for number in 1...5 {
      try desk.accept(
        try desk.submission(), by: desk.requester, minute: 0, of: try ticket(number))
    }
    let judge = Judge(
      of: desk.fixture.log, under: .policy(policy { $0.photoToSubmit = plumbing }))
    var told: [Judgement] = []
    let report = try judge.report(examples: 2, each: { told.append($0) })
    #expect(report.different == 5)
    #expect(report.counts.map(\.count) == [5])
    #expect(report.examples == Array(told.prefix(2)))
    #expect(told.count == 5)
    #expect(try judge.report(through: LogPosition(3)).judged == 3)
    #expect(throws: CallFailed.self) {
      try judge.report(each: { _ in throw CallFailed(call: "body") })
    }
  }
}
