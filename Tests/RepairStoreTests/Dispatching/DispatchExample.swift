import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// The example of the article "Finding a worker", kept here so that it compiles and does what the
/// article says.
@Suite("The article on finding a worker")
struct DispatchExample {
  private func lines(
    for ticket: TicketID, in engine: RepairEngine, at now: Timestamp
  ) async throws -> [String] {
    var lines: [String] = []
    guard let found = try await engine.candidates(for: ticket, at: now) else { return [] }
    for entry in found.ranking.ranked {
      lines.append("\(entry.worker): \(entry.reasons.map(\.code.rawValue).joined(separator: ", "))")
    }
    return lines
  }

  @Test("lists whom to send, and why")
  func lists() async throws {
    let desk = try DispatchDesk()
    try desk.accept(1...2)
    try desk.send(7, to: 1, minute: 10)
    let engine = try await RepairEngine(opening: desk.desk.fixture.path)
    let now = desk.desk.morning + .minutes(30)
    #expect(
      try await lines(for: DispatchDesk.ticket(2), in: engine, at: now)
        == ["w-7: dutyUnknown, tradeUnknown, openJobs, recentlySent, waiting"])
    #expect(try await lines(for: DispatchDesk.ticket(9), in: engine, at: now) == [])
    await engine.close()
  }

  @Test("shows the code that runs here, and every rule there is")
  func isThisCode() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/RepairStore/RepairStore.docc/FindingAWorker.md"),
      encoding: .utf8)
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let begin = try #require(article.range(of: "```swift\n"))
    let end = try #require(article[begin.upperBound...].range(of: "\n```"))
    let here = lines(try String(contentsOfFile: #filePath, encoding: .utf8))
    let shown = lines(article[begin.upperBound..<end.lowerBound])
    for line in shown { #expect(here.contains(line), "\(line)") }
    #expect(shown.count > 3)
    guard case .object(let policy) = try JSONValue(parsing: TicketPolicy.standard.json),
      case .object(let rules) = policy["dispatching"]
    else {
      Issue.record("no rules")
      return
    }
    for rule in rules.members { #expect(article.contains("`\(rule.name)`"), "\(rule.name)") }
    for criterion in DispatchRules.standard.order { #expect(article.contains(criterion.rawValue)) }
  }
}
