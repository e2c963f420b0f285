import Foundation
import RepairCore
import RepairReport
import RepairStore
import Testing

@testable import RepairExchange

/// What somebody does to a report who wants it to say another thing.
@Suite("A report that was tampered with") struct AuditForgeryTests {
  private let desk: AuditDesk

  init() throws {
    desk = try AuditDesk()
  }

  @Test("is refused whichever byte of it was changed")
  func everyByte() throws {
    let lines = try desk.report(try desk.question("N-2")).lines
    try #require(try desk.accepts(lines))
    for place in lines.indices {
      var forged = lines
      forged[place] ^= 1 << UInt8(place % 8)
      #expect(try !desk.accepts(forged), "byte \(place) was changed")
    }
  }

  @Test("is refused whichever byte of its page was changed")
  func everyByteOfThePage() throws {
    let page = try desk.report(try desk.question("N-2"), in: .zh).page
    try #require(try desk.accepts(page))
    // Every one takes minutes without optimisation; the step is prime, the place of the bit moves.
    for place in stride(from: 0, to: page.count, by: 17) {
      var forged = page
      forged[place] ^= 1 << UInt8(place % 8)
      #expect(try !desk.accepts(forged), "byte \(place) was changed")
    }
  }

  @Test("is refused wherever it was cut off, or bytes were put in that nobody sees")
  func cutAndPadded() throws {
    let lines = try desk.report(try desk.question("N-2")).lines
    for place in stride(from: 0, to: lines.count, by: 23) {
      #expect(try !desk.accepts(Array(lines[..<place])), "cut at byte \(place)")
    }
    let invisible: [[UInt8]] = [[0x0D], [0x20], [0x0A], [0xEF, 0xBB, 0xBF], [0]]
    let ends = [0] + lines.indices.filter { lines[$0] == 0x0A }.flatMap { [$0, $0 + 1] }
    for bytes in invisible {
      for place in ends {
        var forged = lines
        forged.insert(contentsOf: bytes, at: place)
        #expect(try !desk.accepts(forged), "\(bytes) at byte \(place)")
      }
    }
  }

  @Test("is refused when lines are dropped, doubled, exchanged or taken from another report")
  func lines() throws {
    let lines = try desk.report(try desk.question("N-1")).lines.lines
    let other = try desk.report(try desk.question("N-2")).lines.lines
    func check(_ forged: [[UInt8]], _ what: String) throws {
      #expect(try !desk.accepts(Array(forged.map { $0 + [0x0A] }.joined())), "\(what)")
    }
    for place in lines.indices {
      var forged = lines
      forged.remove(at: place)
      try check(forged, "line \(place + 1) dropped")
      forged = lines
      forged.insert(lines[place], at: place)
      try check(forged, "line \(place + 1) doubled")
      for second in lines.indices where second > place {
        forged = lines
        forged.swapAt(place, second)
        try check(forged, "lines \(place + 1) and \(second + 1) exchanged")
      }
      for foreign in other {
        forged = lines
        forged[place] = foreign
        if forged != lines { try check(forged, "line \(place + 1) is another report's") }
      }
    }
  }

