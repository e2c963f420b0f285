import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct ColumnMapTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private func load(_ table: String, map: String) throws -> ImportReport {
    var options = ImportOptions()
    options.map = Array(map.utf8)
    let path = try scratch.file("t.csv", table)
    return try Importer.run(source: path, format: .csv, options: options, into: log)
  }

  @Test("A map leads columns to fields, values to codes and rows to events")
  func mapped() throws {
    let report = try load(
      "nr,kind,what,more,in,out,state,who\n"
        + "7,P,tap,drips,2026-01-02 10:00,2026-01-03 10:00,done,w-1\n"
        + "8,Z,lamp,,2026-01-02 11:00,,done,\n9,P,door,,2026-01-02 12:00,,new,\n",
      map: """
        {"ticket":{"column":"nr","prefix":"old-"},"timeZone":"Europe/Berlin",
         "fields":{"category":{"column":"kind","values":{"P":"plumbing"},"default":"other"},
           "campus":{"default":"main"},"worker":"who",
           "description":{"columns":["what","more"],"separator":": "}},
         "events":[{"event":"submitted","time":"in"},
           {"event":"dispatched","when":{"column":"state","in":["done"]}},
           {"event":"completed","time":"out","when":{"column":"state","in":["done"]}}]}
        """)
    #expect(report.ticketsAdded == 3 && report.eventsAdded == 7)
    #expect(report.findings.map(\.kind) == [.unknownCode])
    let events = try history("old-7", in: log)
    #expect(events.map(\.type.name) == ["TicketSubmitted", "WorkerDispatched", "WorkCompleted"])
    #expect(events[0].occurredAt.description == "2026-01-02T09:00:00.000Z")
    #expect(text(events[0]).contains(#""description":"tap: drips""#))
    #expect(text(events[1]).contains(#""worker":"w-1""#))
    #expect(text(try history("old-8", in: log)[0]).contains(#""category":"other""#))
    let tagged = try log.readLog(EventFilter(tag: .worker(#require(PersonID("w-1")))))
    #expect(tagged.map(\.type.name) == ["WorkerDispatched", "WorkCompleted"])
  }

  @Test("What opened and ended an imported repair is filed under its thing and its worker")
  func tags() throws {
    _ = try load(
      "nr,in,out,who,what\n7,2026-01-02 10:00,2026-01-03 10:00,w-1,tap-7\n",
      map: """
        {"ticket":{"column":"nr"},"timeZone":"Europe/Berlin",
         "fields":{"category":{"default":"plumbing"},"campus":{"default":"main"},
           "description":{"default":"x"},"worker":"who","asset":"what"},
         "events":[{"event":"submitted","time":"in"},{"event":"dispatched","time":"in"},
           {"event":"completed","time":"out"}]}
        """)
    func types(_ tag: EventTag) throws -> [String] {
      try log.readLog(EventFilter(tag: tag)).map(\.type.name)
    }
    #expect(
      try types(.asset(#require(AssetCode("tap-7")))) == ["TicketSubmitted", "WorkCompleted"])
    #expect(
      try types(.worker(#require(PersonID("w-1")))) == ["WorkerDispatched", "WorkCompleted"])
  }

  @Test(
    "What is wrong with a map is said with its place",
    arguments: [
      ("[", "the map is not JSON"),
      ("{\"ticket\":{}}", "the map needs `ticket` and `events`"),
      ("{\"tickets\":{}}", "the map has \"tickets\", which is not known"),
      ("{\"ticket\":{},\"events\":[]}", "in the map ticket needs `column`"),
      (
        "{\"ticket\":{\"column\":1},\"events\":[]}",
        "in the map ticket.column is a number; it must be text"
      ),
      (
        "{\"ticket\":{\"column\":\"a\"},\"events\":[]}",
        "in the map events must begin with `submitted`"
      ),
      (
        "{\"ticket\":{\"column\":\"a\"},\"events\":[{\"event\":\"born\",\"time\":\"a\"}]}",
        "in the map events[0].event is \"born\"; it must be one of submitted"
      ),
      (
        "{\"ticket\":{\"column\":\"a\"},\"events\":[{\"event\":\"submitted\"}]}",
        "in the map events[0] needs `time` or `when`"
      ),
      (
        "{\"ticket\":{\"column\":\"a\"},\"events\":[{\"event\":\"submitted\",\"time\":\"zz\"}]}",
        "the map names the column `zz`"
      ),
    ])
  func wrong(map: String, message: String) throws {
    let error = refusal { _ = try load("a,b\n1,2\n", map: map) }
    #expect(error?.hasPrefix(message) == true, "\(error ?? "no error")")
    #expect(try log.head() == .start)
  }

  @Test(
    "What is wrong with a code map is said with its place",
    arguments: [
      (
        "{\"status\":{\"1\":\"open\"}}",
        "in the map status.1 is \"open\"; it must be one of submitted"
      ),
      ("{\"kind\":{}}", "the map has \"kind\", which is not known"),
      ("{\"type\":{\"1\":2}}", "in the map type.1 is a number; it must be text"),
    ])
  func wrongCodes(map: String, message: String) throws {
    let error = refusal { _ = try CodeMap(parsing: Array(map.utf8)) }
    #expect(error?.hasPrefix(message) == true, "\(error ?? "no error")")
  }

  @Test("A time zone that is none is refused before anything is read")
  func zone() throws {
    var options = ImportOptions()
    options.timeZone = "Mars/Olympus"
    let path = try scratch.file("t.csv", "id\n")
    let error = refusal {
      _ = try Importer.run(source: path, format: .sheet, options: options, into: log)
    }
    #expect(error?.contains("Mars/Olympus is no time zone") == true)
  }
}
