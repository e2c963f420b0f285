import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct LegacyFixtureTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  private func load(_ name: String) throws -> ImportReport {
    var options = ImportOptions()
    options.map = try Array(
      Data(contentsOf: Self.folder.appending(path: "legacy-codes.json")))
    return try Importer.run(
      source: Self.folder.appending(path: name).path, format: .sheet, options: options, into: log)
  }

  private func records(_ path: String) throws -> [[String]] {
    let reader = try CSVReader(TextSource(ByteSource(path: path)))
    var records: [[String]] = []
    while try reader.next() { records.append(reader.texts) }
    return records
  }

  @Test("The committed sheet comes in, its traps reported, and goes out as it was")
  func sheet() throws {
    let report = try load("legacy-sheet.csv")
    #expect(report.rowsRead == 3_000 && report.ticketsAdded == 3_000 && report.skipped == 0)
    for kind in [
      ImportFindingKind.unknownCode, .cancelledAndFinished, .statusDisagrees,
      .evaluatedWithoutFinish, .missingField, .unreadableTime, .ambiguousTime, .dateOnlyTime,
      .finishedBeforeAllocated, .outOfRange,
    ] { #expect(report.count(kind) > 0, "\(kind)") }
    let again = try load("legacy-sheet.csv")
    #expect(again.eventsAdded == 0 && again.alreadyPresent == 3_000 && again.findings.isEmpty)
    try Exporter.run(from: log, format: .sheet, to: scratch.path("out.csv"))
    let original = Self.folder.appending(path: "legacy-sheet.csv").path
    #expect(try records(scratch.path("out.csv")) == records(original))
  }

  @Test("Every imported ticket folds to the state its row says, but for those reported")
  func states() throws {
    let report = try load("legacy-sheet-gb18030.csv")
    let reported = Set(
      report.findings.filter {
        [.statusDisagrees, .unknownCode].contains($0.kind) && $0.field == "status"
      }.flatMap(\.lines))
    let phases: [String: TicketPhase] = [
      "0": .submitted, "1": .accepted, "2": .dispatched, "4": .completed, "5": .evaluated,
      "6": .cancelled,
    ]
    let path = Self.folder.appending(path: "legacy-sheet-gb18030.csv").path
    let reader = try CSVReader(TextSource(ByteSource(path: path)))
    #expect(try reader.next())
    let status = try #require(reader.texts.firstIndex(of: "status"))
    let tickets = TicketLog(log)
    var count = 0
    while try reader.next() {
      let id = try #require(TicketID("sheet-" + reader.text(at: 0)))
      let ticket = try #require(try tickets.ticket(id))
      if reported.contains(reader.line) { continue }
      #expect(ticket.phase == phases[reader.text(at: status)], "\(id)")
      count += 1
    }
    #expect(count > 190)
  }

  @Test("The committed sheet in GB 18030 comes in")
  func gb18030() throws {
    let report = try load("legacy-sheet-gb18030.csv")
    #expect(report.rowsRead == 200 && report.ticketsAdded == 200 && report.skipped == 0)
  }
}
