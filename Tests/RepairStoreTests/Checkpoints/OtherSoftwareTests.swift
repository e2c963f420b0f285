import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Root, proofs, signature and tiles of a log, checked by software that is not ours.
@Suite("Go's sumdb/tlog and note")
struct OtherSoftwareTests {
  private static let go = "/usr/bin/go"
  private static let isThere =
    FileManager.default.isExecutableFile(atPath: go)
    && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")

  private struct Inclusion: Encodable {
    let Index, Size: UInt64
    let Root: String
    var Proof: [String]
    var Good = true
  }

  private struct Consistency: Encodable {
    let First, Second: UInt64
    let OldRoot, NewRoot: String
    var Proof: [String]
    var Good = true
  }

  private struct Everything: Encodable {
    let Vkey, Note: String
    var Entries: [Data] = []
    var Inclusion: [OtherSoftwareTests.Inclusion] = []
    var Consistency: [OtherSoftwareTests.Consistency] = []
  }

  /// The folder with the checkers and what they are given.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL
  private static let python = root.appending(path: ".build/readers/bin/python").path
  /// An environment made by an earlier release of the script has other packages.
  private static let hasPython =
    (try? String(contentsOf: root.appending(path: ".build/readers/wanted"), encoding: .utf8))?
    .contains("pymerkle") ?? false

  /// A log of 1,000 events: entries and checkpoint, 50 proofs of each kind, and the same with a hash
  /// in each that was changed.
  private static func everything(of log: EventLog, signedBy signer: NoteSigner) throws -> Everything
  {
    var all = Everything(
      Vkey: signer.key.description, Note: try log.signedCheckpoint(by: signer).description)
    all.Entries = try LogTreeTests.entries(of: log).map { Data($0) }
    var random = SplitMix(seed: 22)
    for number in 0..<50 {
      let size = Int.random(in: 2...1_000, using: &random)
      let place = Int.random(in: 1...size, using: &random)
      let head = try log.treeHead(at: LogPosition(size))
      var one = Inclusion(
        Index: UInt64(place - 1), Size: head.size, Root: head.root.base64,
        Proof: try log.inclusionProof(of: LogPosition(place), in: LogPosition(size)).hashes
          .map(\.base64))
      all.Inclusion.append(one)
      one.Good = false
      let victim = number % one.Proof.count
      one.Proof[victim] = try SHA256Digest(hashing: Array(one.Proof[victim].utf8)).base64
      all.Inclusion.append(one)
      let old = Int.random(in: 1..<size, using: &random)
      var growth = Consistency(
        First: UInt64(old), Second: head.size,
        OldRoot: try log.treeHead(at: LogPosition(old)).root.base64, NewRoot: head.root.base64,
        Proof: try log.consistencyProof(from: LogPosition(old), to: LogPosition(size)).hashes
          .map(\.base64))
      all.Consistency.append(growth)
      growth.Good = false
      let other = number % growth.Proof.count
      growth.Proof[other] = try SHA256Digest(hashing: Array(growth.Proof[other].utf8)).base64
      all.Consistency.append(growth)
    }
    return all
  }

  /// Gives such a log to a checker and answers what it says.
  private func ask(
    _ program: String, _ arguments: [String], _ variables: [String: String] = [:],
    spoiling: (Everything, URL) throws -> Void = { _, _ in }
  ) throws -> (said: String, code: Int32) {
    let fixture = try LogFixture()
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "evidence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try LogTreeTests.fill(fixture.log, to: 1_000, seed: 21)
    let signer = try NoteSigner.make(
      name: "example.com/desk", at: fixture.folder.file("desk.key"))
    let all = try Self.everything(of: fixture.log, signedBy: signer)
    let tiles = folder.appending(path: "tiles")
    try fixture.log.exportTiles(to: tiles.path, under: SignedNote(reading: all.Note))
    try spoiling(all, tiles)
    let file = folder.appending(path: "all.json")
    try JSONEncoder().encode(all).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments + [file.path, tiles.path]
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: said, as: UTF8.self), process.terminationStatus)
  }

  private func askGo(
    spoiling: (Everything, URL) throws -> Void = { _, _ in }
  ) throws -> (said: String, code: Int32) {
    try ask(
      Self.go, ["run", Self.root.appending(path: "Tests/interop/check_tree.go").path],
      ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode"], spoiling: spoiling)
  }

  @Test(
    "accept the root, signature, tiles and 100 proofs of a log of 1,000 events, and refuse 100 changed ones",
    .enabled(if: isThere, "Go's packages are not installed: golang-go, golang-golang-x-mod-dev"))
  func accepted() throws {
    let (said, code) = try askGo()
    #expect(code == 0 && said == "accepted 100, rejected 100\n", "\(said)")
  }

  @Test(
    "pymerkle and tlog-scales accept and refuse the same",
    .enabled(if: hasPython, "scripts/make-readers was not run"))
  func acceptedInPython() throws {
    let (said, code) = try ask(
      Self.python, [Self.root.appending(path: "Tests/interop/check_tree.py").path])
    #expect(code == 0 && said == "accepted 100, rejected 100\n", "\(said)")
  }

  @Test(
    "A byte of a tile or of an entry that was changed is found by each of them",
    .enabled(if: isThere && hasPython, "Go's packages or scripts/make-readers are missing"),
    arguments: ["tile/0/001", "tile/entries/002", "tile/1/000.p/3", "checkpoint"])
  func spoiled(name: String) throws {
    func spoil(_ all: Everything, _ tiles: URL) throws {
      let file = tiles.appending(path: name)
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count - 40] ^= 1
      try bytes.write(to: file)
    }
    #expect(try askGo(spoiling: spoil).code != 0)
    let script = Self.root.appending(path: "Tests/interop/check_tree.py").path
    #expect(try ask(Self.python, [script], spoiling: spoil).code != 0)
  }
}
