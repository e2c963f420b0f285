import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Tables with an event a row, and the maps that say what the events are.
@Suite struct EventTableTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private static let head = """
    "ticket":{"column":"nr","prefix":"old-"},"timeZone":"Asia/Shanghai",
    "rows":{"activity":"what","transition":"how","time":"when","resource":"who"},
    "fields":{"campus":{"default":"north"},"category":{"column":"kind","default":"other"},
      "description":"said","worker":"who","rating":"stars"}
    """
  private static let events = """
    [{"activity":"Call","event":"submitted"},
     {"activity":["Send","Send again"],"transition":"START","event":"dispatched"},
     {"activity":"Send","event":"ignored"},
     {"activity":"Wait","event":"held","reason":"parts"},{"activity":"Go on","event":"resumed"},
     {"activity":"Mend","event":"completed"},
     {"activity":"Back","event":"reworkRequested","reason":"stillBroken"},
     {"activity":"Rate","event":"evaluated"},{"activity":"Talk","event":"note"}]
    """
  private static let map = "{\(head),\"events\":\(events)}"

  private func load(
    _ rows: String, map: String = map, dryRun: Bool = false
  ) throws -> ImportReport {
    var options = ImportOptions()
    options.map = Array(map.utf8)
    options.dryRun = dryRun
    let heading = "nr,what,how,when,who,kind,said,stars\n"
    let path = try scratch.file("events.csv", heading + rows)
    return try Importer.run(source: path, format: .csv, options: options, into: log)
  }

  private func types(_ ticket: String) throws -> [String] {
    try history(ticket, in: log).map(\.type.name)
  }

  @Test("The events of a case come together from anywhere in the table, in the order of the file")
  func scattered() throws {
    let report = try load(
      """
      7,Call,complete,2026-03-01 08:00,u-1,,,
      8,Call,complete,2026-03-01 08:00,u-2,,lamp,
      7,Send,start,2026-03-01 09:00,w-1,plumbing,tap,
      8,Talk,complete,2026-03-01 09:30,u-2,,,
      7,Send,complete,2026-03-01 09:00,w-1,,,
      7,Mend,complete,2026-03-01 09:00,w-1,,,
      7,Back,complete,2026-03-01 10:00,u-1,,,
      7,Send again,start,2026-03-01 10:00,w-2,,,
      7,Wait,complete,2026-03-01 10:00,w-2,,,
      7,Go on,complete,2026-03-01 11:00,w-2,,,
      7,Mend,complete,2026-03-01 12:00,w-2,,,
      7,Rate,complete,2026-03-01 13:00,u-1,,,4

      """)
    #expect(report.findings.isEmpty, "\(report.findings)")
    #expect(report.rowsRead == 12 && report.ticketsAdded == 2 && report.eventsAdded == 11)
    #expect(
      try types("old-7") == [
        "TicketSubmitted", "WorkerDispatched", "WorkCompleted", "ReworkRequested",
        "WorkerDispatched", "TicketHeld", "TicketResumed", "WorkCompleted", "TicketEvaluated",
      ])
    #expect(try types("old-8") == ["TicketSubmitted", "NoteAdded"])
    let events = try history("old-7", in: log)
    #expect(events[0].occurredAt.description == "2026-03-01T00:00:00.000Z")
    // What a report says may stand in any row of its case.
    #expect(text(events[0]).contains(#""category":"plumbing","description":"tap""#))
    #expect(text(events[1]).contains(#""worker":"w-1","assignment":1"#))
    #expect(text(events[4]).contains(#""worker":"w-2","assignment":2"#))
    #expect(text(events[3]).contains(#""reason":"stillBroken""#))
    #expect(text(events[5]).contains(#""reason":"parts""#))
    #expect(text(events[8]).contains(#""result":4"#))
  }

  @Test("Every event says what the other log called it, and the first one keeps the whole case")
  func called() throws {
    _ = try load(
      "7,Call,complete,2026-03-01 08:00,u-1,,\"a \"\"tap\"\"\",\n7,Talk,,2026-03-01 08:01,,,,\n")
    let events = try history("old-7", in: log)
    #expect(
      text(events[0]).contains(
        #""activity":"Call","transition":"complete","resource":"u-1""#))
    #expect(text(events[0]).contains(#""raw":{"events":[{"nr":"7","what":"Call","#))
    #expect(text(events[0]).contains(#""said":"a \"tap\"""#))
    #expect(
      text(events[1])
        == #"{"text":"Talk","internal":true,"imported":{"format":"csv","time":"exact","#
        + #""activity":"Talk"}}"#)
  }

  @Test("A map may name commands, and means the events that come of them")
  func commands() throws {
    let commands = """
      [{"activity":"Call","command":"submit"},{"activity":"Send","command":"dispatch"},
       {"activity":"Mend","command":"complete"},{"activity":"Back","command":"rejectResult"}]
      """
    _ = try load(
      """
      7,Call,complete,2026-03-01 08:00,u-1,,,
      7,Send,complete,2026-03-01 09:00,w-1,,,
      7,Mend,complete,2026-03-01 10:00,w-1,,,
      7,Back,complete,2026-03-01 11:00,u-1,,,

      """, map: "{\(Self.head),\"events\":\(commands)}")
    #expect(
      try types("old-7")
        == ["TicketSubmitted", "WorkerDispatched", "WorkCompleted", "ReworkRequested"])
    #expect(text(try history("old-7", in: log)[3]).contains(#""reason":"unknown""#))
  }

  @Test("What the map does not know becomes a note, and is reported with its line")
  func unknown() throws {
    let report = try load(
      "7,Call,complete,2026-03-01 08:00,u-1,,,\n7,Dance,start,2026-03-01 08:01,u-1,,,\n")
    #expect(report.findings.map(\.kind) == [.unknownCode])
    #expect(report.findings.first?.lines == [3])
    #expect(text(try history("old-7", in: log)[1]).contains(#""text":"Dance (start)""#))
  }

  @Test("A case that does not begin with a report gets one, and a second report is a note")
  func starts() throws {
    let report = try load(
      """
      7,Mend,complete,2026-03-01 08:00,w-1,,,
      7,Call,complete,2026-03-01 09:00,u-1,,tap,
      8,Call,complete,2026-03-01 09:00,u-1,,,
      8,Call,complete,2026-03-01 09:05,u-1,,,

      """)
    #expect(report.findings.map(\.kind) == [.repeatedStart, .missingStart])
    #expect(report.findings.map(\.lines) == [[3, 5], [2]])
    #expect(report.inferredTimes == 1)
    #expect(try types("old-7") == ["TicketSubmitted", "WorkCompleted", "NoteAdded"])
    #expect(text(try history("old-7", in: log)[0]).contains(#""time":"inferred""#))
  }

  @Test("A time that runs backwards, or that is none, is reported with the line of its row")
  func times() throws {
    let report = try load(
      """
      7,Call,complete,2026-03-01 08:00,u-1,,,
      7,Talk,complete,2026-03-01 07:00,u-1,,,
      7,Talk,complete,soon,u-1,,,
      7,Talk,complete,,u-1,,,
      7,Mend,complete,2026-03-01T10:00:00.123456+08:00,w-1,,,

      """)
    #expect(report.findings.map(\.kind) == [.unreadableTime, .timeRunsBackwards])
    #expect(report.findings.map(\.lines) == [[4, 5], [3]])
    #expect(report.clampedTimes == 1 && report.inferredTimes == 2)
    #expect(
      try history("old-7", in: log).map(\.occurredAt.description).suffix(2)
        == ["2026-03-01T02:00:00.123Z", "2026-03-01T02:00:00.123Z"])
  }

  @Test("The same table again adds nothing, and a case that has gone on is reported")
  func again() throws {
    let rows = "7,Call,complete,2026-03-01 08:00,u-1,,,\n7,Mend,,2026-03-01 09:00,w-1,,,\n"
    #expect(try load(rows, dryRun: true).eventsAdded == 2)
    #expect(try log.head() == .start)
    #expect(try load(rows).eventsAdded == 2)
    let second = try load(rows)
    #expect(second.eventsAdded == 0 && second.alreadyPresent == 2 && second.findings.isEmpty)
    let third = try load(rows + "7,Rate,,2026-03-01 10:00,u-1,,,5\n")
    #expect(third.eventsAdded == 0 && third.changed == 3)
    #expect(third.findings.map(\.kind) == [.changedRecord])
  }

  @Test("Of a case too large to keep as it was a digest is kept, by which it is known again")
  func large() throws {
    let words = String(repeating: "x", count: 60_000)
    let rows = (0..<10).map {
      "7,\($0 == 0 ? "Call" : "Talk"),,2026-03-01 08:00,u-1,,\(words)\($0),\n"
    }
    let report = try load(rows.joined())
    #expect(report.findings.map(\.kind) == [.recordTooLarge])
    #expect(text(try history("old-7", in: log)[0]).contains(#""raw":{"events":10,"sha256":""#))
    #expect(try load(rows.joined()).alreadyPresent == 10)
    #expect(try load(rows.dropLast().joined()).changed == 9)
  }

  @Test("Rows of no case or with too few fields are reported, and one case too many rows refused")
  func rows() throws {
    let report = try load(
      "7,Call,,2026-03-01 08:00,u-1,,,\n,Talk,,2026-03-01 08:00,u-1,,,\n7,Talk\n")
    #expect(report.findings.map(\.kind) == [.missingID, .wrongFieldCount])
    #expect(report.skipped == 2 && report.eventsAdded == 1)
    let many = String(repeating: "9,Talk,,2026-03-01 08:00,u-1,,,\n", count: 20_001)
    #expect(refusal { _ = try load(many) }?.contains("line 20002: a case has more than") == true)
  }

  @Test(
    "A map that cannot be meant is refused, and says where",
    arguments: [
      (#""events":[{"activity":"a","event":"sent"}]"#, "events[0].event is \"sent\""),
      (#""events":[{"activity":"a","event":"note","command":"addNote"}]"#, "one of them only"),
      (#""events":[{"activity":"a","command":"quote"}]"#, "no log is read for"),
      (#""events":[{"activity":"a","event":"note"}]"#, "must have `submitted`"),
      (#""events":[{"activity":"a","event":"held","reason":"lunch"}]"#, "reason is \"lunch\""),
      (#""events":[{"event":"note"}]"#, "needs `activity`"),
      (#""events":[{"activity":7,"event":"note"}]"#, "activity is"),
      (#""rows":{"activity":"a"},"events":[]"#, "needs `activity` and `time`"),
      (#""events":[{"activity":"a","event":"submitted"}]"#, "the column `gone`"),
    ])
  func unusable(_ part: String, _ message: String) throws {
    let rows =
      part.contains(#""rows""#)
      ? "" : #""rows":{"activity":"gone","time":"when"},"#
    let map = #"{"ticket":{"column":"nr"},"# + rows + part + "}"
    let said = refusal { _ = try load("7,a,,,,,,\n", map: map) }
    #expect(said?.contains(message) == true, "\(said ?? "nothing")")
  }
}
