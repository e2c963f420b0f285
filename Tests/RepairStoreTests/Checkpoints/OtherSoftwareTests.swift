import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Root, proofs and signature of a log, checked by software that is not ours.
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

  @Test(
    "accept the root, signature and 100 proofs of a log of 1,000 events, and refuse 100 changed ones",
    .enabled(if: isThere, "Go's packages are not installed: golang-go, golang-golang-x-mod-dev"))
  func accepted() throws {
    // given
    let fixture = try LogFixture()
    let log = fixture.log
    try LogTreeTests.fill(log, to: 1_000, seed: 21)
    let signer = try NoteSigner.make(
      name: "example.com/desk", at: fixture.folder.file("desk.key"))
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
    let file = fixture.folder.file("all.json")
    try JSONEncoder().encode(all).write(to: URL(filePath: file))
    // when
    let process = Process()
    process.executableURL = URL(filePath: Self.go)
    process.arguments = [
      "run",
      URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../interop/check_tree.go").standardizedFileURL.path, file,
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode"]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    // then
    #expect(process.terminationStatus == 0, "\(String(decoding: complaints, as: UTF8.self))")
    #expect(String(decoding: said, as: UTF8.self) == "accepted 100, rejected 100\n")
  }
}
