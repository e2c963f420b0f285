import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

@Suite struct InertJSONTests {
  private func text(_ value: OutputValue) -> String {
    String(decoding: InertJSON.text(value), as: UTF8.self)
  }

  @Test("Members keep their order and what is absent is not there")
  func members() {
    let record = Record(["b": .integer(-1), "a": .text("x"), "c": nil, "d": .boolean(true)])
    #expect(text(.record(record)) == #"{"b":-1,"a":"x","d":true}"#)
  }

  @Test("A time is whole milliseconds in UTC")
  func times() {
    #expect(text(.time(.epoch)) == #""1970-01-01T00:00:00.000Z""#)
  }

  @Test("Chinese stays, what could steer a terminal is an escape")
  func escapes() {
    #expect(text(.text("水管\u{1B}[2J\n\"\\")) == #""水管\u001b[2J\n\"\\""#)
    #expect(text(.text("\u{202E}\u{200B}\u{7F}\u{9B}")) == #""\u202e\u200b\u007f\u009b""#)
    #expect(text(.text("\u{E0041}")) == #""\udb40\udc41""#)
  }

  @Test("JSON taken over is inert too and means the same")
  func verbatim() throws {
    let source = "{\"text\":\"a\u{202E}b\u{7F}水\",\"n\":1}"
    let shown = text(.json(Array(source.utf8)))
    #expect(shown == #"{"text":"a\u202eb\u007f水","n":1}"#)
    let before = try JSONSerialization.jsonObject(with: Data(source.utf8)) as? NSDictionary
    let after = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? NSDictionary
    #expect(before == after)
  }

  @Test("Every character reads back as it was written")
  func roundTrip() throws {
    var hostile = ""
    for value in UInt32(0)...0x2FFF {
      if let scalar = Unicode.Scalar(value) { hostile.unicodeScalars.append(scalar) }
    }
    let shown = InertJSON.text(.list([.text(hostile)]))
    let read = try JSONSerialization.jsonObject(with: Data(shown)) as? [String]
    #expect(read.map { Array($0.first?.utf8 ?? "".utf8) } == Array(hostile.utf8))
  }

  @Test("An indented document has one member a line")
  func indented() {
    let record = Record(["a": .integer(1), "b": .list([]), "c": .list([.integer(2)])])
    #expect(
      String(decoding: InertJSON.text(.record(record), isIndented: true), as: UTF8.self) == """
        {
          "a": 1,
          "b": [],
          "c": [
            2
          ]
        }
        """)
  }
}

@Suite struct CommandFileTests {
  private static let hurry =
    #"{"command":"hurry","ticket":"N-1","actor":"u-1","role":"requester","#
    + #""at":"2026-03-01T08:00:00Z"}"#

  private func count(_ text: String) throws -> Int {
    let commands = try CommandFile(reading: MemorySource(text))
    #expect(Array(commands).count == commands.count)
    return commands.count
  }

  @Test("Lines end with a line feed, perhaps after a carriage return, or with the file")
  func splitting() throws {
    let line = Self.hurry
    #expect(try count("") == 0 && count(line) == 1 && count(line + "\n") == 1)
    #expect(try count("\(line)\r\n\(line)\r\n") == 2 && count("\(line)\n\(line)") == 2)
  }

  @Test("Lines longer than a piece are whole")
  func long() throws {
    let note = Self.hurry.replacing("hurry", with: "addNote").dropLast()
    let long = "\(note),\"text\":\"\(String(repeating: "漏", count: 200_000))\"}"
    #expect(try count("\(long)\n\(Self.hurry)") == 2)
  }

  @Test("A line beyond the limit, or one that is no command, is malformed input with its number")
  func malformed() {
    let long = String(repeating: "x", count: CommandCodec.lineLimit + 1)
    for (text, number) in [
      ("\(Self.hurry)\n\(long)", 2), ("\(Self.hurry)\n\n", 2), ("\(long)\n\(Self.hurry)", 1),
    ] {
      let failure = #expect(throws: Failure.self) { try count(text) }
      #expect(failure?.code == .malformedInput)
      #expect(failure?.message.contains("Line \(number)") == true)
    }
  }
}

@Suite struct ProgressMeterTests {
  @Test("A person at a terminal sees rate, share and time left after a second")
  func shown() {
    let sink = MemorySink(isTerminal: true)
    var now: UInt64 = 0
    let meter = ProgressMeter("import", unit: "rows", on: TextOutput(sink)) { now }
    now = 900_000_000
    meter.update(done: 90, of: 400)
    #expect(sink.text.isEmpty)
    now = 2_000_000_000
    meter.update(done: 200, of: 400)
    #expect(sink.text == "\rimport: 200 of 400 rows, 100/s, 2s left\u{1B}[K")
    meter.finish()
    #expect(sink.text.hasSuffix("\r\u{1B}[K"))
  }

  @Test("Where no terminal is nothing is shown")
  func quiet() {
    let sink = MemorySink()
    var now: UInt64 = 0
    let meter = ProgressMeter("import", unit: "rows", on: TextOutput(sink)) { now }
    now = 5_000_000_000
    meter.update(done: 1, of: nil)
    meter.finish()
    #expect(sink.bytes.isEmpty)
  }
}
