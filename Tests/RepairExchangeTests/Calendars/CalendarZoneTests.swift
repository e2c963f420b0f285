import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Zones looked up once and kept as data, and plans as people write them.
@Suite("Zones and plans from files")
struct CalendarZoneTests {
  @Test(
    "A zone's offsets are the database's at every moment asked",
    arguments: [
      "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Africa/Casablanca", "Pacific/Apia",
      "Australia/Lord_Howe", "America/St_Johns",
    ])
  func agreesWithDatabase(_ name: String) throws {
    let zone = try CalendarZone(iana: name)
    let known = try #require(TimeZone(identifier: name))

    var moment: Int64 = 0
    while moment < 4_102_444_800 {
      let date = Date(timeIntervalSince1970: Double(moment))
      #expect(
        zone.offset(at: Timestamp(clamping: moment * 1_000)) == known.secondsFromGMT(for: date),
        "\(name) at \(date)")
      moment += 1_234_567
    }
    for transition in zone.transitions {
      let second = Double(transition.at.milliseconds / 1_000)
      #expect(
        known.secondsFromGMT(for: Date(timeIntervalSince1970: second)) == transition.offset)
      #expect(
        known.secondsFromGMT(for: Date(timeIntervalSince1970: second - 1)) != transition.offset)
    }
  }

  @Test(
    "What no zone is called is refused", arguments: ["", "Mars/Olympus", "Asia/ Shanghai", "上海"])
  func refusesZones(_ name: String) {
    #expect(throws: InvalidField.self) { try CalendarZone(iana: name) }
  }

  @Test("UTC has no changes")
  func utc() throws {
    #expect(try CalendarZone(iana: "UTC") == .utc)
  }

  private static let plan = #"""
    {"calendars":[{"code":"office","zone":"Europe/Berlin",
      "week":{"monday":["08:00-16:00"],"tuesday":["08:00-16:00"],"wednesday":["08:00-16:00"],
        "thursday":["08:00-16:00"],"friday":["08:00-16:00"]}}]}
    """#

  @Test("A plan with a zone's name becomes one with its offsets, and needs the name no more")
  func planFile() throws {
    let plan = try TargetPlan(file: Self.plan.utf8)

    #expect(plan.calendars.first?.zone == (try CalendarZone(iana: "Europe/Berlin")))
    #expect(try TargetPlan(json: plan.json) == plan)
  }

  @Test(
    "What is wrong in a file is told by its field",
    arguments: [
      (#"{"calendars":[{"code":"a","zone":"Nowhere","week":{}}]}"#, "calendars[0].zone"),
      (#"{"calendars":[{"code":"a","zone":7,"week":{}}]}"#, "calendars[0].zone"),
      (#"{"calendars":[7]}"#, "calendars[0]"), (#"{"calendars":7}"#, "calendars"), ("7", ""),
    ])
  func refusesFiles(_ text: String, _ field: String) {
    do throws(MalformedSettings) {
      _ = try TargetPlan(file: text.utf8)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.field == field, "\(error)")
    }
  }

  @Test("Holidays are days off in the calendar they are added to, and make-up days have its hours")
  func addsHolidays() throws {
    let off = try #require(CalendarDay("2026-10-01"))
    let makeUp = try #require(CalendarDay("2026-10-10"))
    let office = try #require(CalendarCode("office"))
    let start = try #require(Timestamp("2026-09-30T13:00:00Z"))
    let plan = try TargetPlan(file: Self.plan.utf8)
    let other = try #require(CalendarCode("elsewhere"))

    let whole = try plan.adding(HolidayCalendar(days: [off: .off, makeUp: .makeUp]), to: office)

    let calendar = try #require(whole.calendars.first)
    #expect(calendar.exceptions[makeUp]?.spans == [480..<960])
    #expect(calendar.adding(.span(.hours(2)), to: start) == Timestamp("2026-10-02T07:00:00Z"))
    #expect(throws: InvalidField.self) { try plan.adding(HolidayCalendar(), to: other) }
  }
}
