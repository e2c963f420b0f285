import RepairCore
import Testing

/// Stepping through a ticket's history.
struct TicketTimelineTests {
  private let timeline: TicketTimeline

  init() throws {
    timeline = try #require(
      try TicketTimeline(of: "N-1", Given(.inProgress).and(.workDone, by: .worker).history))
  }

  @Test(
    "Forward and back lead through the same steps, each from the ticket before to the one after")
  func bothWays() throws {
    var forward: [TicketTimeline.Step] = []
    var step = timeline.next(after: .none)
    while let current = step {
      #expect(current.before == forward.last?.after)
      forward.append(current)
      step = timeline.next(after: current.version)
    }
    var back: [TicketTimeline.Step] = []
    step = timeline.last
    while let current = step {
      back.append(current)
      step = timeline.previous(before: current.version)
    }
    #expect(forward == timeline.steps)
    #expect(back == timeline.steps.reversed())
    #expect(timeline.first.sinceLast == nil)
    #expect(timeline.steps[1].sinceLast == .minutes(10))
  }

  @Test("At a version and at a moment the ticket is as it was then")
  func at() {
    #expect(timeline.at(.none) == nil)
    #expect(timeline.at(StreamVersion(1))?.phase == .submitted)
    #expect(timeline.at(StreamVersion(99)) == nil)
    #expect(timeline.at(.start - .millisecond) == nil)
    #expect(timeline.at(.start)?.version == StreamVersion(1))
    #expect(timeline.at(.start(.minutes(10)) - .millisecond)?.version == StreamVersion(1))
    #expect(timeline.at(.start(.minutes(10)))?.version == StreamVersion(2))
    #expect(timeline.at(.latest)?.phase == .completed)
  }

  @Test("A step tells which fields it changed, down to the last, and none that every event changes")
  func difference() {
    let acknowledged = timeline.steps.last { $0.fact.event == .workAcknowledged }
    #expect(
      acknowledged?.difference.map(\.description) == [
        "state.step: awaitingAcknowledgement → acknowledged", "workedBy[1]: – → w-1",
      ])
    let note = ValueDifference(
      from: TicketEvent.noteAdded(text: "a", internal: false), to: .hurried)
    #expect(
      note.changes.map(\.description) == [
        "noteAdded → hurried", "text: a → –", "internal: false → –",
      ])
  }

  @Test("Two versions can be compared in either direction")
  func comparing() {
    let there = timeline.difference(from: StreamVersion(1), to: StreamVersion(2))
    let back = timeline.difference(from: StreamVersion(2), to: StreamVersion(1))
    #expect(there.contains { $0.field == "priority" && $0.before == nil && $0.after == "3" })
    #expect(back.contains { $0.field == "priority" && $0.before == "3" && $0.after == nil })
    #expect(timeline.difference(from: StreamVersion(3), to: StreamVersion(3)).isEmpty)
    #expect(!timeline.difference(from: .none, to: StreamVersion(1)).isEmpty)
  }

  @Test("Two values differ in no field only if they are equal", arguments: PropertyTests.seeds)
  func complete(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for status in TicketStatus.allCases {
      let given = Given(status)
      for kind in TicketEventKind.allCases where kind != .submitted {
        let (one, other) = (
          random.event(kind, at: given.soon), random.event(kind, at: given.soon)
        )
        #expect((one == other) == ValueDifference(from: one, to: other).isEmpty, "seed \(seed)")
        let (first, second) = (given.and(one).ticket, given.and(other).ticket)
        #expect(
          (first == second) == ValueDifference(from: first, to: second).isEmpty,
          "seed \(seed): \(one), \(other)")
      }
    }
  }

  @Test("Nothing is no timeline, and what cannot be a history is refused")
  func impossible() throws {
    #expect(try TicketTimeline(of: "N-1", []) == nil)
    #expect(throws: ImpossibleHistory.self) {
      try TicketTimeline(of: "N-1", Given(.accepted).history.dropFirst())
    }
  }
}
