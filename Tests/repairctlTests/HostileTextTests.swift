import Foundation
import RepairReport
import Testing

@testable import repairctl

/// Text that would act on a terminal or a spreadsheet, in every field that anybody can write.
@Suite struct HostileTextTests {
  private static let corpus = [
    "\u{1B}[2J\u{1B}[H", "\u{1B}]0;owned\u{07}", "\u{1B}]8;;http://example.org\u{1B}\\x",
    "\u{1B}]52;c;ZXZpbA==\u{07}", "\u{1B}P1$r\u{1B}\\", "\u{9B}31m", "paid\rnot", "a\n$ rm -rf",
    "\u{202E}fdp", "\u{2066}x\u{2069}", "w\u{200B}7", "\u{FEFF}x", "x\u{E0041}", "\u{7F}",
    "=HYPERLINK(\"http://example.org\")", "@SUM(1)", "＝1＋1",
  ]

  /// A log in which the corpus has been written wherever text is taken.
  private static let log = Result {
    let folder = try TemporaryFolder()
    let path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    var lines = ""
    for (index, text) in corpus.enumerated() {
      let quoted = String(
        decoding: try JSONSerialization.data(withJSONObject: [text]), as: UTF8.self
      ).dropFirst().dropLast()
      lines +=
        "{\"command\":\"submit\",\"ticket\":\"H-\(index)\",\"actor\":\(quoted),"
        + "\"role\":\"requester\",\"at\":\"2026-03-01T08:00:00Z\",\"campus\":\(quoted),"
        + "\"category\":\(quoted),\"description\":\(quoted),\"place\":{\"address\":\(quoted)},"
        + "\"contact\":{\"name\":\(quoted)}}\n"
      lines +=
        "{\"command\":\"addNote\",\"ticket\":\"H-\(index)\",\"actor\":\(quoted),"
        + "\"role\":\"requester\",\"at\":\"2026-03-01T09:00:00Z\",\"text\":\(quoted)}\n"
    }
    let hotlines = try corpus.enumerated().map { index, text in
      let name = try JSONSerialization.data(withJSONObject: ["name": text])
      let member = String(decoding: name, as: UTF8.self).dropFirst().dropLast()
      return "{\"number\":\"80\(index + 10)\",\(member)}"
    }
    lines +=
      "{\"command\":\"adoptHotlines\",\"actor\":\"x\",\"role\":\"system\","
      + "\"at\":\"2026-03-01T09:00:00Z\",\"settings\":{\"lines\":["
      + hotlines.joined(separator: ",") + "]}}\n"
    let outcome = repairctl("run", "-", "--log", path, input: lines)
    try #require(outcome.exitCode == .success, "\(outcome.messages) \(outcome.output)")
    return (folder, path)
  }

  private static let questions = [
    ["query"], ["events"], ["query", "--at", "now"],
    ["query", "--sort", "oldest", "--limit", "3"], ["export", "--help"],
    ["events", "--at", "position:20"], ["hotlines"], ["dashboard", "--months", "3"],
  ]

  @Test(
    "Nothing printed steers a terminal",
    arguments: questions
      + corpus.indices.flatMap { [["show", "H-\($0)"], ["history", "H-\($0)"]] },
    ["table", "json", "ndjson", "csv"])
  func inert(_ question: [String], _ format: String) throws {
    let path = try Self.log.get().1
    let (output, messages) = (MemorySink(), MemorySink())
    _ = CommandLineTool.run(
      arguments: question + ["--log", path, "--format", format], environment: [:],
      stdin: MemorySource(), stdout: output, stderr: messages)
    #expect(!output.text.isEmpty)
    for scalar in (output.text + messages.text).unicodeScalars {
      switch scalar.value {
      case 0x0A: continue
      // A record of CSV ends with both.
      case 0x0D: #expect(format == "csv")
      default:
        #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        #expect(!(0x200B...0x200F).contains(scalar.value))
        #expect(!(0x202A...0x202E).contains(scalar.value))
        #expect(!(0x2066...0x2069).contains(scalar.value))
        #expect(scalar.value != 0xFEFF && !(0xE0000...0xE007F).contains(scalar.value))
      }
    }
  }

  @Test(
    "Nothing of a dashboard steers a terminal or a browser",
    arguments: [["--lang", "en"], ["--lang", "zh"], ["--format", "json"], ["--html", "-"]])
  func dashboard(_ form: [String]) throws {
    let path = try Self.log.get().1
    let output = MemorySink()
    _ = CommandLineTool.run(
      arguments: ["dashboard", "--log", path, "--at", "2026-03-09"] + form, environment: [:],
      stdin: MemorySource(), stdout: output, stderr: MemorySink())
    #expect(output.text.count > 1_000)
    #expect(!output.text.unicodeScalars.contains { $0 != "\n" && InertText.isActive($0) })
  }

  @Test("A table has a line a row whatever is in its cells")
  func rows() throws {
    let path = try Self.log.get().1
    let lines = repairctl("query", "--log", path).output.split(separator: "\n")
    #expect(lines.count == Self.corpus.count + 1)
  }

  @Test("A spreadsheet finds no formula in CSV")
  func formulas() throws {
    let path = try Self.log.get().1
    let output = repairctl("query", "--log", path, "--format", "csv").output
    for start in [",=", ",@", ",＝", ",\"="] { #expect(!output.contains(start)) }
    #expect(output.contains("'=HYPERLINK"))
  }

  @Test("JSON keeps every text exactly")
  func exact() throws {
    let path = try Self.log.get().1
    for (index, text) in Self.corpus.enumerated() {
      let output = repairctl("show", "H-\(index)", "--log", path, "--format", "json").output
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
      let description = try #require(object?["description"] as? String)
      #expect(Array(description.utf8) == Array(text.utf8))
    }
  }
}
