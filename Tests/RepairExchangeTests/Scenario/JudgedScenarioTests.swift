import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@Suite("A semester judged again")
struct JudgedScenarioTests {
  private static let tickets =
    ProcessInfo.processInfo.environment["REPAIR_LONG_TESTS"] == nil ? 300 : 2_000

  @Test("A semester is judged again and nothing differs", arguments: [1] as [UInt64])
  func nothingDiffers(seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "judged-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = try EventLog.create(at: folder.appending(path: "log.db").path, origin: "/test")
    let tickets = TicketLog(log)
    var commands = 0
    let scenario = try #require(Scenario(tickets: Self.tickets, seed: seed))
    try log.bulk { writer in
      for command in scenario {
        let result = try tickets.execute(
          command.envelope, under: nil, worker: nil, with: writer)
        try result.get()
        commands += 1
      }
    }
    let report = try Judge(of: log, under: .then).report()
    #expect(report.judged == commands, "seed \(seed)")
    #expect(report.different == 0, "seed \(seed): \(report.examples)")
    #expect(report.imported == 0 && report.withoutCommand == 0)
  }
}
