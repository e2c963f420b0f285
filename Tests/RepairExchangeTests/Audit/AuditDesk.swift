import Foundation
import RepairCore
import RepairReport
import RepairStore
import Testing

@testable import RepairExchange

/// A log with a few tickets, and somebody who signs what is said of it.
struct AuditDesk {
  let desk: ExportDesk
  let signer: NoteSigner

  var log: EventLog { desk.log }

  static func now() throws -> Timestamp { try #require(Timestamp("2026-03-09T08:00:00Z")) }

  init(origin: String = "campus.example/desk") throws {
    desk = try ExportDesk(origin: origin)
    signer = try NoteSigner.make(
      name: "campus.example/desk", at: desk.scratch.path("\(UUID().uuidString).key"))
    let (keeper, worker) = (
      try ExportDesk.person("d-1", .dispatcher), try ExportDesk.person("w-7", .worker)
    )
    let sent = WorkerDispatch(worker: worker.id, assignment: try #require(AssignmentNumber(1)))
    try desk.ticket(
      "N-1",
      doing: [
        (5, keeper, .accepted(priority: .normal, category: nil)),
        (6, keeper, .workerDispatched(sent)), (9, worker, .workAcknowledged),
      ])
    try desk.ticket("N-2", "灯不亮 </pre><script>x()</script>&amp;\u{202E}")
  }

  func question(_ tickets: String...) throws -> AuditQuestion {
    AuditQuestion(tickets: try tickets.map { try #require(TicketID($0)) })
  }

  /// A report as lines and as a page, in memory.
  func report(
    _ question: AuditQuestion, in language: DashboardLanguage = .en, withholding: Bool = false
  ) throws -> (lines: [UInt8], page: [UInt8]) {
    let name = UUID().uuidString
    var options = AuditReportOptions()
    options.lines = desk.scratch.path(name + ".ndjson")
    options.page = desk.scratch.path(name + ".html")
    options.language = language
    options.withholdsPayloads = withholding
    try AuditReport.write(question, from: log, signedBy: signer, at: Self.now(), options)
    return (try desk.scratch.bytes(name + ".ndjson"), try desk.scratch.bytes(name + ".html"))
  }

  func check(_ bytes: [UInt8]) throws -> AuditReport {
    try AuditReport.check(bytes, by: [signer.key])
  }

  /// Whether a report is accepted; anything but a refusal in the documented words is a failure.
  func accepts(_ bytes: [UInt8]) throws -> Bool {
    do {
      _ = try check(bytes)
      return true
    } catch let error as ExchangeError where [.refuted, .malformed].contains(error.code) {
      return false
    }
  }

  /// Puts lines together and signs them, as somebody would who has the key and lies.
  func signed(_ lines: [[UInt8]], events: Int, under checkpoint: LogCheckpoint) throws -> [UInt8] {
    let before = Array(lines.map { $0 + [0x0A] }.joined())
    let text = AuditStatement.text(
      events: events, digest: try SHA256Digest(hashing: before), checkpoint: checkpoint)
    return before + AuditStatement.encoded(try signer.sign(statement: text)) + [0x0A]
  }
}

extension [UInt8] {
  /// The lines, without their newlines.
  var lines: [[UInt8]] { split(separator: 0x0A).map(Array.init) }
}