  @Test("is refused under another key, and when another log's checkpoint was put in")
  func otherKey() throws {
    let stranger = try AuditDesk()
    let mine = try desk.report(try desk.question("N-1")).lines
    #expect(throws: ExchangeError.self) {
      try AuditReport.check(mine, by: [stranger.signer.key])
    }
    // The same key name, tickets and question; another tree.
    var forged = mine.lines
    forged[0] = try stranger.report(try stranger.question("N-1")).lines.lines[0]
    let bytes = Array(forged.map { $0 + [0x0A] }.joined())
    #expect(throws: ExchangeError.self) {
      try AuditReport.check(bytes, by: [desk.signer.key, stranger.signer.key])
    }
  }

  @Test("says the first line that does not hold")
  func firstLine() throws {
    var lines = try desk.report(try desk.question("N-1")).lines.lines
    let text = String(decoding: lines[2], as: UTF8.self)
    lines[2] = Array(text.replacing("\"d-1\"", with: "\"d-2\"").utf8)
    let forged = Array(lines.map { $0 + [0x0A] }.joined())
    let error = #expect(throws: ExchangeError.self) { try desk.check(forged) }
    #expect(error?.code == .refuted && error?.place.line == 3)
    #expect(error?.message.contains("position 2") == true)
  }

  @Test(
    "is refused although it is signed, where an event in the middle or of the whole log is missing")
  func lyingSigner() throws {
    let checkpoint = try desk.log.checkpoint()
    let ticket = try desk.report(try desk.question("N-1")).lines.lines
    var forged = ticket.dropLast()
    forged.remove(at: 2)
    let middle = try desk.signed(Array(forged), events: 3, under: checkpoint)
    let error = #expect(throws: ExchangeError.self) { try desk.check(middle) }
    #expect(error?.message.contains("events are missing") == true)

    let whole = try desk.report(AuditQuestion()).lines.lines
    for place in 1..<(whole.count - 1) {
      var forged = whole.dropLast()
      forged.remove(at: place)
      let bytes = try desk.signed(Array(forged), events: 4, under: checkpoint)
      #expect(try !desk.accepts(bytes), "without line \(place + 1)")
    }
  }

  @Test("is refused although it is signed, where a ticket that was asked for has no event in it")
  func missingTicket() throws {
    let both = try desk.report(try desk.question("N-1", "N-2")).lines.lines
    let first = try desk.report(try desk.question("N-1")).lines.lines
    let forged = try desk.signed(
      [both[0]] + first.dropFirst().dropLast(), events: 4, under: try desk.log.checkpoint())
    let error = #expect(throws: ExchangeError.self) { try desk.check(forged) }
    #expect(error?.message.contains("N-2") == true)
  }

  @Test("is believed, and says so, only in what its signer alone vouches for")
  func vouched() throws {
    // Nobody can see without the log that the ticket went on.
    let lines = try desk.report(try desk.question("N-1")).lines.lines
    let forged = try desk.signed(
      Array(lines.dropLast(2)), events: 3, under: try desk.log.checkpoint())
    let report = try desk.check(forged)
    #expect(report.events == 3 && report.completeness == .withoutGaps)
  }

  @Test("is refused where an event does not answer the question, though it is in the log")
  func beside() throws {
    var question = AuditQuestion()
    question.actor = PersonID("d-1")
    var lines = try desk.report(question).lines.lines
    let all = try desk.report(AuditQuestion()).lines.lines
    lines.insert(all[4], at: lines.count - 1)
    let forged = try desk.signed(
      lines.dropLast(), events: lines.count - 2, under: try desk.log.checkpoint())
    let error = #expect(throws: ExchangeError.self) { try desk.check(forged) }
    #expect(error?.message.contains("does not answer the question") == true)
  }

  @Test("cannot pass for a checkpoint: a signer signs none as a statement")
  func noCheckpoint() throws {
    let text = try desk.log.checkpoint().description
    #expect(throws: MalformedNote.self) { try desk.signer.sign(statement: text) }
  }

  @Test("is refused, and nothing worse, however it is put together")
  func hostile() throws {
    let lines = try desk.report(try desk.question("N-2")).lines
    let text = String(decoding: lines, as: UTF8.self)
    let deep = String(repeating: "[", count: 100_000)
    let forged: [String] = [
      "", "\n", "{", "<", "<!doctype html>", deep + "\n", "{\"format\":" + deep + "\n",
      "{\"statement\":\"\"}\n", text.replacing("\"version\":1", with: "\"version\":2"),
      text.replacing("\"position\":5", with: "\"position\":9223372036854775807"),
      text.replacing("\"position\":5", with: "\"position\":-9223372036854775808"),
      text.replacing("\"position\":5", with: "\"position\":18446744073709551616"),
      text.replacing("\"position\":5", with: "\"position\":0"),
      text.replacing("\"streamversion\":1", with: "\"streamversion\":9223372036854775807"),
      text.replacing("\\n5\\n", with: "\\n18446744073709551615\\n"),
      text.replacing("\"data\":{", with: "\"data\":{\"x\":" + deep + ","),
      text.replacing("\"tickets\":[\"N-2\"]", with: "\"tickets\":[\"N-2\",\"N-2\"]"),
      text.replacing("\"tickets\":[\"N-2\"]", with: "\"after\":9223372036854775807"),
      text.replacing("\"proof\":[", with: "\"proof\":[" + String(repeating: "\"\",", count: 99)),
    ]
    for text in forged { #expect(try !desk.accepts(Array(text.utf8)), "\(text.prefix(60))") }
  }

  @Test("is refused when a line is longer than any report's, without reading all of it")
  func longLine() throws {
    var given = 0
    var lines = AuditLines { room in
      given += room.count
      room.copyBytes(from: [UInt8](repeating: 0x20, count: room.count))
      return room.count
    }
    #expect(throws: ExchangeError.self) { try lines.next() }
    #expect(given < 2 * AuditLines.lineLimit)
  }

  @Test("is refused in some thousand random ways too")
  func random() throws {
    var random = SystemRandomNumberGenerator()
    let made = try desk.report(try desk.question("N-2"))
    for round in 0..<1_500 {
      var forged = round % 5 == 0 ? made.page : made.lines
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let start = Int.random(in: 0..<forged.count, using: &random)
        let end = min(forged.count, start + Int.random(in: 0...40, using: &random))
        let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
        forged.replaceSubrange(start..<end, with: bytes)
      }
      if forged != made.lines, forged != made.page { #expect(try !desk.accepts(forged)) }
    }
  }
}
