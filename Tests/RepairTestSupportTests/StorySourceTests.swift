import Foundation
import RepairCore
import RepairTestSupport
import Testing

@Suite("A history printed as a test")
struct StorySourceTests {
  private static let isWriting = ProcessInfo.processInfo.environment["REPAIR_WRITE_FIXTURES"] == "1"

  /// Compares with a file beside this one, which is compiled and run like any other test.
  private func check(_ source: String?, against name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    let text = try #require(source)
    if Self.isWriting { try Data(text.utf8).write(to: file) }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test("Every kind of event, with hostile words, prints as a test that compiles and passes")
  func everyKind() throws {
    let timeline = try #require(try EveryEvent.timeline())
    #expect(Set(timeline.facts.map(\.event.kind)) == Set(TicketEventKind.allCases))
    let source = StorySource(of: timeline, texts: .verbatim)
    try check(
      source.test(of: timeline.last.version, under: EveryEvent.policy()),
      against: "TicketN_1Tests.swift")
  }

  /// A result that was rejected while its worker had left, as only the caller knew.
  private func rework() throws -> TicketTimeline {
    var story = try TicketStory(of: .named("N-2"))
      .given(
        .submitted(
          TicketSubmission(
            campus: .named("north"), category: .named("plumbing"), description: "leak",
            place: Place(code: "dorm-5"))), by: .requester("u-17")
      )
      .when(.accept(priority: nil, category: nil), by: .dispatcher("d-1")).thenAccepted()
      .when(.dispatch(worker: .named("w-7"), override: nil, force: false), by: .dispatcher("d-1"))
      .thenAccepted()
      .when(.acknowledge, by: .worker("w-7")).thenAccepted()
    story =
      try story
      .when(
        .complete(WorkReport(cause: "seal", workDone: "replaced", outcome: .fixed)),
        by: .worker("w-7")
      )
      .thenAccepted()
      .when(
        .rejectResult(reason: .named("leaks"), text: "it leaks", to: nil), by: .requester("u-17")
      ) {
        $0.worker = WorkerFacts(isActive: false)
      }
      .thenAccepted()
    return try #require(
      try TicketTimeline(
        of: .named("N-2"),
        story.facts.map {
          TicketFact(
            version: $0.version, occurredAt: $0.occurredAt, actor: $0.actor, role: $0.role,
            onBehalfOf: $0.onBehalfOf, event: $0.event)
        }))
  }

  @Test("What the event gives away of what was known is in the test")
  func known() throws {
    let timeline = try rework()
    try check(
      StorySource(of: timeline).test(of: timeline.last.version), against: "TicketN_2Tests.swift")
  }

  @Test("The first event alone is a test too, and placeholders keep what was equal equal")
  func first() throws {
    let source = StorySource(of: try rework())
    #expect(source.test(of: StreamVersion(1))?.contains("let story = ") == true)
    let last = try #require(source.test(of: StreamVersion(6)))
    #expect(!last.contains("it leaks"))
    #expect(last.ranges(of: "text: \"text 4\"").count == 2)
  }

  @Test("There is no test of what no command led to, nor beyond the end")
  func none() throws {
    let timeline = try #require(try EveryEvent.timeline())
    let source = StorySource(of: timeline)
    #expect(source.test(of: StreamVersion(1)) == nil)
    #expect(source.test(of: StreamVersion(999)) == nil)
    #expect(source.lastCommand(through: StreamVersion(1)) == nil)
    #expect(source.lastCommand(through: timeline.last.version) == timeline.last.version)
  }

  @Test("The log's own name of a command tells two apart that lead to one event")
  func names() throws {
    let question = try TicketStory(of: .named("N-3"))
      .given(
        .submitted(
          TicketSubmission(
            campus: .named("north"), category: .named("plumbing"), description: "leak",
            place: Place(code: "dorm-5"))), by: .requester("u-17")
      )
      .when(.askInformation(text: "where?"), by: .dispatcher("d-1")).thenAccepted()
    let timeline = try #require(
      try TicketTimeline(
        of: .named("N-3"),
        question.facts.map {
          TicketFact(
            version: $0.version, occurredAt: $0.occurredAt, actor: $0.actor, role: $0.role,
            event: $0.event)
        }))
    let version = StreamVersion(2)
    let named = StorySource(of: timeline, commands: [version: .askInformation])
    #expect(named.test(of: version)?.contains("story.when(\n      .askInformation(") == true)
    #expect(StorySource(of: timeline).test(of: version)?.contains(".hold(") == true)
  }
}
