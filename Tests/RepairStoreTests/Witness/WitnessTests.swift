import RepairCore
import RepairStore
import Testing

@testable import log_hammer

/// Each fault that a log could have, told as a story in which the witness must find it.
@Suite struct WitnessTests {
  private let s: StreamName
  private let t: StreamName
  private var story = Story()

  init() throws {
    s = try stream("s")
    t = try stream("t")
  }

  @Test("A story without a fault is believed")
  mutating func healthy() throws {
    let tags = [try tag("x:1")]
    let condition = AppendCondition(noneOf: EventQuery(tags: tags), after: LogPosition(1))
    story.ask(appending("r1", to: s, .noStream, count: 2, tags: tags, key: "k"))
    story.ask(appending("r2", to: s, .noStream))
    story.ask(appending("r3", to: t, .any, unless: condition))
    story.ask(appending("r1", to: s, .noStream, count: 2, tags: tags, key: "k"))
    story.ask(.stream(s, from: 1, limit: 10))
    story.ask(.page(EventQuery(tags: tags), after: 0, limit: 10))
    #expect(story.violations.isEmpty && story.isPossible, "\(story.violations)")
  }

  @Test("An append that was made against its expected version is found")
  mutating func skippedVersionCheck() {
    story.ask(appending("r1", to: s))
    let second = story.ask(appending("r2", to: s))
    story.amend(second) { $0.expected = .exactly(.none) }
    #expect(story.broken == [.condition] && !story.isPossible)
  }

  @Test("Two appends that both found the same version are found")
  mutating func appendWithoutLock() {
    let first = story.ask(appending("r1", to: s))
    let second = story.ask(appending("r2", to: s))
    for index in [first, second] { story.amend(index) { $0.expected = .noStream } }
    // They overlapped, so that only the log can tell.
    story.calls[second].invoked = story.calls[first].invoked
    #expect(story.broken == [.condition] && !story.isPossible)
  }

