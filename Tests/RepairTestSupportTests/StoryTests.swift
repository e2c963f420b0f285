import RepairCore
import RepairTestSupport
import Testing

@Suite("Given, when, then")
struct StoryTests {
  private let story: TicketStory

  init() throws {
    let leak = TicketSubmission(
      campus: try .named("north"), category: try .named("plumbing"), description: "水管漏水",
      place: Place(code: "dorm-5"))
    story = try TicketStory(of: .named("N-1"))
      .given(.submitted(leak), by: .requester("u-17"))
      .given(.accepted(priority: .normal, category: nil), by: .dispatcher("d-1"))
  }

  /// What a failing expectation says.
  private func failure(_ body: () throws -> Void) -> StoryFailure? {
    do {
      try body()
      return nil
    } catch {
      return error as? StoryFailure
    }
  }

  @Test("What is expected and happens goes on the story")
  func goesOn() throws {
    let after =
      try story
      .when(.dispatch(worker: .named("w-9"), override: nil, force: false), by: .dispatcher("d-1"))
      .then(.workerDispatched(WorkerDispatch(worker: .named("w-9"), assignment: .number(1))))
      .when(.acknowledge, by: .worker("w-9"))
      .then(.workAcknowledged, at: TicketStory.beginning + .minutes(3))
    #expect(after.state?.status == .acknowledged)
    #expect(after.facts.count == 4)
    // A story is a value: the beginning is what it was.
    #expect(story.facts.count == 2)
  }

  @Test("Another event than the expected one is told field by field, with the test's own line")
  func difference() throws {
    let line = #line + 2
    let failure = failure {
      try story.when(.hold(reason: .parts, until: nil, text: "valve"), by: .dispatcher("d-1"))
        .then(.held(reason: .vendor, until: nil, text: "valve", pausesClock: false))
    }
    #expect(
      failure?.description == """
        N-1, version 2: hold by d-1 (dispatcher) at 2026-03-01T08:02:00.000Z
          event 1, held, is not as expected
            reason: expected vendor, was parts
            pausesClock: expected false, was true
        """)
    #expect(failure?.place.line == line || failure?.place.line == line + 1)
    #expect(failure?.place.fileID == "RepairTestSupportTests/StoryTests.swift")
  }

  @Test("A refusal where an event was expected is told with its reason")
  func refused() {
    let failure = failure {
      try story.when(.acknowledge, by: .worker("w-9")).then(.workAcknowledged)
    }
    #expect(failure?.description.contains("expected workAcknowledged") == true)
    #expect(failure?.description.contains("but it was refused: illegalTransition") == true)
  }

  @Test("An event where a refusal was expected, and another refusal, are failures")
  func otherwise() throws {
    try story.when(.acknowledge, by: .worker("w-9")).thenRefused(.illegalTransition)
    let happened = failure {
      try story.when(.hurry, by: .requester("u-17")).thenRefused(.tooEarly)
    }
    #expect(happened?.description.contains("but there happened hurried") == true)
    let other = failure {
      try story.when(.acknowledge, by: .worker("w-9")).thenRefused(.notAssigned)
    }
    #expect(other?.description.contains("expected a refusal: notAssigned") == true)
    let field = failure {
      try story.when(.addNote(text: " ", internal: false), by: .requester("u-17"))
        .thenRefused(.invalidField, field: "description")
    }
    #expect(field?.description.contains("for the field description") == true)
  }

  @Test("Other events than expected are named and told")
  func others() {
    let failure = failure {
      try story.when(.hurry, by: .requester("u-17")).then(.resultConfirmed)
    }
    #expect(
      failure?.description.contains("expected resultConfirmed\n  but there happened hurried")
        == true)
  }

  @Test("Another time than expected is a failure")
  func time() {
    let failure = failure {
      try story.when(.hurry, by: .requester("u-17")).then(.hurried, at: TicketStory.beginning)
    }
    #expect(failure?.description.contains("but it happened at 2026-03-01T08:02:00.000Z") == true)
  }

  @Test("What cannot come next cannot be given")
  func impossible() {
    let failure = failure {
      _ = try TicketStory(of: .named("N-2")).given(.hurried, by: .requester("u-17"))
    }
    #expect(failure?.description.contains("its history begins with TicketSubmitted") == true)
  }

  @Test("Rules and what is known of others change what comes of a command")
  func knowing() throws {
    let dispatch = try TicketCommand.dispatch(worker: .named("w-9"), override: nil, force: false)
    try story.when(dispatch, by: .dispatcher("d-1")) { $0.worker = WorkerFacts(openJobs: 10) }
      .thenRefused(.limitReached)
    try story.under { $0.openJobLimit = 11 }
      .when(dispatch, by: .dispatcher("d-1")) { $0.worker = WorkerFacts(openJobs: 10) }
      .thenAccepted()
  }

  @Test("A thing beside the tickets has stories too")
  func subject() throws {
    let member = try SubjectStory<Member>(of: .named("w-9"))
    try member.when(.goOnDuty, by: .dispatcher("d-1")).thenRefused(.unknownMember)
  }

  @Test("A value that there is not is said to be none")
  func values() {
    #expect(throws: NoSuchValue.self) { try Priority.number(9) }
    #expect(throws: NoSuchValue.self) { try TicketID.named("a b") }
    #expect(throws: NoSuchValue.self) { try Timestamp.time("soon") }
    #expect(throws: NoSuchValue.self) { try Money.amount(1, "euro") }
  }
}
