import Foundation
import RepairStore
import Testing

@testable import repairctl

/// What is wrong with a command, given to the built tool: the exit code, the words, and no trace.
@Suite struct BadCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try #require(repairctl("init", path).exitCode == .success)
    let submitted = repairctl("run", "-", "--log", path, input: Lines.submit("N-1", key: "k-1"))
    try #require(submitted.exitCode == .success)
  }

  private static let accept =
    #"{"command":"accept","ticket":"N-1","actor":"d-1","role":"dispatcher","#
    + #""at":"2026-03-01T08:10:00.000Z","priority":3}"#

  private static func accept(_ old: String, _ new: String) -> String {
    accept.replacingOccurrences(of: old, with: new)
  }

  /// Runs bytes as the second of three lines, from a file, in a process of its own.
  private func run(_ line: [UInt8]) throws -> Binary.Outcome {
    let text =
      Array((Lines.submit("N-8") + "\n").utf8) + line
      + Array(("\n" + Lines.submit("N-9") + "\n").utf8)
    try Data(text).write(to: URL(filePath: folder.file("commands.ndjson")))
    return try Binary.run(["run", folder.file("commands.ndjson"), "--log", path])
  }

  private func head() throws -> Int {
    try EventLog.open(at: path, mode: .readOnly).head().rawValue
  }

  /// A malformed line, by what is wrong with it.
  enum Malformed: String, CaseIterable {
    case json = "not JSON"
    case torn = "torn JSON"
    case field = "unknown field"
    case type = "wrong type"
    case fraction = "fraction for a number"
    case utf8 = "invalid UTF-8"
    case surrogate = "half a surrogate pair"
    case nul = "NUL"
    case number = "number past 64 bits"
    case time = "time out of range"
    case long = "line over a mebibyte"
    case deep = "nesting without end"

    var line: [UInt8] {
      switch self {
      case .json: Array("nonsense".utf8)
      case .torn: Array(BadCommandTests.accept.utf8.dropLast(9))
      case .field: Array(BadCommandTests.accept("priority", "colour").utf8)
      case .type: Array(BadCommandTests.accept(":3}", ":\"3\"}").utf8)
      case .fraction: Array(BadCommandTests.accept(":3}", ":3.5}").utf8)
      case .utf8: Array(BadCommandTests.accept.utf8).map { $0 == UInt8(ascii: "-") ? 0xC0 : $0 }
      case .surrogate: Array(BadCommandTests.accept("d-1", #"\ud83d"#).utf8)
      case .nul: Array(BadCommandTests.accept("d-1", #"d\u0000"#).utf8)
      case .number: Array(BadCommandTests.accept(":3}", ":9223372036854775808}").utf8)
      case .time: Array(BadCommandTests.accept("2026-03", "2026-13").utf8)
      case .long: Array(Lines.note(String(repeating: "x", count: 1 << 20), on: "N-1").utf8)
      case .deep: [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
      }
    }
  }

  @Test(
    "A malformed line is 65, named, and nothing of the file is done",
    arguments: Malformed.allCases)
  func malformed(_ what: Malformed) throws {
    let outcome = try run(what.line)
    #expect(outcome.exitCode == 65, "\(what.rawValue): \(outcome.messages)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.messages.hasPrefix("Error: Line 2 is "), "\(outcome.messages)")
    #expect(outcome.messages.contains("nothing was done"))
    #expect(outcome.messages.split(separator: "\n").count == 1)
    #expect(try head() == 1)
  }

  /// A command that is refused, by what is wrong with it.
  enum Refused: String, CaseIterable {
    case long = "text too long"
    case range = "number out of range"
    case backwards = "time runs backwards"
    case unknown = "unknown ticket"
    case key = "key of another request"
    case missing = "missing field"

    var line: String {
      switch self {
      case .long: Lines.note(String(repeating: "x", count: 100_000), on: "N-1")
      case .range: BadCommandTests.accept(":3}", ":99}")
      case .backwards: Lines.note("early", on: "N-1", at: "2026-02-01T08:00:00.000Z")
      case .unknown: Lines.note("lost", on: "N-404")
      case .key: Lines.submit("N-2", key: "k-1")
      case .missing: BadCommandTests.accept("accept", "changePriority")
      }
    }

    var code: String {
      switch self {
      case .long, .range, .missing: "invalidField"
      case .backwards: "outOfOrder"
      case .unknown: "unknownTicket"
      case .key: "duplicateKey"
      }
    }
  }

  @Test(
    "A refused line is 1, says why, and the lines around it are done", arguments: Refused.allCases)
  func refused(_ what: Refused) throws {
    let outcome = try run(Array(what.line.utf8))
    #expect(outcome.exitCode == 1, "\(what.rawValue): \(outcome.messages)")
    #expect(outcome.messages.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3)
    let line = try #require(lines.dropFirst().first)
    #expect(line.contains(#""accepted":false,"refusal":{"code":"\#(what.code)""#), "\(line)")
    #expect(try head() == 3)
  }

  @Test(
    "A hundred megabytes on one line are 65 in bounded memory",
    arguments: [
      "run -", "import - --from sheet", "import - --from nyc311", "import - --from open311",
      "import - --from ndjson",
    ])
  func endlessLine(_ command: String) throws {
    // What the tool needs to start, and a third of the line.
    let script = """
      ulimit -v 350000
      (printf '[{"a":"'; head -c 100000000 /dev/zero | tr '\\0' x) | $R \(command) --log repair.db
      echo $?
      """
    let text = try Script.run(script, in: folder)
    let lines = text.split(separator: "\n").filter { !$0.contains("roken pipe") }
    #expect(lines.first?.hasPrefix("Error: ") == true, "\(text)")
    #expect(lines.last == "65" && lines.count == 2, "\(text)")
    #expect(try head() == 1)
  }
}
