import RepairCore
import Testing

@testable import repairctl

@Suite struct MomentTests {
  private let now = Timestamp(clamping: 1_772_352_000_000)  // 2026-03-01T08:00:00Z

  private func moment(_ text: String, in zone: DisplayZone = .utc) throws -> Moment {
    try Moment(text, of: "--at", in: zone, now: now)
  }

  @Test("Every form of a moment is understood")
  func forms() throws {
    #expect(try moment("now") == .now)
    #expect(try moment("version:12") == .version(StreamVersion(12)))
    #expect(try moment("position:340") == .position(340))
    #expect(try moment("2026-03-01T16:00:00+08:00") == .time(now))
    #expect(try moment("-7d") == .time(now - .days(7)))
    #expect(try moment("-2h") == .time(now - .hours(2)))
    #expect(try moment("-30m") == .time(now - .minutes(30)))
    #expect(try moment("-2w") == .time(now - .days(14)))
  }

  @Test("A date is its first moment in the zone")
  func dates() throws {
    let shanghai = try DisplayZone(named: "Asia/Shanghai")
    #expect(try moment("2026-03-01").description == "2026-03-01T00:00:00.000Z")
    #expect(try moment("2026-03-01", in: shanghai).description == "2026-02-28T16:00:00.000Z")
  }

  @Test("A date's first moment is right around a change of the clocks")
  func clockChanges() throws {
    let newYork = try DisplayZone(named: "America/New_York")
    #expect(try moment("2026-03-08", in: newYork).description == "2026-03-08T05:00:00.000Z")
    #expect(try moment("2026-03-09", in: newYork).description == "2026-03-09T04:00:00.000Z")
    #expect(try moment("2026-11-02", in: newYork).description == "2026-11-02T05:00:00.000Z")
    // Here the day begins at one o'clock, because midnight is skipped.
    let santiago = try DisplayZone(named: "America/Santiago")
    #expect(try moment("2025-09-07", in: santiago).description == "2025-09-07T04:00:00.000Z")
  }

  @Test(
    "What is no moment is a usage error",
    arguments: [
      "", "yesterday", "2026-02-30", "2026-3-1", "-", "-d", "-5y", "--7d", "version:", "version:-1",
      "version:99999999999999999999", "position:x", "2026-03-01T08:00:00", "+7d",
    ])
  func nonsense(_ text: String) {
    let failure = #expect(throws: Failure.self) { try moment(text) }
    #expect(failure?.code == .usage)
  }

  @Test(
    "A span that ends before all times there are is a usage error",
    arguments: [
      "-999999999999999999d", "-9223372036854775807w", "-1400000000000000000w", "-99999999999d",
    ])
  func farBack(_ text: String) throws {
    let failure = #expect(throws: Failure.self) { try moment(text) }
    #expect(failure?.code == .usage)
    #expect(try moment("-99999d") == .time(now - .days(99_999)))
  }

  @Test("Only of a ticket a version is suggested")
  func suggestions() throws {
    func message(ofTicket: Bool) -> String? {
      #expect(throws: Failure.self) {
        try Moment("nonsense", of: "--at", in: .utc, now: now, ofTicket: ofTicket)
      }?.message
    }
    #expect(message(ofTicket: true)?.contains("version:12 or position:340") == true)
    #expect(message(ofTicket: false)?.contains("version") == false)
    #expect(message(ofTicket: false)?.contains("position:340") == true)
  }

  @Test("Times are shown with the zone's offset, milliseconds only where there are some")
  func showing() throws {
    let shanghai = try DisplayZone(named: "Asia/Shanghai")
    let newYork = try DisplayZone(named: "America/New_York")
    #expect(DisplayZone.utc.text(now) == "2026-03-01T08:00:00Z")
    #expect(shanghai.text(now) == "2026-03-01T16:00:00+08:00")
    #expect(newYork.text(now) == "2026-03-01T03:00:00-05:00")
    #expect(
      DisplayZone.utc.text(now + TimeSpan(milliseconds: 5)) == "2026-03-01T08:00:00.005Z")
    #expect(shanghai.text(.latest) == "9999-12-31T23:59:59.999Z")
  }

  @Test("An unknown zone is a usage error", arguments: ["Mars/Olympus", "", "../etc/passwd"])
  func unknownZone(_ name: String) {
    #expect(throws: Failure.self) { try DisplayZone(named: name) }
  }
}

extension Moment {
  fileprivate var description: String {
    if case .time(let time) = self { time.description } else { "\(self)" }
  }
}
