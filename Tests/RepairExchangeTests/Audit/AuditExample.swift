import Foundation
import RepairCore
import RepairExchange
import RepairReport
import RepairStore
import Testing

/// Makes and checks a report as the article does.
struct ReportDesk {
  let log: EventLog
  let signer: NoteSigner

  /// Writes the history of a ticket, as lines for programs and as a page to read and print.
  func report(on ticket: TicketID, to name: String, at now: Timestamp) throws -> AuditReport {
    var options = AuditReportOptions()
    options.lines = name + ".ndjson"
    options.page = name + ".html"
    options.language = .zh
    return try AuditReport.write(
      AuditQuestion(tickets: [ticket]), from: log, signedBy: signer, at: now, options)
  }

  /// What an auditor does with either file, who has the key and no log.
  static func check(_ path: String, signedBy vkey: String) throws -> [String] {
    var history: [String] = []
    let report = try AuditReport.check(path, by: [NoteKey(vkey)]) { audited in
      history.append("\(audited.event.occurredAt) \(audited.event.type.name)")
    }
    return history + ["\(report.completeness)"]
  }
}

/// What the article about reports for auditors shows.
@Suite struct AuditExample {
  @Test("Two calls make a report and check it")
  func works() throws {
    let audit = try AuditDesk()
    let desk = ReportDesk(log: audit.log, signer: audit.signer)
    let ticket = try #require(TicketID("N-2"))
    let name = audit.desk.scratch.path("n-2")
    let report = try desk.report(on: ticket, to: name, at: AuditDesk.now())
    #expect(report.events == 1)
    for file in [name + ".ndjson", name + ".html"] {
      let found = try ReportDesk.check(file, signedBy: audit.signer.key.description)
      #expect(found == ["2026-03-01T08:00:00.000Z TicketSubmitted", "withoutGaps"])
    }
  }

  @Test("The article shows this code")
  func isThisCode() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = "Sources/RepairExchange/RepairExchange.docc"
    let article = try String(
      contentsOf: root.appending(path: "\(folder)/GivingAnAuditorAReport.md"), encoding: .utf8)
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let begin = try #require(article.range(of: "```swift\n"))
    let end = try #require(article[begin.upperBound...].range(of: "\n```"))
    let here = lines(try String(contentsOfFile: #filePath, encoding: .utf8))
    let shown = lines(article[begin.upperBound..<end.lowerBound])
    for line in shown { #expect(here.contains(line), "\(line)") }
    #expect(shown.count > 20)
  }
}
