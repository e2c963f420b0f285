import Foundation
import RepairCore
import RepairReport
import Testing

@testable import repairctl

/// The ends of months.
@Suite struct MonthFigureTests {
  @Test("Months end a millisecond before the next begins, by the clocks of the zone")
  func ends() throws {
    let shanghai = try CalendarZone(name: "Asia/Shanghai", offset: 8 * 3_600)
    let now = try #require(Timestamp("2026-03-15T00:00:00Z"))
    let ends = MonthFigure.ends(of: 3, until: now, in: shanghai)
    #expect(
      ends.map(\.description) == [
        "2026-01-31T15:59:59.999Z", "2026-02-28T15:59:59.999Z", "2026-03-15T00:00:00.000Z",
      ])
    #expect(MonthFigure.ends(of: 1, until: now, in: .utc) == [now])
    #expect(MonthFigure.ends(of: 500, until: .earliest, in: .utc).last == .earliest)
    #expect(MonthFigure.ends(of: 13, until: now, in: .utc).count == 13)
  }

  @Test("Where clocks change, a month still begins at midnight")
  func summerTime() throws {
    // Europe's clocks go back on the last Sunday of October.
    let change = try #require(Timestamp("2026-10-25T01:00:00Z"))
    let zone = try CalendarZone(
      name: "Europe/Berlin", offset: 7_200, transitions: [.init(at: change, offset: 3_600)])
    let now = try #require(Timestamp("2026-11-20T00:00:00Z"))
    let ends = MonthFigure.ends(of: 3, until: now, in: zone)
    #expect(
      ends.dropLast().map(\.description) == [
        "2026-09-30T21:59:59.999Z", "2026-10-31T22:59:59.999Z",
      ])
  }

  @Test("The months are what dashboards say of those moments, each read from the log anew")
  func sameAsDashboards() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("repair.db")
    try ScenarioLog.make(at: log)
    let json = repairctl(
      "dashboard", "--log", log, "--at", "2026-07-10", "--months", "4", "--format", "json"
    ).output
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(rows.count == 4)
    for row in rows {
      let at = try #require(row["at"] as? String)
      let single = repairctl("dashboard", "--log", log, "--at", at, "--format", "json").output
      let figures = try JSONDecoder().decode(DeskFigures.self, from: Data(single.utf8))
      #expect(row["open"] as? Int == figures.openCount)
      #expect(row["worked"] as? Int == figures.work.n)
      #expect(row["late"] as? Int == figures.list(.breached).total)
    }
    let submitted = rows.compactMap { $0["submitted"] as? Int }.reduce(0, +)
    #expect(submitted == ScenarioLog.tickets || submitted > 0)
  }
}
