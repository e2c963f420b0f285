import Foundation
import RepairStore
import Testing

@testable import repairctl

/// What is wrong with a log's file, its folder or its disk, met by the built tool.
@Suite struct BadLogTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("repair.db")
    try ScenarioLog.make(at: path)
  }

  private func expectRefusal(_ outcome: Binary.Outcome, _ code: Int32, _ what: String) {
    #expect(outcome.exitCode == code, "\(what): \(outcome.messages)")
    #expect(outcome.output.isEmpty, "\(what): \(outcome.output)")
    #expect(outcome.messages.hasPrefix("Error: "), "\(what): \(outcome.messages)")
    #expect(outcome.messages.split(separator: "\n").count == 1, "\(what): \(outcome.messages)")
  }

  @Test(
    "A file that is no log is 65 for every command, and stays as it is",
    arguments: [
      "events", "query", "show N-00001", "history N-00001", "replay", "status", "why N-00001",
      "export --to ndjson", "backup copy.db", "run lines.ndjson",
      "import lines.ndjson --from ndjson", "replay --into copy.db",
    ])
  func notALog(_ command: String) throws {
    _ = try folder.write(Lines.submit("N-1"), to: "lines.ndjson")
    try Data("hello, world, this is no database".utf8).write(to: URL(filePath: path))
    let before = try folder.contents()
    let words = command.split(separator: " ").map(String.init)
      .map { $0.contains(".") ? folder.file($0) : $0 }
    expectRefusal(try Binary.run(words + ["--log", path]), 65, command)
    #expect(try folder.contents() == before)
  }

  @Test("Another program's database is 65")
  func foreign() throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    // The application id, big-endian.
    bytes.replaceSubrange(68..<72, with: [0, 0, 0, 1])
    try bytes.write(to: URL(filePath: path))
    expectRefusal(try Binary.run(["events", "--log", path]), 65, "application id")
  }

  @Test("A log cut short anywhere is 65", arguments: [0, 50, 100, 4_096, 20_000, 40_001])
  func cutShort(_ size: UInt64) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: size)
    try file.close()
    for command in [["events"], ["query"], ["backup", folder.file("copy.db")]] {
      expectRefusal(try Binary.run(command + ["--log", path]), 65, "\(size) bytes, \(command)")
    }
    #expect(try folder.contents()["copy.db"] == nil)
  }

  @Test("One wrong bit never crashes the tool, and a failure is one line")
  func bitFlips() throws {
    let whole = try Data(contentsOf: URL(filePath: path))
    let line = try folder.write(Lines.submit("N-new"), to: "lines.ndjson")
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SeededNumbers(seed: seed)
    for _ in 0..<20 {
      let place = random.next(below: whole.count)
      var flipped = whole
      flipped[place] ^= 1 << UInt8(random.next(below: 8))
      for name in try folder.contents().keys where name != "lines.ndjson" {
        try FileManager.default.removeItem(atPath: folder.file(name))
      }
      try flipped.write(to: URL(filePath: path))
      for command in [
        ["events", "--format", "ndjson"], ["query", "--count"], ["replay", "--check"],
        ["status", "--integrity"], ["export", "--to", "ndjson"], ["run", line],
      ] {
        let outcome = try Binary.run(command + ["--log", path])
        let what = "seed \(seed), byte \(place), \(command[0]): \(outcome.messages)"
        #expect([0, 1, 65, 66, 73, 74].contains(outcome.exitCode), "\(outcome.exitCode) \(what)")
        #expect(
          outcome.exitCode <= 1 || outcome.messages.split(separator: "\n").count == 1, "\(what)")
      }
    }
  }

  // MARK: Rights

  @Test(
    "In a folder without the right to write, writing is 73 and reading works",
    .enabled(if: Script.canBeUnprivileged, "nobody to run as"))
  func readOnlyFolder() throws {
    _ = try folder.write(Lines.submit("N-new"), to: "lines.ndjson")
    let before = try folder.contents()
    try Script.quietly("chmod 644 repair.db lines.ndjson; chmod 555 .", in: folder)
    let writing = [
      "init new.db", "export new.ndjson --to ndjson", "backup new.db", "run lines.ndjson",
      "import lines.ndjson --from ndjson", "replay --into new.db",
    ]
    for command in writing {
      let text = try Script.run(
        "$R \(command) --log repair.db; echo $?", in: folder, wrapper: Script.unprivileged)
      #expect(text.hasPrefix("Error: ") && text.hasSuffix("\n73\n"), "\(command): \(text)")
      #expect(text.split(separator: "\n").count == 2, "\(command): \(text)")
    }
    for command in ["query --count", "status", "show N-00001", "replay --check"] {
      let text = try Script.run(
        "$R \(command) --log repair.db; echo $?", in: folder, wrapper: Script.unprivileged)
      #expect(text.hasSuffix("\n0\n"), "\(command): \(text)")
    }
    try Script.quietly("chmod 755 .", in: folder)
    #expect(try folder.contents() == before)
  }

  @Test(
    "In a folder that is read only, what a killed writer left in the -wal is read too",
    .enabled(if: Script.canBeUnprivileged, "nobody to run as"), arguments: [true, false])
  func uncleanReadOnly(sharedMemory: Bool) throws {
    let line = try folder.write(Lines.submit("N-new"), to: "lines.ndjson")
    // Held open, so that the last one to close does not write the -wal back.
    let log = try EventLog.open(at: path, mode: .readWrite)
    let before = try log.head().rawValue
    try #require(try Binary.run(["run", line, "--log", path]).exitCode == 0)
    let copies = try TemporaryFolder()
    for suffix in ["", "-wal"] + (sharedMemory ? ["-shm"] : []) {
      try Script.quietly("cp '\(path + suffix)' .; chmod 644 *", in: copies)
    }
    log.close()
    let bytes = try copies.contents()
    #expect(bytes["repair.db-wal"]?.isEmpty == false)
    try Script.quietly("chmod 555 .", in: copies)
    let text = try Script.run(
      "$R events --format ndjson --log repair.db | wc -l; $R query --count --log repair.db; "
        + "$R run - --log repair.db < /dev/null; echo $?",
      in: copies, wrapper: Script.unprivileged)
    try Script.quietly("chmod 755 .", in: copies)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.first == "\(before + 1)", "\(text)")
    #expect(lines.dropFirst().first == "\(ScenarioLog.tickets + 1)", "\(text)")
    #expect(lines.last == "73", "\(text)")
    #expect(try copies.contents() == bytes)
  }

  @Test(
    "A log that may not be read is 66", .enabled(if: Script.canBeUnprivileged, "nobody to run as"))
  func unreadable() throws {
    try Script.quietly("chmod 000 repair.db; chmod 755 .", in: folder)
    let text = try Script.run(
      "$R events --log repair.db; echo $?", in: folder, wrapper: Script.unprivileged)
    #expect(text.hasPrefix("Error: ") && text.hasSuffix("\n66\n"), "\(text)")
  }

  // MARK: Room

  @Test(
    "A full disk is 74, keeps what was acknowledged and nothing half, and room mends it",
    .enabled(if: Script.canMount, "may not mount"))
  func fullDisk() throws {
    let notes = (0..<1_500).map { Lines.note("note-\($0)", on: "N-1") }
    _ = try folder.write(Lines.submit("N-1"), to: "first.ndjson")
    _ = try folder.write(notes.joined(separator: "\n"), to: "notes.ndjson")
    _ = try folder.write(Lines.sheet(rows: 4_000), to: "sheet.csv")
    let text = try Script.run(
      """
      mkdir disk; mount -t tmpfs -o size=8m none disk; A="--log disk/a.db"
      $R init disk/a.db > /dev/null; $R run first.ndjson $A > /dev/null; echo "first $?"
      head -c 7000000 /dev/zero > disk/ballast
      $R import sheet.csv --from sheet $A; echo "import $?"
      $R run notes.ndjson $A > results; echo "run $?"
      echo "head $($R events --format ndjson $A | wc -l)"
      $R export disk/a.ndjson --to ndjson $A; echo "export $?"
      $R backup disk/b.db $A; echo "backup $?"
      $R init disk/c.db; echo "init $?"
      ls disk | tr '\\n' ' '; echo
      rm disk/ballast
      $R run notes.ndjson $A | grep -c '"repeated":true'; echo "again ${PIPESTATUS[0]}"
      $R status --integrity $A > /dev/null; echo "integrity $?"
      """, in: folder, wrapper: Script.mounting)
    let lines = text.split(separator: "\n").map(String.init)
    let results = try folder.read("results").split(separator: "\n").count
    #expect(results > 0 && results < notes.count, "\(text)")
    for expected in [
      "first 0", "import 74", "run 74", "head \(results + 1)", "export 74", "backup 74", "init 74",
      "\(results)", "again 0", "integrity 0",
    ] {
      #expect(lines.contains(expected), "'\(expected)' is not in:\n\(text)")
    }
    #expect(lines.filter { $0.hasPrefix("Error: ") }.count == 5, "\(text)")
    let left = lines.first { $0.hasPrefix("a.db") }?.split(separator: " ") ?? []
    #expect(left.allSatisfy { $0.hasPrefix("a.db") || $0 == "ballast" }, "\(text)")
  }
}
