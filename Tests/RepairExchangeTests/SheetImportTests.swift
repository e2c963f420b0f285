import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite struct SheetImportTests {
  private let scratch: Scratch
  private let log: EventLog

  init() throws {
    scratch = try Scratch()
    log = try scratch.log()
  }

  private static let heading =
    "id,teacherId,type,address,location,campus,status,repairDate,description,imageUrl,radioUrl,"
    + "message,applicantName,mobile,openid,remarks,level,guarantee,fundingSources,allocatedTime,"
    + "finishTime,reason,detail,consumables,star,evaluate,evaluateDate,repairCancelReason,"
    + "repairCancelReasonRemark,repairCancelDate\n"

  private static let map = """
    {"status":{"0":"submitted","1":"accepted","2":"dispatched","4":"completed","5":"evaluated",
     "6":"cancelled"},"type":{"1":"plumbing"},"campus":{"1":"north"},"location":{"3":"dorm-5"},
     "fundingSources":{"2":"maintenance"}}
    """

  /// A row of the table; what is not named is blank.
  private static func row(_ values: KeyValuePairs<String, String>) -> String {
    let columns = heading.dropLast().split(separator: ",")
    let byName = Dictionary(values.map { ($0, $1) }, uniquingKeysWith: { _, last in last })
    return columns.map { byName[String($0)] ?? "" }.joined(separator: ",") + "\n"
  }

  private func load(_ rows: String..., dryRun: Bool = false) throws -> ImportReport {
    let path = try scratch.file("\(UUID()).csv", Self.heading + rows.joined())
    var options = ImportOptions()
    options.map = Array(Self.map.utf8)
    options.dryRun = dryRun
    return try Importer.run(source: path, format: .sheet, options: options, into: log)
  }

  private static let full = row([
    "id": "123", "teacherId": "t-9", "type": "1", "address": "5栋 301", "location": "3",
    "campus": "1", "status": "5", "repairDate": "2023-03-05 14:20:11", "description": "水管漏水",
    "imageUrl": "a.jpg;b.jpg", "radioUrl": "v.amr", "message": "请尽快", "applicantName": "王",
    "mobile": "138", "openid": "o1", "remarks": "inner", "level": "2", "guarantee": "1",
    "fundingSources": "2", "allocatedTime": "2023/3/5 15:00", "finishTime": "2023年3月6日 9时30分",
    "reason": "老化", "detail": "更换", "consumables": "阀门×1", "star": "5", "evaluate": "谢谢",
    "evaluateDate": "2023-03-07 08:00:00",
  ])

  @Test("A whole row becomes a ticket's whole life")
  func life() throws {
    let report = try load(Self.full)
    let events = try history("sheet-123", in: log)
    #expect(
      events.map(\.type.name) == [
        "TicketSubmitted", "NoteAdded", "NoteAdded", "TicketAccepted", "WorkerDispatched",
        "WorkCompleted", "TicketEvaluated",
      ])
    #expect(
      events.map(\.occurredAt.description) == [
        "2023-03-05T06:20:11.000Z", "2023-03-05T06:20:11.000Z", "2023-03-05T06:20:11.000Z",
        "2023-03-05T07:00:00.000Z", "2023-03-05T07:00:00.000Z", "2023-03-06T01:30:00.000Z",
        "2023-03-07T00:00:00.000Z",
      ])
    #expect(report.ticketsAdded == 1 && report.eventsAdded == 7 && report.inferredTimes == 3)
    #expect(report.findings.isEmpty, "\(report.findings)")
  }

  @Test("Every column has a home")
  func homes() throws {
    _ = try load(Self.full)
    let events = try history("sheet-123", in: log)
    let submitted = text(events[0])
    for part in [
      #""campus":"north""#, #""category":"plumbing""#, #""description":"水管漏水""#,
      #""code":"dorm-5""#, #""address":"5栋 301""#, #""name":"王""#, #""phone":"138""#,
      #""openID":"o1""#, #""channel":"import""#, #""url":"a.jpg""#, #""url":"b.jpg""#,
      #""kind":"voice""#, #""imported":{"format":"sheet","time":"exact"}"#, "maintenance",
    ] { #expect(submitted.contains(part), "\(part) in \(submitted)") }
    #expect(events[0].onBehalfOf?.rawValue == "t-9" && events[0].role == .system)
    #expect(text(events[3]).contains(#""priority":2"#))
    #expect(text(events[3]).contains(#""time":"inferred""#))
    #expect(text(events[5]).contains(#""consumables":"阀门×1""#))
    #expect(text(events[6]).contains(#""result":5"#))
  }

  @Test("A second import adds nothing, and a changed row is reported and left")
  func again() throws {
    _ = try load(Self.full)
    let second = try load(Self.full)
    #expect(second.eventsAdded == 0 && second.alreadyPresent == 1 && second.findings.isEmpty)
    let third = try load(Self.full.replacing("谢谢", with: "很好"))
    #expect(third.eventsAdded == 0 && third.changed == 1)
    #expect(third.findings.first?.kind == .changedRecord && third.findings.first?.lines == [2])
    #expect(try log.head().rawValue == 7)
  }

  @Test("Work finished before it was allocated is clamped and reported")
  func backwards() throws {
    let report = try load(
      Self.row([
        "id": "1", "type": "1", "campus": "1", "status": "4", "repairDate": "2023-03-05 10:00",
        "allocatedTime": "2023-03-05 12:00", "finishTime": "2023-03-05 11:00",
      ]))
    let completed = try #require(history("sheet-1", in: log).last)
    #expect(completed.occurredAt.description == "2023-03-05T04:00:00.000Z")
    #expect(text(completed).contains(#""statedAt":"2023-03-05T03:00:00.000Z""#))
    #expect(text(completed).contains(#""time":"clamped""#))
    #expect(report.clampedTimes == 1 && report.count(.finishedBeforeAllocated) == 1)
  }

  @Test("A day without a time fits where it can, and an inferred step keeps before it")
  func dayOnly() throws {
    let report = try load(
      Self.row([
        "id": "1", "type": "1", "campus": "1", "status": "4", "repairDate": "2023-03-05 10:00",
        "allocatedTime": "2023-03-05", "finishTime": "2023-03-06 11:00",
      ]))
    let events = try history("sheet-1", in: log)
    #expect(
      events.map(\.occurredAt.description) == [
        "2023-03-05T02:00:00.000Z", "2023-03-05T02:00:00.000Z", "2023-03-05T02:00:00.000Z",
        "2023-03-06T03:00:00.000Z",
      ])
    #expect(report.findings.map(\.kind) == [.dateOnlyTime] && report.inferredTimes == 2)
  }

  @Test(
    "Contradictions of a row are reported with kind and line",
    arguments: [
      (
        ["status": "4", "finishTime": "2023-03-06 10:00", "repairCancelDate": "2023-03-07 10:00"],
        ImportFindingKind.cancelledAndFinished
      ),
      (["status": "5", "star": "4"], .evaluatedWithoutFinish),
      (["status": "0", "finishTime": "2023-03-06 10:00"], .statusDisagrees),
      (["status": "9"], .unknownCode),
      (["type": "77"], .unknownCode),
      (["finishTime": "问过了"], .unreadableTime),
      (["finishTime": "03/04/2023"], .ambiguousTime),
      (["finishTime": "2023-03-06"], .dateOnlyTime),
      (["star": "9"], .outOfRange),
      (["level": "x"], .outOfRange),
      (["campus": ""], .missingField),
    ])
  func contradictions(values: [String: String], kind: ImportFindingKind) throws {
    let basic = ["id": "1", "type": "1", "campus": "1", "repairDate": "2023-03-05 10:00"]
    let all = basic.merging(values) { _, new in new }
    let columns = Self.heading.dropLast().split(separator: ",")
    let row = columns.map { all[String($0)] ?? "" }.joined(separator: ",") + "\n"
    let report = try load(row)
    #expect(report.count(kind) == 1, "\(report.findings)")
    #expect(report.findings.first { $0.kind == kind }?.lines == [2])
    #expect(report.ticketsAdded == 1)
  }

  @Test("A record that can be no ticket is skipped and reported")
  func skipped() throws {
    let report = try load(
      Self.row(["id": "", "repairDate": "2023-03-05 10:00"]),
      Self.row(["id": "2", "repairDate": "tomorrow"]), "3,too,few\n", Self.full, Self.full)
    #expect(report.skipped == 4 && report.ticketsAdded == 1 && report.rowsRead == 5)
    for kind in [ImportFindingKind.missingID, .noTime, .wrongFieldCount, .repeatedID] {
      #expect(report.count(kind) == 1, "\(kind)")
    }
  }

  @Test("A name that no ticket can have gets one that is always the same")
  func naming() throws {
    let row = Self.row([
      "id": "维修 7", "type": "1", "campus": "1", "repairDate": "2023-03-05 10:00",
    ])
    #expect(try load(row).ticketsAdded == 1)
    #expect(try load(row).alreadyPresent == 1)
  }

  @Test("A trial reports the same and keeps nothing")
  func trial() throws {
    let report = try load(Self.full, dryRun: true)
    #expect(report.dryRun && report.eventsAdded == 7)
    #expect(try log.head() == .start)
  }

  @Test("The table is given back as it was, column by column and byte by byte")
  func roundTrip() throws {
    let table =
      Self.heading + Self.full
      + Self.row([
        "id": "2", "type": "99", "campus": "1", "repairDate": " 2023-03-05 10:00 ",
        "description": "\"=1+1, \"\"quoted\"\"\nand 二行\"", "finishTime": "NULL",
      ])
    let path = try scratch.file("in.csv", table)
    var options = ImportOptions()
    options.map = Array(Self.map.utf8)
    _ = try Importer.run(source: path, format: .sheet, options: options, into: log)
    let report = try Exporter.run(from: log, format: .sheet, to: scratch.path("out.csv"))
    #expect(report.rows == 2)
    let expected = table.replacing(" 2023-03-05 10:00 ", with: "\" 2023-03-05 10:00 \"")
    let found = try scratch.text("out.csv").replacing("\r\n", with: "\n")
    #expect(found == expected)
  }

  @Test("A sheet in GB 18030 with tabs is read like any other")
  func gb18030() throws {
    let bytes =
      Array("id\ttype\tcampus\trepairDate\tdescription\n8\t1\t1\t2023-03-05 10:00\t".utf8)
      + [0xCB, 0xAE, 0xB9, 0xDC, 0xC2, 0xA9, 0xCB, 0xAE, 0x0A]
    let path = try scratch.file("gb.tsv", bytes)
    let report = try Importer.run(source: path, format: .sheet, into: log)
    #expect(report.ticketsAdded == 1)
    #expect(text(try history("sheet-8", in: log)[0]).contains("水管漏水"))
  }

  @Test("A stop in the middle keeps nothing")
  func cancelled() throws {
    let rows = (1...3_000).map {
      Self.row(["id": "\($0)", "type": "1", "campus": "1", "repairDate": "2023-03-05 10:00"])
    }
    let path = try scratch.file("many.csv", Self.heading + rows.joined())
    let counter = Counter()
    var options = ImportOptions()
    options.isCancelled = { counter.next() > 2_000 }
    #expect(throws: ExchangeError.self) {
      try Importer.run(source: path, format: .sheet, options: options, into: log)
    }
    #expect(try log.head() == .start)
    #expect(try Importer.run(source: path, format: .sheet, into: log).ticketsAdded == 3_000)
  }

  @Test("An error in the last line keeps nothing")
  func allOrNothing() throws {
    let path = try scratch.file("bad.csv", Self.heading + Self.full + "\"open")
    let error = refusal { _ = try Importer.run(source: path, format: .sheet, into: log) }
    #expect(error?.hasPrefix("line 3, column 1: ") == true, "\(error ?? "")")
    #expect(try log.head() == .start)
  }

  @Test("The report is the same as JSON and as text")
  func report() throws {
    let report = try load(Self.row(["id": "2", "repairDate": "tomorrow"]))
    let decoded = try JSONDecoder().decode(ImportReport.self, from: Data(report.json().utf8))
    #expect(decoded == report)
    #expect(report.text.contains("1 × no readable time: line 2"))
  }
}

/// Counts calls from anywhere.
private final class Counter: @unchecked Sendable {
  // Safe: guarded by the lock.
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
