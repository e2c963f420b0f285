import Foundation
import RepairCore
import RepairReport
import RepairStore
import Testing

@testable import RepairExchange

/// What an auditor is given, and what is proved by it.
@Suite("An audit report") struct AuditReportTests {
  private let desk: AuditDesk

  init() throws {
    desk = try AuditDesk()
  }

  @Test("of a ticket is checked without the log, as lines and as a page, and says what is proved")
  func ticket() throws {
    let made = try desk.report(try desk.question("N-1"))
    for bytes in [made.lines, made.page] {
      let report = try desk.check(bytes)
      #expect(report.events == 4 && report.completeness == .withoutGaps)
      #expect(report.question.tickets.map(\.rawValue) == ["N-1"])
      #expect(try report.checkpoint == desk.log.checkpoint())
      #expect(try report.madeAt == AuditDesk.now())
    }
  }

  @Test("lends the events as the log has them, with the hashes by which they are in its tree")
  func events() throws {
    let made = try desk.report(try desk.question("N-2", "N-1"))
    var found: [AuditedEvent] = []
    _ = try AuditReport.check(made.page, by: [desk.signer.key]) { found.append($0) }
    #expect(try found.map(\.event) == history("N-2", in: desk.log) + history("N-1", in: desk.log))
    for audited in found {
      let entry = try desk.log.treeEntry(at: audited.event.position)
      #expect(try audited.leaf == SHA256Digest(leaf: entry))
    }
  }

  @Test("of the whole log proves that no event is missing")
  func whole() throws {
    let made = try desk.report(AuditQuestion())
    let report = try desk.check(made.lines)
    #expect(report.events == 5 && report.completeness == .proved)
  }

  @Test("by filters has what the log's own filter finds, and the signer vouches for the rest")
  func filtered() throws {
    var question = AuditQuestion()
    question.actor = PersonID("d-1")
    question.since = Timestamp("2026-03-01T08:06:00Z")
    question.until = Timestamp("2026-03-01T09:00:00Z")
    question.types = ["WorkerDispatched", "TicketSubmitted"]
    var places: [Int] = []
    let made = try desk.report(question)
    let report = try AuditReport.check(made.lines, by: [desk.signer.key]) {
      places.append($0.event.position.rawValue)
    }
    #expect(places == [3] && report.completeness == .vouched && report.question == question)
  }

  @Test("of nothing says so, and holds")
  func nothing() throws {
    var question = AuditQuestion()
    question.tag = EventTag("worker:nobody")
    let made = try desk.report(question)
    #expect(try desk.check(made.page).events == 0)
    #expect(String(decoding: made.page, as: UTF8.self).contains("No event answers the question."))
  }

  @Test("without payloads has nothing that people wrote, and proves who did what and when")
  func withheld() throws {
    let made = try desk.report(try desk.question("N-1"), withholding: true)
    #expect(!String(decoding: made.lines + made.page, as: UTF8.self).contains("水管漏水"))
    var found: [AuditedEvent] = []
    let report = try AuditReport.check(made.page, by: [desk.signer.key]) { found.append($0) }
    #expect(report.withholdsPayloads && found.allSatisfy(\.isWithheld))
    #expect(found.map(\.event.actor.rawValue) == ["u-17", "d-1", "d-1", "w-7"])
  }

  @Test("may be of an earlier checkpoint that its signer has signed, and has nothing later")
  func earlier() throws {
    // given
    let note = try desk.log.signedCheckpoint(at: LogPosition(2), by: desk.signer)
    var options = AuditReportOptions()
    options.lines = desk.desk.scratch.path("earlier.ndjson")
    options.checkpoint = note
    // when
    let report = try AuditReport.write(
      AuditQuestion(), from: desk.log, signedBy: desk.signer, at: AuditDesk.now(), options)
    // then
    #expect(report.events == 2 && report.checkpoint.head.size == 2)
    #expect(try desk.check(desk.desk.scratch.bytes("earlier.ndjson")) == report)
  }

  @Test("is not made under a checkpoint that its signer has not signed")
  func foreignCheckpoint() throws {
    let other = try NoteSigner.make(name: "other", at: desk.desk.scratch.path("other.key"))
    var options = AuditReportOptions()
    options.lines = desk.desk.scratch.path("foreign.ndjson")
    options.checkpoint = try desk.log.signedCheckpoint(by: other)
    #expect(throws: ExchangeError.self) {
      try AuditReport.write(
        AuditQuestion(), from: desk.log, signedBy: desk.signer, at: AuditDesk.now(), options)
    }
    #expect(!FileManager.default.fileExists(atPath: desk.desk.scratch.path("foreign.ndjson")))
  }

  @Test("is made whole or not at all: where one of its files is in the way there is no other")
  func inTheWay() throws {
    var options = AuditReportOptions()
    options.lines = desk.desk.scratch.path("new.ndjson")
    options.page = try desk.desk.scratch.file("old.html", "mine")
    #expect(throws: ExchangeError.self) {
      try AuditReport.write(
        AuditQuestion(), from: desk.log, signedBy: desk.signer, at: AuditDesk.now(), options)
    }
    #expect(try desk.desk.scratch.text("old.html") == "mine")
    #expect(!FileManager.default.fileExists(atPath: desk.desk.scratch.path("new.ndjson")))
  }

  @Test("of a log that does not continue the checkpoint is not made")
  func anotherLog() throws {
    // given
    let copy = try desk.desk.scratch.log("other.db", origin: "campus.example/desk")
    try desk.log.scanWithTagsAndKeys { row, tags, _ in
      var event = try row.stored()
      if event.position.rawValue == 3 {
        event = StoredEvent(
          position: event.position, id: event.id, stream: event.stream, version: event.version,
          type: event.type, occurredAt: event.occurredAt, recordedAt: event.recordedAt,
          actor: try #require(PersonID("d-9")), role: event.role, salt: event.salt,
          payload: event.payload)
      }
      try copy.bulk { try $0.appendVerbatim(event, tags: tags) }
    }
    var options = AuditReportOptions()
    options.lines = desk.desk.scratch.path("forged.ndjson")
    options.checkpoint = try desk.log.signedCheckpoint(by: desk.signer)
    // when
    let error = #expect(throws: StoreError.self) {
      try AuditReport.write(
        AuditQuestion(), from: copy, signedBy: desk.signer, at: AuditDesk.now(), options)
    }
    // then
    #expect(error?.code == .rolledBack)
  }

  @Test(
    "made by an earlier release is accepted, to the byte of its page",
    arguments: ["v1.ndjson", "v1-zh.html", "v1-en.html"])
  func golden(_ name: String) throws {
    let key = try NoteKey(
      "campus.example/desk+45008332+AS3jF4I9XrSzFQgrFoGesSgv3MthChqtep/F0caNkbUQ")
    let path = URL(filePath: #filePath)
      .appending(path: "../../../../Fixtures/golden/audit-report-\(name)").standardizedFileURL
    let report = try AuditReport.check(path.path, by: [key])
    #expect(report.checkpoint.head.size == 7)
    #expect(report.events == (name == "v1-en.html" ? 5 : 6))
  }
}
