import Foundation
import RepairCore
import RepairStore
import Testing

@testable import repairctl

/// The tree of causes and effects, as people and programs get it.
@Suite("trace")
struct TraceCommandTests {
  private let folder: TemporaryFolder
  private let path: String
  private let log: EventLog

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    log = try EventLog.create(at: path, origin: "/test")
  }

  /// Appends notes as one command and returns their ids.
  @discardableResult
  private func append(
    _ ticket: String, _ count: Int = 1, command: Bool = false, because cause: String? = nil,
    correlation: String? = nil
  ) throws -> [String] {
    var note = try MadeUpEvents.noted("a", at: "2026-03-01T08:00:00Z")
    note.commandID = command ? ULID("01J9ZK3M5Q7R9T1V3X5Z7B9D1F") : nil
    (note.causation, note.correlation) = (cause, correlation)
    let result = try log.append(
      Array(repeating: note, count: count),
      to: StreamName(ticket: try #require(TicketID(ticket))), expecting: .any)
    return try (result.firstPosition.rawValue...result.lastPosition.rawValue).map {
      try #require(try log.event(at: LogPosition($0))).id.description
    }
  }

  private func story() throws -> [String] {
    var ids = try append("N-1", because: "order\u{1B}[2J-17", correlation: "order")
    ids += try append("N-2", 3, command: true, because: ids[0])
    ids += try append("N-3", because: ids[2])
    ids += try append("N-4", because: ids[4])
    ids += try append("N-5", because: ids[0])
    try append("N-6", correlation: "order")
    return ids
  }

  /// The lines of a table without what stands before and behind the tree.
  private func drawing(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      var line = String(line)
      for noise in ["2026-03-01T08:00:00Z", "d-1 (dispatcher)", "order"] {
        line = line.replacingOccurrences(of: noise, with: "")
      }
      return line.split(separator: " ").joined(separator: " ")
    }
  }

  @Test("draws the tree, marks what was asked for and says where it begins")
  func table() throws {
    _ = try story()
    let outcome = repairctl("trace", "6", "--log", path)
    #expect(outcome.exitCode == .success)
    #expect(
      outcome.output.hasPrefix("Caused by order\\u{1b}[2J-17, which is no event of this log.\n"))
    #expect(
      drawing(outcome.output).dropFirst(2) == [
        "1 N-1 NoteAdded",
        "2 N-2 ├┬ NoteAdded",
        "3 N-2 │├ NoteAdded",
        "4 N-2 │└ NoteAdded",
        "5 N-3 │ └─ NoteAdded",
        "→ 6 N-4 │ └─ NoteAdded",
        "7 N-5 └─ NoteAdded",
      ])
  }

  @Test("says how many more there are, below what they came of")
  func limit() throws {
    let first = try append("N-1")[0]
    for _ in 0..<9 { try append("N-2", because: first) }
    let outcome = repairctl("trace", "1", "--limit", "3", "--log", path)
    #expect(
      drawing(outcome.output).dropFirst() == [
        "→ 1 N-1 NoteAdded", "2 N-2 ├─ NoteAdded", "3 N-2 ├─ NoteAdded", "└─ and 7 more",
      ])
  }

  @Test("gives programs one row an event, with depth, parent and group")
  func rows() throws {
    let ids = try story()
    let outcome = repairctl("trace", ids[3], "--log", path, "--format", "ndjson")
    let rows = try outcome.output.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: any Sendable])
    }
    #expect(rows.compactMap { $0["position"] as? Int } == [1, 2, 3, 4, 5, 6, 7])
    #expect(rows.compactMap { $0["depth"] as? Int } == [0, 1, 1, 1, 2, 3, 1])
    #expect(rows.compactMap { $0["parent"] as? Int } == [1, 1, 1, 3, 5, 1])
    #expect(rows.compactMap { $0["group"] as? Int } == [1, 2, 2, 2, 5, 6, 7])
    #expect(rows.map { $0["asked"] as? Bool } == [nil, nil, nil, true, nil, nil, nil])
    let first = try #require(rows.first)
    #expect(first["cause"] as? String == "elsewhere")
    #expect(first["causation"] as? String == "order\u{1B}[2J-17")
    #expect(first["correlation"] as? String == "order")
    #expect(first["ticket"] as? String == "N-1")
    #expect(rows[1]["id"] as? String == ids[1])
    #expect(rows[1]["commandId"] as? String == "01J9ZK3M5Q7R9T1V3X5Z7B9D1F")
    let json = repairctl("trace", ids[3], "--log", path, "--format", "json").output
    let list = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Any]
    #expect(list?.count == 7)
  }

  @Test("takes the id of a command, and answers as of then")
  func forms() throws {
    _ = try story()
    let command = repairctl(
      "trace", "01j9zk3m5q7r9t1v3x5z7b9d1f", "--log", path, "--format", "csv", "--at", "position:3")
    #expect(command.exitCode == .success)
    #expect(command.output.split(separator: "\r\n").count == 4)
  }

  @Test(
    "has no answer for what is not there, and does not understand what is no name",
    arguments: [
      ("99", ExitCode.answerIsNo), ("0", .answerIsNo), ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", .answerIsNo),
      ("N-1", .usage), ("-1", .usage), ("9999999999999999999999", .usage), ("", .usage),
    ])
  func missing(text: String, code: ExitCode) throws {
    _ = try story()
    let outcome = repairctl("trace", text, "--log", path)
    #expect(outcome.exitCode == code, "\(outcome.messages)")
    #expect(outcome.messages.hasPrefix("Error: "))
  }

  @Test("draws so many levels and then says how deep a line is")
  func deep() throws {
    var cause: String?
    for _ in 0..<40 { cause = try append("N-1", because: cause).last }
    let lines = drawing(repairctl("trace", "1", "--log", path).output)
    #expect(lines[2] == "2 N-1 └─ NoteAdded")
    #expect(lines[40] == "40 N-1 ⋯ 39 └─ NoteAdded")
  }

  @Test("of what shares only a correlation there is a list")
  func correlation() throws {
    _ = try story()
    let outcome = repairctl("events", "--correlation", "order", "--log", path, "--format", "csv")
    #expect(
      outcome.output.split(separator: "\r\n").dropFirst().compactMap { $0.first } == ["1", "8"])
  }
}
