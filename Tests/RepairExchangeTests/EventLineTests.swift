import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct EventLineTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// A log with every column in use, and a stream that is no ticket's.
  private func busyLog() throws -> EventLog {
    let log = try scratch.log("busy.db", origin: "/campus/north")
    func event(_ type: String, _ payload: String, command: String?) throws -> NewEvent {
      NewEvent(
        type: EventType(type), occurredAt: try #require(Timestamp("2026-03-01T08:00:00.000Z")),
        actor: try #require(PersonID("d-1")), role: .dispatcher, onBehalfOf: PersonID("u-17"),
        command: command, commandID: ULID("01J00000000000000000000000"), causation: "c,\"1\"",
        correlation: "水",
        tags: [try #require(EventTag("campus:a,b%2C")), try .worker(#require(PersonID("w")))],
        payload: Array(payload.utf8))
    }
    let key = try IdempotencyKey("req-1", digest: SHA256Digest(hashing: [1, 2]))
    try log.append(
      [
        event(
          "TicketSubmitted", #"{"campus":"n","category":"c","channel":"app","a":"\u00e9 😀"}"#,
          command: "submit"),
        event("WorkerDispatched", #"{ "assignment" : 1 }"#, command: nil),
      ], to: #require(StreamName("ticket/N-1")), expecting: .noStream, key: key)
    try log.append([event("PolicyAdopted", "{}", command: nil)], to: .policy, expecting: .any)
    return log
  }

  @Test("A log exported, imported and exported again is the same to the byte, keys included")
  func lossless() throws {
    let log = try busyLog()
    try Exporter.run(from: log, format: .ndjson, to: scratch.path("one.ndjson"))
    let copy = try scratch.log()
    let report = try Importer.run(
      source: scratch.path("one.ndjson"), format: .ndjson, into: copy)
    #expect(report.eventsAdded == 3 && copy.identity.origin == "/campus/north")
    try Exporter.run(from: copy, format: .ndjson, to: scratch.path("two.ndjson"))
    #expect(try scratch.bytes("one.ndjson") == scratch.bytes("two.ndjson"))
    #expect(try copy.lookup(key: "req-1") == log.lookup(key: "req-1"))
    #expect(try copy.readLog() == log.readLog())
  }

  @Test("A line has the members the format promises, in their order")
  func members() throws {
    try Exporter.run(from: busyLog(), format: .ndjson, to: scratch.path("one.ndjson"))
    let lines = try scratch.text("one.ndjson").split(separator: "\n")
    let first = try #require(lines.first)
    #expect(first.hasPrefix(#"{"specversion":"1.0","id":""#))
    for part in [
      #""source":"/campus/north","type":"repair.ticket.submitted.v1","subject":"N-1""#,
      #""time":"2026-03-01T08:00:00.000Z","datacontenttype":"application/json","position":1"#,
      #""actor":"d-1","role":"dispatcher","onbehalfof":"u-17""#,
      #""tags":"campus:a%2Cb%252C,worker:w""#,
    ] { #expect(first.contains(part), "\(part) in \(first)") }
    #expect(lines[1].contains(#""type":"repair.ticket.workerDispatched.v1""#))
    #expect(lines[1].hasSuffix(#""data":{ "assignment" : 1 }}"#))
    #expect(lines[2].contains(#""type":"repair.policy.policyAdopted.v1","time""#))
  }

  @Test("Importing again adds nothing, and more of the same log continues it")
  func prefix() throws {
    let log = try busyLog()
    try Exporter.run(from: log, format: .ndjson, to: scratch.path("one.ndjson"))
    let all = try scratch.text("one.ndjson")
    let half = all.split(separator: "\n").prefix(2).joined(separator: "\n")
    let copy = try scratch.log()
    let path = try scratch.file("half.ndjson", half)
    #expect(try Importer.run(source: path, format: .ndjson, into: copy).eventsAdded == 2)
    let rest = try Importer.run(source: scratch.path("one.ndjson"), format: .ndjson, into: copy)
    #expect(rest.eventsAdded == 1 && rest.alreadyPresent == 2)
    let again = try Importer.run(source: scratch.path("one.ndjson"), format: .ndjson, into: copy)
    #expect(again.eventsAdded == 0 && again.alreadyPresent == 3)
    #expect(refusal { _ = try Importer.run(source: path, format: .ndjson, into: copy) } != nil)
  }

  @Test("A log with other events is left alone")
  func otherLog() throws {
    let log = try busyLog()
    try Exporter.run(from: log, format: .ndjson, to: scratch.path("one.ndjson"))
    let other = try scratch.log("other.db", origin: "/campus/north")
    let sheet = try scratch.file("s.csv", "id,type,campus,repairDate\n1,1,1,2023-03-05 10:00\n")
    _ = try Importer.run(source: sheet, format: .sheet, into: other)
    let error = refusal {
      _ = try Importer.run(source: scratch.path("one.ndjson"), format: .ndjson, into: other)
    }
    #expect(error?.contains("another event at position 1") == true, "\(error ?? "")")
  }

  @Test(
    "A damaged line is an error with its number and keeps nothing",
    arguments: [
      ("\"actor\":\"d-1\",", ""), ("\"position\":2", "\"position\":9"),
      ("streamversion\":2", "streamversion\":7"),
      ("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\""),
      ("workerDispatched", "workerVanished"),
      ("\"role\":\"dispatcher\"", "\"role\":\"king\""), ("\"salt\":\"", "\"salt\":\"!"),
      ("{\"specversion\"", "{\"strange\":1,\"specversion\""), ("}}", "}"),
    ])
  func damaged(part: String, other: String) throws {
    try Exporter.run(from: busyLog(), format: .ndjson, to: scratch.path("one.ndjson"))
    var lines = try scratch.text("one.ndjson").split(separator: "\n").map(String.init)
    lines[1] = lines[1].replacing(part, with: other)
    let path = try scratch.file("bad.ndjson", lines.joined(separator: "\n"))
    let copy = try scratch.log()
    let error = refusal { _ = try Importer.run(source: path, format: .ndjson, into: copy) }
    #expect(error?.hasPrefix("line 2: ") == true, "\(error ?? "no error")")
    #expect(try copy.head() == .start && copy.identity.origin != "/campus/north")
  }

  @Test("A hundred megabytes on one line end the reading, not the memory")
  func longLine() throws {
    let path = try scratch.file("long.ndjson", [UInt8](repeating: 0x20, count: 100 << 20))
    let log = try scratch.log()
    let error = refusal { _ = try Importer.run(source: path, format: .ndjson, into: log) }
    #expect(error?.hasPrefix("line 1: a line is longer") == true, "\(error ?? "")")
  }

  @Test("The table of events has a row for each, with what a spreadsheet needs")
  func table() throws {
    let report = try Exporter.run(from: busyLog(), format: .csv, to: scratch.path("t.csv"))
    let lines = try scratch.text("t.csv").split(separator: "\r\n")
    #expect(report.rows == 3 && lines.count == 4)
    #expect(lines[0].hasPrefix("position,id,ticket,version,type,time"))
    #expect(lines[3].contains(",policy,1,PolicyAdopted,"))
  }

  @Test("Filters choose the events of an export")
  func filters() throws {
    let log = try busyLog()
    var options = ExportOptions()
    options.filter.types = ["WorkerDispatched"]
    #expect(
      try Exporter.run(from: log, format: .ndjson, to: scratch.path("a"), options: options).rows
        == 1)
    options = ExportOptions()
    options.after = LogPosition(1)
    options.limit = 1
    try Exporter.run(from: log, format: .csv, to: scratch.path("b"), options: options)
    #expect(try scratch.text("b").contains("WorkerDispatched"))
  }

  @Test("A file that exists is left alone, and a stopped export leaves none")
  func outputs() throws {
    let log = try busyLog()
    let path = try scratch.file("there", "x")
    #expect(throws: ExchangeError.self) { try Exporter.run(from: log, format: .csv, to: path) }
    #expect(try scratch.text("there") == "x")
    var options = ExportOptions()
    options.isCancelled = { true }
    let stopped = scratch.path("stopped")
    #expect(throws: ExchangeError.self) {
      try Exporter.run(from: log, format: .csv, to: stopped, options: options)
    }
    #expect(!FileManager.default.fileExists(atPath: stopped))
  }
}
