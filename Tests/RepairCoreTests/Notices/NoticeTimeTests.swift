import RepairCore
import Testing

@Suite("When notices go") struct NoticeTimeTests {
  private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

  private static func berlin() throws -> CalendarZone {
    func change(_ at: String, _ hours: Int) throws -> CalendarZone.Transition {
      CalendarZone.Transition(at: try #require(Timestamp(at)), offset: hours * 3_600)
    }
    return try CalendarZone(
      name: "Europe/Berlin", offset: 3_600,
      transitions: [
        change("2026-03-29T01:00:00Z", 2), change("2026-10-25T01:00:00Z", 1),
      ])
  }

  @Test("Quiet hours go over midnight, by the clock on the wall")
  func overMidnight() throws {
    let zone = try CalendarZone(name: "Asia/Shanghai", offset: 8 * 3_600)
    func end(_ text: String) throws -> Timestamp? {
      QuietHours.night.end(at: try time(text), in: zone)
    }
    #expect(try end("2026-03-01T21:59:59.999+08:00") == nil)
    #expect(try end("2026-03-01T22:00:00+08:00") == time("2026-03-02T07:00:00+08:00"))
    #expect(try end("2026-03-01T23:59:59.999+08:00") == time("2026-03-02T07:00:00+08:00"))
    #expect(try end("2026-03-02T00:00:00+08:00") == time("2026-03-02T07:00:00+08:00"))
    #expect(try end("2026-03-02T06:59:59.999+08:00") == time("2026-03-02T07:00:00+08:00"))
    #expect(try end("2026-03-02T07:00:00+08:00") == nil)
  }

  @Test("Quiet hours may lie within a day")
  func withinADay() throws {
    let noon = try #require(QuietHours(from: 12 * 60, to: 14 * 60))
    #expect(noon.end(at: try time("2026-03-01T11:59:00Z"), in: .utc) == nil)
    #expect(
      noon.end(at: try time("2026-03-01T12:30:00Z"), in: .utc) == (try time("2026-03-01T14:00:00Z"))
    )
    #expect(noon.end(at: try time("2026-03-01T14:00:00Z"), in: .utc) == nil)
    #expect(QuietHours(from: 60, to: 60) == nil)
    #expect(QuietHours(from: 0, to: 1_440) == nil)
    #expect(QuietHours(from: -1, to: 5) == nil)
  }

  @Test("The night is an hour shorter when the clock is put forward, and an hour longer when back")
  func daylightSaving() throws {
    let zone = try Self.berlin()
    let spring = QuietHours.night.end(at: try time("2026-03-28T21:30:00Z"), in: zone)
    #expect(spring == (try time("2026-03-29T05:00:00Z")))
    let autumn = QuietHours.night.end(at: try time("2026-10-24T21:30:00Z"), in: zone)
    #expect(autumn == (try time("2026-10-25T06:00:00Z")))
  }

  @Test("An end that the clock leaves out or shows twice ends all the same")
  func endInTheChange() throws {
    let zone = try Self.berlin()
    let early = try #require(QuietHours(from: 22 * 60, to: 2 * 60 + 30))
    // 02:30 does not exist on that night: 03:00 comes after 02:00.
    let spring = try #require(early.end(at: try time("2026-03-28T23:00:00Z"), in: zone))
    #expect(early.end(at: spring, in: zone) == nil)
    #expect(spring >= (try time("2026-03-29T01:00:00Z")))
    #expect(spring <= (try time("2026-03-29T01:30:00Z")))
    // 02:30 comes twice; between the two the wall shows 02:00 again, which is quiet.
    let autumn = try #require(early.end(at: try time("2026-10-25T00:10:00Z"), in: zone))
    #expect(autumn == (try time("2026-10-25T00:30:00Z")))
    let again = try #require(early.end(at: try time("2026-10-25T01:10:00Z"), in: zone))
    #expect(again == (try time("2026-10-25T01:30:00Z")))
  }

  @Test("What is urgent does not wait for the morning")
  func urgent() throws {
    let rules = NoticeRules.standard
    let night = try time("2026-03-01T23:00:00+08:00")
    #expect(rules.endOfQuiet(for: .urgent, at: night) == nil)
    #expect(rules.endOfQuiet(for: .normal, at: night) != nil)
    var without = rules
    without.quietHours = nil
    #expect(without.endOfQuiet(for: .normal, at: night) == nil)
  }

  private static func id(_ number: Int) throws -> NoticeID {
    try #require(
      NoticeID(event: "E\(number)", rule: .held, channel: .app, recipient: .person("u-1")))
  }

  @Test("Each wait is twice the one before, a little more by the notice's name, up to the longest")
  func backOff() throws {
    let plan = RetryPlan(attempts: 6, first: .minutes(1), longest: .minutes(5))
    let id = try Self.id(1)
    for (attempt, minutes) in [(1, 1), (2, 2), (3, 4), (4, 5), (5, 5)] as [(Int, Int64)] {
      let wait = try #require(plan.wait(after: attempt, of: id))
      #expect(wait >= .minutes(minutes))
      #expect(wait < .minutes(minutes) + .seconds(15 * minutes))
      #expect(plan.wait(after: attempt, of: id) == wait)
    }
    #expect(plan.wait(after: 6, of: id) == nil)
    #expect(plan.wait(after: .max, of: id) == nil)
    let waits = try Set((0..<50).map { plan.wait(after: 1, of: try Self.id($0)) })
    #expect(waits.count > 40)
  }

  @Test("No plan leads to a wait that is none")
  func extremePlans() throws {
    let id = try Self.id(1)
    let long = RetryPlan(
      attempts: .max, first: TimeSpan(milliseconds: .max), longest: TimeSpan(milliseconds: .max))
    #expect(try #require(long.wait(after: 1, of: id)) > .days(1))
    #expect(try #require(long.wait(after: .max - 1, of: id)) > .days(1))
    let none = RetryPlan(
      attempts: 3, first: TimeSpan(milliseconds: .min), longest: TimeSpan(milliseconds: .min))
    #expect(none.wait(after: 1, of: id) == .zero)
    let never = RetryPlan(attempts: .min, first: .zero, longest: .zero)
    #expect(never.wait(after: 1, of: id) == nil)
  }
}

extension TimeSpan {
  fileprivate static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
    TimeSpan(milliseconds: left.milliseconds + right.milliseconds)
  }
}
