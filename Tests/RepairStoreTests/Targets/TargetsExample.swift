import Foundation
import RepairCore
import RepairStore
import Testing

/// The examples of the article "Keeping time targets", kept here so that they compile and do what the
/// article says.
@Suite("The article on time targets")
struct TargetsExample {
  private func article() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: root.appending(
        path: "Sources/RepairStore/RepairStore.docc/KeepingTimeTargets.md"), encoding: .utf8)
  }

  /// The article's block in a language.
  private func block(_ language: String) throws -> Substring {
    let text = try article()
    let begin = try #require(text.range(of: "```\(language)\n"))
    let end = try #require(text[begin.upperBound...].range(of: "\n```"))
    return text[begin.upperBound..<end.lowerBound]
  }

  private func dueSoon(_ path: String, at now: Timestamp) async throws -> [String] {
    var lines: [String] = []
    let engine = try await RepairEngine(opening: path)
    for ticket in try await engine.openTargets(at: now) {
      guard let (kind, due) = ticket.mostUrgent, due <= now + .hours(1) else { break }
      lines.append("\(ticket.ticket): \(kind.rawValue) due \(due)")
    }
    await engine.close()
    return lines
  }

  @Test("names what is due within the hour")
  func namesWhatIsDue() async throws {
    let desk = try TicketDesk()
    try desk.accept(desk.submission(), by: desk.requester, minute: 0)
    try desk.accept(.accept(priority: Priority(1), category: nil), by: desk.dispatcher, minute: 5)
    let path = desk.fixture.path

    let early = try await dueSoon(path, at: desk.morning + .minutes(30))
    let late = try await dueSoon(path, at: desk.morning + .minutes(90))

    #expect(early == [])
    #expect(late == ["N-1: arrive due 2026-03-01T10:00:00.000Z"])
  }

  @Test("shows the code that runs here")
  func isThisCode() throws {
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let shown = lines(try block("swift"))
    let here = lines(try String(contentsOfFile: #filePath, encoding: .utf8))
    for line in shown { #expect(here.contains(line), "\(line)") }
    #expect(shown.count > 4)
  }

  @Test("shows a plan that can be adopted")
  func isPlan() throws {
    let plan = try TargetPlan(json: try block("json").utf8)

    #expect(plan.calendars.count == 1)
    #expect(plan.overrides.count == 1)
    #expect(plan.escalations.count == 2)
  }
}
