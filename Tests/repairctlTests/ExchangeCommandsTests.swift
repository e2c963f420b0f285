import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

@Suite struct ExchangeCommandsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  private static let sharedData = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/data")
  private static let requests = sharedData.appending(
    path: "nyc311/nyc311_facility_requests_20260627-28.csv")

  @Test("An export and its import are the same log, to the byte of a second export")
  func lossless() throws {
    let first = folder.file("first.ndjson")
    #expect(repairctl("export", first, "--to", "ndjson", "--log", path).exitCode == .success)
    let copy = folder.file("copy.db")
    #expect(repairctl("init", copy, "--origin", "/other").exitCode == .success)
    let imported = repairctl("import", first, "--from", "ndjson", "--log", copy)
    #expect(imported.exitCode == .success, "\(imported.messages)")
    let second = folder.file("second.ndjson")
    #expect(repairctl("export", second, "--to", "ndjson", "--log", copy).exitCode == .success)
    #expect(try folder.read("first.ndjson") == folder.read("second.ndjson"))
    #expect(
      repairctl("query", "--format", "json", "--log", copy).output
        == repairctl("query", "--format", "json", "--log", path).output)
  }

  @Test("An imported export has the root of the log it was exported from")
  func sameRoot() throws {
    let (file, copy) = (folder.file("first.ndjson"), folder.file("copy.db"))
    #expect(repairctl("export", file, "--to", "ndjson", "--log", path).exitCode == .success)
    #expect(repairctl("init", copy, "--origin", "/other").exitCode == .success)
    #expect(repairctl("import", file, "--from", "ndjson", "--log", copy).exitCode == .success)
    let (log, imported) = try (
      EventLog.open(at: path, mode: .readOnly), EventLog.open(at: copy, mode: .readOnly)
    )
    #expect(try imported.treeHead() == log.treeHead())
    #expect(imported.identity.id != log.identity.id)
    #expect(repairctl("verify", "--log", copy).exitCode == .success)
  }

  @Test("Standard output has the export and nothing else")
  func standardOutput() throws {
    let piped = try Binary.run("export", "--to", "ndjson", "--log", path)
    #expect(piped.exitCode == 0)
    #expect(piped.messages.isEmpty)
    _ = repairctl("export", folder.file("a.ndjson"), "--to", "ndjson", "--log", path)
    #expect(piped.output == (try folder.read("a.ndjson")))
  }

  @Test("Filters narrow an export as they narrow the events")
  func filters() throws {
    let outcome = repairctl(
      "export", folder.file("a.csv"), "--to", "csv", "--ticket", "N-00001", "--log", path,
      "--format", "json")
    let events = repairctl(
      "events", "--ticket", "N-00001", "--format", "ndjson", "--log", path
    ).output.split(separator: "\n").count
    #expect(outcome.output.contains("\"rows\": \(events)\n"))
  }

  @Test("A payload that cannot be read is malformed input, and the message says where it is")
  func damagedPayload() throws {
    let damaged = folder.file("damaged.db")
    let log = try EventLog.create(at: damaged, origin: "/test")
    let ticket = try #require(TicketID("N-1"))
    let event = NewEvent(
      type: EventType("TicketSubmitted"), occurredAt: .earliest,
      actor: try #require(PersonID("u-1")), role: .requester, payload: Array("[]".utf8))
    _ = try log.append([event], to: StreamName(ticket: ticket), expecting: .noStream)
    log.close()
    let outcome = repairctl("export", "--to", "sheet", "--log", damaged)
    #expect(outcome.exitCode == .malformedInput)
    #expect(outcome.messages.contains("position 1 (ticket/N-1 version 1, TicketSubmitted.v1)"))
  }

  @Test("An existing file is refused and left as it is")
  func existing() throws {
    let file = try folder.write("precious", to: "a.csv")
    #expect(
      repairctl("export", file, "--to", "csv", "--log", path).exitCode == .cannotCreate)
    #expect(try folder.read("a.csv") == "precious")
  }

  @Test("An interrupted export leaves no file")
  func interruptedExport() {
    let outcome = repairctl(
      "export", folder.file("a.csv"), "--to", "csv", "--log", path, isInterrupted: { true })
    #expect(outcome.exitCode == .interrupted)
    #expect(!FileManager.default.fileExists(atPath: folder.file("a.csv")))
  }

  @Test(
    "Real requests come in once, with a report and the counts that are known",
    .enabled(if: FileManager.default.fileExists(atPath: requests.path)))
  func realRequests() throws {
    let log = folder.file("n.db")
    let report = folder.file("report.json")
    _ = repairctl("init", log)
    let first = repairctl(
      "import", Self.requests.path, "--from", "nyc311", "--report", report, "--log", log)
    #expect(first.exitCode == .success)
    #expect(first.output.contains("1782"))
    #expect(try folder.read("report.json").contains("1782"))
    let again = repairctl(
      "import", Self.requests.path, "--from", "nyc311", "--log", log, "--format", "json")
    #expect(again.output.contains("\"eventsAdded\": 0,"))
    #expect(again.output.contains("\"alreadyPresent\": 1782,"))
    #expect(repairctl("query", "--phase", "completed", "--count", "--log", log).output == "300\n")
  }

  @Test(
    "A trial and an interrupted import leave the log as it was",
    .enabled(if: FileManager.default.fileExists(atPath: requests.path)))
  func nothingKept() throws {
    let head = try EventLog.open(at: path, mode: .readOnly).head()
    let trial = repairctl(
      "import", Self.requests.path, "--from", "nyc311", "--dry-run", "--log", path)
    #expect(trial.exitCode == .success)
    #expect(trial.output.contains("nothing kept"))
    let report = folder.file("report.json")
    let interrupted = repairctl(
      "import", Self.requests.path, "--from", "nyc311", "--report", report, "--log", path,
      isInterrupted: { true })
    #expect(interrupted.exitCode == .interrupted)
    #expect(!FileManager.default.fileExists(atPath: report))
    #expect(try EventLog.open(at: path, mode: .readOnly).head() == head)
  }

  @Test("A report that cannot be kept stops the import before it begins")
  func existingReport() throws {
    let file = try folder.write("id\n", to: "sheet.csv")
    let report = try folder.write("precious", to: "report.json")
    let outcome = repairctl(
      "import", file, "--from", "sheet", "--report", report, "--log", path)
    #expect(outcome.exitCode == .cannotCreate)
    #expect(try folder.read("report.json") == "precious")
  }

  @Test("Malformed and missing files have their codes, and the log is as it was")
  func badInput() throws {
    let head = try EventLog.open(at: path, mode: .readOnly).head()
    let broken = try folder.write("{\"specversion\":\"1.0\"\n", to: "a.ndjson")
    #expect(
      repairctl("import", broken, "--from", "ndjson", "--log", path).exitCode == .malformedInput)
    #expect(
      repairctl("import", folder.file("no.csv"), "--from", "sheet", "--log", path).exitCode
        == .missingInput)
    #expect(
      repairctl(
        "import", broken, "--from", "csv", "--map", folder.file("no.json"), "--log", path
      ).exitCode == .missingInput)
    let map = try folder.write("[]", to: "map.json")
    #expect(
      repairctl("import", broken, "--from", "csv", "--map", map, "--log", path).exitCode
        == .malformedInput)
    #expect(try EventLog.open(at: path, mode: .readOnly).head() == head)
  }

  @Test("An event log comes in by its map, its report says where the map falls short, once")
  func eventLog() throws {
    let rows = """
      case,activity,at
      1,Call,2026-03-01 08:00
      2,Call,2026-03-01 08:30
      1,Dance,2026-03-01 09:00

      """
    let table = try folder.write(rows, to: "events.csv")
    let map = try folder.write(
      """
      {"ticket":{"column":"case","prefix":"E-"},"rows":{"activity":"activity","time":"at"},
       "fields":{"campus":{"default":"north"},"category":{"default":"other"}},
       "events":[{"activity":"Call","command":"submit"}]}
      """, to: "map.json")
    let first = repairctl("import", table, "--from", "csv", "--map", map, "--log", path)
    #expect(first.exitCode == .success, "\(first.messages)")
    #expect(first.output.contains("1 × code not in the map in activity: line 4"))
    #expect(repairctl("show", "E-1", "--log", path).output.contains("submitted"))
    let again = repairctl("import", table, "--from", "csv", "--map", map, "--log", path)
    #expect(again.output.contains("already in the log  3"))
    // The same map says nothing of XES's own columns, and so it fits no XES log.
    let xes = try folder.write(
      "<log><trace><string key=\"case\" value=\"9\"/><event/></trace></log>", to: "events.xes")
    let other = repairctl("import", xes, "--from", "xes", "--map", map, "--log", path)
    #expect(other.exitCode == .success && other.output.contains("1 × no id in case: line 1"))
    #expect(
      repairctl("import", table, "--from", "xes", "--map", map, "--log", path).exitCode
        == .malformedInput)
  }

  @Test("What an import or export must be told is a usage error when it is not")
  func usage() {
    #expect(repairctl("import", "a.csv", "--log", path).exitCode == .usage)
    #expect(repairctl("import", "a.csv", "--from", "csv", "--log", path).exitCode == .usage)
    #expect(repairctl("import", "a.xes", "--from", "xes", "--log", path).exitCode == .usage)
    #expect(repairctl("import", "a.csv", "--from", "shet", "--log", path).exitCode == .usage)
    #expect(
      repairctl("import", "a.csv", "--from", "sheet", "--time-zone", "Mars", "--log", path)
        .exitCode == .usage)
    #expect(repairctl("export", "--log", path).exitCode == .usage)
  }
}

@Suite struct ScenarioCommandTests {
  @Test("The same seed makes the same bytes, another one others")
  func deterministic() {
    let first = repairctl("scenario", "--tickets", "20", "--seed", "5")
    #expect(first.exitCode == .success)
    #expect(first == repairctl("scenario", "--tickets", "20", "--seed", "5"))
    #expect(first != repairctl("scenario", "--tickets", "20", "--seed", "6"))
  }

  @Test("Numbers that cannot be are usage errors", arguments: ["0", "-1", "x", "99999999999"])
  func usage(_ tickets: String) {
    #expect(repairctl("scenario", "--tickets", tickets).exitCode == .usage)
  }
}
