import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

// What the article "Asking the past" shows.
// documented: a ticket's candidates
/// Who could have been sent to a ticket at a moment, the best first.
func candidates(
  for ticket: TicketID, at moment: Timestamp, in log: EventLog
) throws -> [PersonID] {
  let past = TicketLog(try log.asOf(Replay.Extent(occurredBy: moment)))
  let views = try Views(of: past.log)
  let found = try past.ranking(for: ticket, at: moment, with: views)
  return found?.ranking.ranked.map(\.worker) ?? []
}
// end

// documented: costs
/// What repairs had cost by a moment, as far as the desk knew it then.
func costs(knownAt moment: Timestamp, of engine: RepairEngine) async throws -> [CostTotal] {
  let place = try await engine.position(recordedBy: moment)
  return try await engine.asOf(Replay.Extent(through: place)) { past in
    try Views(of: past.log).costs(by: .campus)
  }
}
// end

@Suite struct PastExampleTests {
  @Test("What the article shows is what is tested, line by line, and answers of then")
  func documented() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("desk.db")
    try PastDesk.make(at: path)
    let engine = try await RepairEngine(opening: path)
    let now = try await costs(knownAt: .latest, of: engine)
    let nothing = try await costs(knownAt: .earliest, of: engine)
    #expect(!now.isEmpty && nothing.isEmpty)
    await engine.close()
    let log = try EventLog.open(at: path, mode: .readOnly)
    let ticket = try #require(TicketID("N-00003"))
    let accepted = try #require(try TicketLog(log).ticket(ticket)?.acceptedAt)
    #expect(try !candidates(for: ticket, at: accepted, in: log).isEmpty)
    #expect(try candidates(for: ticket, at: .earliest, in: log).isEmpty)

    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let article = try String(
      contentsOf: tests.appending(
        path: "../../Sources/RepairStore/RepairStore.docc/AskingThePast.md"), encoding: .utf8)
    let source = try String(contentsOf: tests.appending(path: "PastExample.swift"), encoding: .utf8)
    let shown = source.components(separatedBy: "\n// documented: ").dropFirst().compactMap {
      $0.components(separatedBy: "\n// end").first?.split(separator: "\n", maxSplits: 1).last
    }
    #expect(shown.count == 2)
    for block in shown { #expect(article.contains("```swift\n\(block)\n```"), "\(block)") }
  }
}
