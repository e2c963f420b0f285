import RepairCore
import Testing

@testable import RepairStore

@Suite("A timer's event")
struct TimerCodecTests {
  private let due = Timestamp(clamping: 1_772_438_400_000)

  private func payload(of occurrence: FiredTimer) throws -> String {
    let actor = Actor(id: try #require(PersonID("timer.breach")), role: .system)
    let event = try TicketTimers.newEvent(
      .fired(occurrence), of: try #require(TicketID("N-1")), at: due, by: actor, before: nil,
      command: "fireTimer")
    #expect(event.type.name == "TimerFired")
    return String(decoding: event.payload, as: UTF8.self)
  }

  private func read(_ payload: String) throws -> FiredTimer? {
    let fixture = try LogFixture()
    let stream = try stream("timer/N-1")
    try fixture.log.append([event("TimerFired", payload: payload)], to: stream, expecting: .any)
    guard let stored = try fixture.log.readStream(stream).first,
      case .fired(let occurrence) = try TicketTimers.fact(of: stored).event
    else { return nil }
    return occurrence
  }

  @Test("is written in a fixed order, and what is absent is left out")
  func written() throws {
    let breach = FiredTimer(timer: .breach, dueAt: due, target: .accept)
    #expect(
      try payload(of: breach)
        == #"{"kind":"breach","dueAt":"2026-03-02T08:00:00.000Z","target":"accept"}"#)
  }

  @Test("is read as it was written, whatever it is about")
  func roundTrip() throws {
    for kind in TimerKind.allCases {
      for reminder in [nil, ReminderKind.unrated] {
        for target in [nil, TargetKind.complete] {
          let occurrence = FiredTimer(
            timer: kind, dueAt: due, reminder: reminder, target: target,
            level: target == nil ? nil : 2,
            assignment: reminder == nil ? nil : AssignmentNumber(3),
            since: reminder == nil ? due : nil)
          #expect(try read(payload(of: occurrence)) == occurrence)
        }
      }
    }
  }

  @Test(
    "that is none is damage, with its place",
    arguments: [
      "{}", #"{"kind":"breach"}"#, #"{"kind":"nap","dueAt":"2026-03-02T08:00:00Z"}"#,
      #"{"kind":"breach","dueAt":"2026-03-02T08:00:00Z","mood":"bad"}"#,
      #"{"kind":"breach","dueAt":"2026-03-02T08:00:00Z","level":0}"#,
      #"{"kind":"breach","dueAt":"soon"}"#, "[]",
    ])
  func damaged(_ payload: String) {
    #expect(code { _ = try read(payload) } == .corrupt)
  }

  @Test("comes of a command that has a line, like every other")
  func command() throws {
    let occurrence = FiredTimer(timer: .breach, dueAt: due, target: .complete)
    let envelope = CommandEnvelope(
      .timer(.command(.fire(occurrence))), of: "N-1", by: TimerKind.breach.actor, at: due,
      key: "timer:N-1:\(occurrence.occurrence)")
    #expect(try CommandCodec.decode(CommandCodec.encode(envelope)) == envelope)
  }
}
