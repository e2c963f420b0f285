import Foundation
import RepairCore
import RepairStore
import Testing

// documented:
/// What came of an event, one line each, indented by how far it is from the first cause.
func story(of event: LogPosition, in engine: RepairEngine) async throws -> [String] {
  guard let (trace, events) = try await engine.trace(.position(event)) else { return [] }
  return trace.steps.compactMap { step in
    events[step.position].map {
      String(repeating: "  ", count: step.depth) + $0.type.name + (step.isAsked ? " <" : "")
    }
  }
}
// end

// documented:
/// What somebody had to do with on a ticket's events, by the ways in which.
func traces(
  of person: PersonID, on ticket: TicketID, in engine: RepairEngine
) async throws -> [Involvement: Int] {
  let filter = EventFilter(stream: StreamName(ticket: ticket))
  var counts: [Involvement: Int] = [:]
  for (_, ways) in try await engine.events(involving: person, filter) {
    for way in ways { counts[way, default: 0] += 1 }
  }
  return counts
}
// end

// documented:
/// The events of a ticket whose times somebody should look at.
func oddTimes(of ticket: TicketID, in log: EventLog) throws -> [LogPosition] {
  var clocks = ClockComparison(tolerance: try TicketLog(log).policyInForce().clockTolerance)
  return try log.readStream(StreamName(ticket: ticket))
    .filter { !clocks.reading(of: $0).marks.isEmpty }.map(\.position)
}
// end

@Suite("The examples of tracing")
struct TracingExampleTests {
  @Test("do what the article says")
  func work() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch()
      _ = try await desk.sender(ScriptedChannel(.sms)).deliver()
      let events = try await desk.engine.events(EventFilter(types: ["WorkerDispatched"]))
      let dispatched = try #require(events.first)
      let lines = try await story(of: dispatched.position, in: desk.engine)
      #expect(lines.prefix(3) == ["WorkerDispatched <", "  NoticeQueued", "    NoticeSent"])
      let ways = try await traces(of: desk.people.worker.id, on: desk.people.id, in: desk.engine)
      #expect(ways == [.worker: 1])
      let log = try EventLog.open(at: desk.path, mode: .readOnly)
      defer { log.close() }
      #expect(try oddTimes(of: desk.people.id, in: log).isEmpty)
    }
  }

  @Test("are those of the article, line by line")
  func documented() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let article = try String(
      contentsOf: tests.appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/TracingCausesAndPeople.md"),
      encoding: .utf8)
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "// documented:\n").dropFirst().prefix(3)
    #expect(parts.count == 3)
    for part in parts {
      let example = try #require(part.components(separatedBy: "// end\n").first)
      #expect(article.contains("```swift\n\(example)```"), "\(example)")
    }
  }
}
