import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite(.enabled(if: SharedData.isThere, "the data beside the repository is not there"))
struct RealDataTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private func count(_ type: String, in log: EventLog) throws -> Int {
    try log.readLog(EventFilter(types: [type]), limit: 10_000).count
  }

  @Test("New York's requests come in, 1,782 of them, 300 closed")
  func nyc311() throws {
    let path = SharedData.path("nyc311/nyc311_facility_requests_20260627-28.csv")
    let report = try Importer.run(source: path, format: .nyc311, into: log)
    #expect(report.rowsRead == 1_782 && report.ticketsAdded == 1_782)
    #expect(try count("TicketSubmitted", in: log) == 1_782)
    #expect(try count("WorkCompleted", in: log) == 300)
    let first = try #require(try history("nyc311-69510115", in: log).first)
    #expect(first.occurredAt.description == "2026-06-28T05:59:48.000Z")
    let again = try Importer.run(source: path, format: .nyc311, into: log)
    #expect(again.eventsAdded == 0 && again.alreadyPresent == 1_782)
  }

  @Test("San Francisco's requests come in, 500 of them, 371 closed, 322 with a date")
  func open311() throws {
    let path = SharedData.path("open311/sf_2011_service_requests_500.json")
    let report = try Importer.run(source: path, format: .open311, into: log)
    #expect(report.rowsRead == 500 && report.ticketsAdded == 500)
    #expect(try count("WorkCompleted", in: log) == 371)
    #expect(try count("DeadlineSet", in: log) == 322)
    let first = try #require(try history("open311-909923", in: log).first)
    #expect(first.occurredAt.description == "2011-06-28T12:14:00.000Z")
    #expect(try Importer.run(source: path, format: .open311, into: log).alreadyPresent == 500)
  }

  @Test("Chicago's requests, which name their zone, come in")
  func chicago() throws {
    let path = SharedData.path("open311/chicago_service_requests.json")
    let report = try Importer.run(source: path, format: .open311, into: log)
    #expect(report.ticketsAdded == 2 && report.findings.isEmpty, "\(report.findings)")
    let first = try #require(try history("open311-14-01100669", in: log).first)
    #expect(first.occurredAt.description == "2014-07-12T15:58:43.000Z")
  }

  @Test("Exported and imported again, both are the same log to the byte")
  func again() throws {
    for (file, format) in [
      ("nyc311/nyc311_facility_requests_20260627-28.csv", ImportFormat.nyc311),
      ("open311/sf_2011_service_requests_500.json", .open311),
    ] {
      _ = try Importer.run(source: SharedData.path(file), format: format, into: log)
    }
    try Exporter.run(from: log, format: .ndjson, to: scratch.path("one.ndjson"))
    let copy = try scratch.log("copy.db")
    _ = try Importer.run(source: scratch.path("one.ndjson"), format: .ndjson, into: copy)
    try Exporter.run(from: copy, format: .ndjson, to: scratch.path("two.ndjson"))
    #expect(try scratch.bytes("one.ndjson") == scratch.bytes("two.ndjson"))
  }
}