  @Test("An acknowledged append that the log does not have is found")
  mutating func lost() {
    story.ask(appending("r1", to: s))
    story.ask(appending("r2", to: t))
    story.log.removeLast()
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("An acknowledged append of which the log has a part is found")
  mutating func torn() {
    story.ask(appending("r1", to: s, count: 3))
    story.log.removeLast()
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("A part of an append that was never answered is found")
  mutating func tornUnknown() {
    let first = story.ask(appending("r1", to: s, count: 3))
    story.calls[first].reply = nil
    story.calls[first].returned = nil
    #expect(story.violations.isEmpty && story.isPossible)
    story.log.removeLast()
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("A position that is missing, or given twice, is found", arguments: [1, -1])
  mutating func positions(step: Int) {
    story.ask(appending("r1", to: s))
    story.ask(appending("r2", to: s))
    story.log[1].position += step
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("An append that failed and is there all the same is found")
  mutating func failedAndThere() {
    story.ask(appending("r1", to: s))
    let second = story.ask(appending("r2", to: s))
    story.calls[second].reply = .busy
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("Events that nobody has asked for are found")
  mutating func foreign() {
    story.ask(appending("r1", to: s))
    story.calls.removeAll()
    #expect(story.broken == [.occurrence] && !story.isPossible)
  }

  @Test("A read that does not show what was acknowledged before it is found")
  mutating func staleRead() {
    story.ask(.stream(s, from: 1, limit: 5))
    story.ask(.head)
    story.ask(appending("r1", to: s))
    for (old, request) in [(0, Request.stream(s, from: 1, limit: 5)), (1, .head)] {
      var story = story
      let read = story.ask(request, by: "b")
      #expect(story.violations.isEmpty)
      story.calls[read].reply = story.calls[old].reply
      #expect(story.broken == [.read] && !story.isPossible)
    }
  }

  @Test("A read that shows what was not asked for yet is found")
  mutating func prophecy() {
    let read = story.ask(.head)
    story.ask(appending("r1", to: s))
    story.calls[read].reply = .head(1)
    #expect(story.broken == [.read] && !story.isPossible)
  }

  @Test("Reads of one caller that go back in time are found")
  mutating func readsGoBack() {
    story.ask(appending("r1", to: s))
    let (first, second) = (story.ask(.head), story.ask(.head))
    // While the append was on its way either answer is right, but not in this order.
    story.calls[0].returned = 100
    story.calls[first].reply = .head(0)
    #expect(story.violations.isEmpty && story.isPossible)
    (story.calls[first].reply, story.calls[second].reply) = (.head(1), .head(0))
    #expect(story.broken == [.read] && !story.isPossible)
  }

  @Test("A read of a stream and a head of two moments is found")
  mutating func mixedSnapshot() {
    story.ask(appending("r1", to: s))
    let read = story.ask(.stream(s, from: 1, limit: 5))
    story.calls[0].returned = 100
    story.calls[read].reply = .stream([], head: 1)
    #expect(story.broken == [.read] && !story.isPossible)
  }

  @Test("A read that shows a part of an append is found")
  mutating func halfSeen() {
    story.ask(.head)
    story.ask(appending("r1", to: s, count: 3))
    story.calls[0].returned = story.calls[1].returned
    story.calls[0].reply = .head(1)
    #expect(story.broken == [.read] && !story.isPossible)
  }

  @Test("A page that leaves an event out is found")
  mutating func leaky() {
    story.ask(appending("r1", to: s, count: 3))
    let read = story.ask(.page(.all, after: 0, limit: 5))
    guard case .page(var events, let through, let isAtHead) = story.calls[read].reply else {
      Issue.record("not a page")
      return
    }
    events.remove(at: 1)
    story.calls[read].reply = .page(events, through: through, isAtHead: isAtHead)
    #expect(story.broken == [.read] && !story.isPossible)
  }

  @Test("Appends in another order than they were made in is found")
  mutating func realTime() {
    story.ask(appending("r1", to: s))
    story.ask(appending("r2", to: t))
    let times = story.calls.map { ($0.invoked, $0.returned) }
    for index in 0...1 {
      (story.calls[index].invoked, story.calls[index].returned) = times[1 - index]
    }
    #expect(story.broken == [.realTime] && !story.isPossible)
  }

  @Test("A retry that was done a second time is found")
  mutating func doneTwice() {
    story.ask(appending("r1", to: s, key: "k"))
    let retry = story.ask(appending("r2", to: s))
    story.amend(retry) {
      $0.name = "r1"
      $0.key = "k"
    }
    story.log[1].request = "r1"
    #expect(story.broken.contains(.idempotency) && !story.isPossible)
  }

  @Test("A retry that is told another place is found")
  mutating func wrongRepeat() {
    story.ask(appending("r1", to: s, key: "k"))
    story.ask(appending("r2", to: s))
    let retry = story.ask(appending("r1", to: s, key: "k"))
    story.calls[retry].reply = .appended(first: 2, last: 2, version: 2, repeated: true)
    #expect(story.broken == [.idempotency] && !story.isPossible)
  }

  @Test("A retry that is refused although it had been done is found")
  mutating func forgottenKey() {
    story.ask(appending("r1", to: s, .noStream, key: "k"))
    let retry = story.ask(appending("r1", to: s, .noStream, key: "k"))
    story.calls[retry].reply = .conflict(actual: 1)
    #expect(story.broken == [.condition] && !story.isPossible)
  }

  @Test("Two requests done under one key are found")
  mutating func sharedKey() {
    story.ask(appending("r1", to: s, key: "k"))
    let second = story.ask(appending("r2", to: s))
    story.amend(second) { $0.key = "k" }
    story.log[1].key = "k"
    #expect(story.broken == [.idempotency] && !story.isPossible)
  }

  @Test("A conflict for which there was no reason is found")
  mutating func baselessConflict() {
    story.ask(appending("r1", to: s))
    story.ask(appending("r2", to: s))
    let late = story.ask(appending("r3", to: s, .exactly(StreamVersion(7))))
    story.amend(late) { $0.expected = .exactly(StreamVersion(2)) }
    story.calls[late].reply = .conflict(actual: 1)
    #expect(story.broken == [.condition] && !story.isPossible)
  }

  @Test(
    "An append against its condition, and a refusal that the condition does not ask for, are found")
  mutating func conditions() throws {
    let tags = [try tag("x:1")]
    let query = EventQuery(tags: tags)
    story.ask(appending("r1", to: s, tags: tags))
    var against = story
    let made = against.ask(appending("r2", to: t))
    against.amend(made) { $0.condition = AppendCondition(noneOf: query) }
    #expect(against.broken == [.condition] && !against.isPossible)
    let refused = story.ask(appending("r3", to: t, unless: AppendCondition(noneOf: query)))
    #expect(story.violations.isEmpty && story.isPossible)
    story.amend(refused) {
      $0.condition = AppendCondition(noneOf: query, after: LogPosition(1))
    }
    #expect(story.broken == [.condition] && !story.isPossible)
  }

  @Test("What was found names the calls and the promise")
  mutating func message() {
    story.ask(.head)
    story.ask(appending("r1", to: s))
    let read = story.ask(.head, by: "b")
    story.calls[read].reply = .head(0)
    #expect(
      story.violations.map(\.description) == [
        "(d) had seen 1 events before the second was made, which is right only up to 0 [a#1, b#2]"
      ])
  }
}
