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
    let again = try Importer.run(source: path, format: format, options: options, into: log)
    #expect(again.eventsAdded == 0 && again.alreadyPresent == 11_855)
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

  @Test(
    "The figures of the imported telephone repair process are those counted in the file",
    arguments: [("repairExample.csv", ImportFormat.csv), ("repairExample.xes.gz", .xes)])
  func figures(_ file: String, _ format: ImportFormat) throws {
    let count = try Count()
    let tickets = try TicketLog(log(file, format))
    let figures = try tickets.figures(FiguresRequest(at: count.last))
    #expect(figures.tickets == 1_104 && count.registered.count == 1_104)
    #expect(figures.work.reworkedTickets == 293 && count.restarted.count == 293)
    #expect(figures.work.reworks == 406 && count.restarts == 406)
    let fixed = figures.work.firstTimeFixed
    #expect(figures.work.n == count.repaired.count && fixed == count.repaired.count - 293)
    // 73.5 per cent, to the next tenth.
    #expect((fixed * 2_000 + figures.work.n) / (2 * figures.work.n) == 735)
    let waits = count.registered.map { name, at in (count.repaired[name] ?? count.last) - at }
    let complete = figures.duration(.complete).wall
    #expect(complete.n == 1_104 && complete.median == waits.sorted()[551])
    let confirmed = try tickets.log.readLog(
      EventFilter(types: [TicketEventKind.resultConfirmed.rawValue]), limit: 10_000)
    #expect(confirmed.count == count.archived.count && confirmed.count == 1_000)
  }

  @Test("The log and its table become the same tickets, event for event")
  func same() throws {
    func events(_ log: EventLog) throws -> [String: [String]] {
      var all: [String: [String]] = [:]
      for event in try log.readLog(EventFilter(), limit: 20_000) {
        let payload = text(event).replacing(/"raw":\{.*\]\}/, with: "").replacing(
          /"format":"(csv|xes)"/, with: "")
        all[event.stream.rawValue, default: []].append(
          "\(event.type.name) \(event.occurredAt) \(payload)")
      }
      return all
    }
    let table = try events(log("repairExample.csv", .csv))
    let xes = try events(log("repairExample.xes.gz", .xes))
    #expect(table.count == 1_104)
    for (name, events) in table { #expect(xes[name] == events, "\(name)") }
  }
}
