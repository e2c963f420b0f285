import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// The telephone repair process that many papers use, brought in by the maps in `Fixtures`.
@Suite(.enabled(if: SharedData.isThere, "the data beside the repository is not there"))
struct RepairProcessImportTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static func map(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).appending(path: "../../../../Fixtures")
    return try Array(Data(contentsOf: folder.standardizedFileURL.appending(path: name)))
  }

  private func log(_ file: String, _ format: ImportFormat) throws -> EventLog {
    let log = try scratch.log("\(format.rawValue).db")
    var options = ImportOptions()
    options.map = try Self.map("repair-process-\(format.rawValue).json")
    let path = SharedData.path("repair-process/\(file)")
    let report = try Importer.run(source: path, format: format, options: options, into: log)
    #expect(report.rowsRead == 11_855 && report.ticketsAdded == 1_104)
    #expect(report.eventsAdded == 11_855 && report.findings.isEmpty, "\(report.findings)")
    if format == .csv {
      let again = try Importer.run(source: path, format: format, options: options, into: log)
      #expect(again.eventsAdded == 0 && again.alreadyPresent == 11_855)
    }
    return log
  }

  /// What counting in the file itself says.
  private struct Count {
    var registered: [Substring: Timestamp] = [:]
    var repaired: [Substring: Timestamp] = [:]
    var restarted: Set<Substring> = []
    var archived: Set<Substring> = []
    var restarts = 0
    var last = Timestamp.earliest

    init() throws {
      let url = URL(filePath: SharedData.path("repair-process/repairExample.csv"))
      for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let at = try #require(Timestamp(String(fields[3])))
        last = max(last, at)
        switch (fields[1], fields[2]) {
        case ("Register", _): registered[fields[0]] = at
        case ("Repair (Simple)", "complete"), ("Repair (Complex)", "complete"):
          if repaired[fields[0]] == nil { repaired[fields[0]] = at }
        case ("Restart Repair", _):
          restarted.insert(fields[0])
          restarts += 1
        case ("Archive Repair", _): archived.insert(fields[0])
        default: break
        }
      }
    }
  }

  @Test("The figures of the imported telephone repair process are those counted in the file")
  func figures() throws {
    let count = try Count()
    let tickets = try TicketLog(log("repairExample.xes.gz", .xes))
    let figures = try tickets.figures(FiguresRequest(at: count.last))
    #expect(figures.tickets == 1_104 && count.registered.count == 1_104)
    #expect(figures.work.reworkedTickets == 293 && count.restarted.count == 293)
    #expect(figures.work.reworks == 406 && count.restarts == 406)
    // One case was never repaired: of all of them 73.5 per cent never came back, to the next tenth.
    #expect(figures.work.n == count.repaired.count && figures.work.n == 1_103)
    #expect(figures.work.firstTimeFixed == 1_103 - 293)
    #expect(((1_104 - figures.work.reworkedTickets) * 2_000 + 1_104) / (2 * 1_104) == 735)
    let waits = count.registered.map { name, at in (count.repaired[name] ?? count.last) - at }
    let complete = figures.duration(.complete).wall
    #expect(complete.n == 1_104 && complete.median == waits.sorted()[551])
    let confirmed = try tickets.log.readLog(
      EventFilter(types: [TicketEventKind.resultConfirmed.rawValue]), limit: 10_000)
    #expect(confirmed.count == count.archived.count && confirmed.count == 1_000)
    try expectSame(tickets.log, as: log("repairExample.csv", .csv))
  }

  /// Whether every tenth ticket is the same in two logs, but for how it was written down.
  private func expectSame(_ one: EventLog, as other: EventLog) throws {
    func events(_ log: EventLog) throws -> [StreamName: [String]] {
      var all: [StreamName: [String]] = [:]
      try log.scan { row in
        let event = try row.stored()
        guard event.stream.rawValue.hasSuffix("7") else { return }
        let plan = try TicketEventCodec.current.plan(for: event.type)
        var (happened, remarks) = try event.payload.withUnsafeBytes {
          try TicketEventCodec.current.decode(plan, $0)
        }
        if case .submitted(var submission) = happened {
          submission.legacy?.raw = nil
          happened = .submitted(submission)
        }
        remarks?.imported?.format = ""
        let payload = try TicketEventCodec.encode(happened, remarks: remarks)
        all[event.stream, default: []].append(
          "\(event.occurredAt) \(String(decoding: payload, as: UTF8.self))")
      }
      return all
    }
    let (first, second) = (try events(one), try events(other))
    #expect(first.count > 100 && first.keys == second.keys)
    for (name, events) in first { #expect(second[name] == events, "\(name)") }
  }
}
