import Foundation
import RepairCore
import RepairExchange
import Testing

@Suite struct LegacyTimeTests {
  private func read(_ text: String, in zone: String = "Asia/Shanghai") throws -> LegacyTime {
    var reader = LegacyTimeReader(zone: try #require(TimeZone(identifier: zone)))
    return reader.read(text)
  }

  @Test(
    "What can mean only one moment is that moment",
    arguments: [
      ("2023-03-05 14:20:11", "2023-03-05T06:20:11.000Z"),
      ("2023/3/5 14:20", "2023-03-05T06:20:00.000Z"),
      (" 2023.3.5 14:20 ", "2023-03-05T06:20:00.000Z"),
      ("2023年3月5日 14时20分", "2023-03-05T06:20:00.000Z"),
      ("2023年03月05日14时20分11秒", "2023-03-05T06:20:11.000Z"),
      ("2023年3月5日14点", "2023-03-05T06:00:00.000Z"),
      ("2023-3-5 下午2:20", "2023-03-05T06:20:00.000Z"),
      ("2023-3-5 2:20 PM", "2023-03-05T06:20:00.000Z"),
      ("2023-03-05T14:20:11.5", "2023-03-05T06:20:11.500Z"),
      ("2026-06-28T01:59:48.000", "2026-06-27T17:59:48.000Z"),
      ("２０２３－０３－０５　１４：２０", "2023-03-05T06:20:00.000Z"),
      ("20230305142011", "2023-03-05T06:20:11.000Z"),
      ("202303051420", "2023-03-05T06:20:00.000Z"),
      ("1677997211", "2023-03-05T06:20:11.000Z"),
      ("1677997211250", "2023-03-05T06:20:11.250Z"),
      ("2023-03-05T14:20:11+08:00", "2023-03-05T06:20:11.000Z"),
      ("2023-03-05 14:20:11.250000", "2023-03-05T06:20:11.250Z"),
      ("2023-03-05T06:20:11Z", "2023-03-05T06:20:11.000Z"),
    ])
  func exact(text: String, moment: String) throws {
    #expect(try read(text) == .exact(#require(Timestamp(moment))), "\(text)")
  }

  @Test(
    "A day without a time is its first moment, and is said to be a day",
    arguments: [
      "2023-03-05", "2023/3/5", "2023年3月5日", "20230305",
    ])
  func days(text: String) throws {
    #expect(try read(text) == .dateOnly(#require(Timestamp("2023-03-04T16:00:00.000Z"))))
  }

  @Test("Blank is absent", arguments: ["", "  ", "NULL", "\\N", "0000-00-00 00:00:00", "无"])
  func absent(text: String) throws {
    #expect(try read(text) == .absent)
  }

  @Test(
    "What can be read in several ways is in doubt",
    arguments: [
      ("03/05/2023 14:20", LegacyTime.Doubt.dayOrMonthFirst),
      ("23-03-05", .shortYear),
      ("3月5日 14:20", .noYear),
      ("14:20", .noDate),
      ("44990.5", .spreadsheetSerial),
      ("44990", .spreadsheetSerial),
      ("2023030514", .dateOrSeconds),
    ])
  func doubtful(text: String, doubt: LegacyTime.Doubt) throws {
    #expect(try read(text) == .ambiguous(doubt), "\(text)")
  }

  @Test(
    "Anything else is no time",
    arguments: [
      "昨天", "soon", "2023-13-05", "2023-02-30", "2023-03-05 25:00", "2023-03-05 14:60", "1", "-",
      "2023-03-05 14", "2023-03-05 14:20 call back", "99999999999999999999", "2023-03-05 13:00 AM",
      "2023--05", "2023-03-05-", "::", "..", "2023-03-05 14:20:11.1234", "/2023/3/5",
    ].filter { $0 != "-" })
  func unreadable(text: String) throws {
    #expect(try read(text) == .unreadable, "\(text)")
  }

  @Test("A time that the clocks skipped or had twice is in doubt")
  func clockChange() throws {
    let zone = "America/New_York"
    #expect(try read("2026-03-08 02:30", in: zone) == .ambiguous(.skippedByClockChange))
    #expect(try read("2026-11-01 01:30", in: zone) == .ambiguous(.repeatedByClockChange))
    #expect(
      try read("2026-11-01 02:30", in: zone)
        == .exact(#require(Timestamp("2026-11-01T07:30:00.000Z"))))
  }

  @Test("A day that begins with a skipped hour begins after it")
  func skippedMidnight() throws {
    #expect(
      try read("2018-11-04", in: "America/Sao_Paulo")
        == .dateOnly(#require(Timestamp("2018-11-04T03:00:00.000Z"))))
  }

  @Test("Offsets are those of Foundation, on every day of forty years")
  func offsets() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(state: seed)
    for name in ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"] {
      let zone = try #require(TimeZone(identifier: name))
      var offsets = ZoneOffsets(zone)
      for _ in 0..<2_000 {
        let moment = Int64.random(in: 500_000_000...1_800_000_000, using: &random) * 1_000
        let date = Date(timeIntervalSince1970: Double(moment) / 1_000)
        let local = moment + Int64(zone.secondsFromGMT(for: date)) * 1_000
        let reading = offsets.moment(local: local)
        let expected = try #require(Timestamp(milliseconds: moment))
        #expect(
          reading == .exact(expected) || reading == .repeated, "\(name) \(expected) seed \(seed)")
      }
    }
  }

  @Test("No bytes at all stop the reader")
  func anything() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(state: seed)
    let parts = [
      "2", "0", "23", "-", "/", ":", " ", "年", "月", "日", "时", ".", "T", "Z", "下午", "x", "+",
    ]
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
        parts[Int.random(in: parts.indices, using: &random)]
      }.joined()
      _ = try read(text)
    }
  }
}
