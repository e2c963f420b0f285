import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Notes, checkpoints and keys in the formats of C2SP.
@Suite("A signed note")
struct SignedNoteTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/tlog/tessera-log").standardizedFileURL
  private static let isThere = FileManager.default.fileExists(atPath: folder.path)
  private static let vkey =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

  @Test(
    "16 of 16 checkpoints of a real log verify, and none of them with a changed byte",
    .enabled(if: isThere, "there is no ../shared/data/tlog"))
  func realLog() throws {
    let key = try NoteKey(Self.vkey)
    #expect(key.description == Self.vkey)
    for number in 0...15 {
      let text = try String(
        contentsOf: Self.folder.appending(path: "checkpoint.\(number)"), encoding: .utf8)
      let note = try SignedNote(reading: text)
      #expect(try note.verify(by: [key]) == ["example.com/log/testdata"])
      #expect(try LogCheckpoint(text: note.text).head.size == UInt64(number))
      #expect(note.description == text)
      var bytes = Array(text.utf8)
      for index in bytes.indices where index % 7 == number % 7 {
        bytes[index] ^= 1
        let changed = String(decoding: bytes, as: UTF8.self)
        #expect(throws: MalformedNote.self) {
          try SignedNote(reading: changed).verify(by: [key])
        }
        bytes[index] ^= 1
      }
    }
  }

  @Test(
    "The roots of a real log's checkpoints are those of its entries",
    .enabled(if: isThere, "there is no ../shared/data/tlog"))
  func realRoots() throws {
    let hasher = try TreeHasher()
    let bundle = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasPrefix("tile/entries/") && $0.hasSuffix("/15") }
    let path = try #require(bundle.first)
    var rest = Array(try Data(contentsOf: Self.folder.appending(path: path)))[...]
    var leaves: [SHA256Digest] = []
    while rest.count >= 2 {
      let count = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
      leaves.append(try hasher.leaf(Array(rest.dropFirst(2).prefix(count))))
      rest = rest.dropFirst(2 + count)
    }
    for number in 0...15 {
      let text = try String(
        contentsOf: Self.folder.appending(path: "checkpoint.\(number)"), encoding: .utf8)
      let checkpoint = try LogCheckpoint(text: SignedNote(reading: text).text)
      #expect(try hasher.root(of: leaves[..<number]) == checkpoint.head.root)
    }
  }

  @Test("The specification's own example is read")
  func example() throws {
    let note = try SignedNote(
      reading: """
        Ognuno sta solo sul cuor della terra
        trafitto da un raggio di sole:

        ed è subito sera.

        \u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

        """)
    #expect(note.text.hasSuffix("sole:\n\ned è subito sera.\n"))
    #expect(note.signatures.map(\.keyID) == [0x367B_A04B])
  }

  @Test(
    "What is no note is refused",
    arguments: [
      "", "\n", "\n\n", "a", "a\n", "a\n\n", "a\n\nb\n", "a\r\n\n\u{2014} n AAAAAAA=\n",
      "a\n\n\u{2014} n AAAA\n", "a\n\n\u{2014} n AAAAAAA\n", "a\n\n\u{2014}  AAAAAAA=\n",
      "a\n\n- n AAAAAAA=\n", "a\n\n\u{2014} n+m AAAAAAA=\n", "a\n\n\u{2014} n AAAAAAA=",
      "a\n\n\u{2014} n AAAAAAA= \n", "\n\u{2014} n AAAAAAA=\n",
    ])
  func malformed(text: String) {
    #expect(throws: MalformedNote.self) { try SignedNote(reading: text) }
  }

  @Test(
    "What is no checkpoint is refused",
    arguments: [
      "", "o\n", "o\n1\n", "o\n1\nx\n", "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
      "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
      "o\n18446744073709551616\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
      "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
      "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM\n",
      "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
      "o\u{9B}\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ])
  func malformedCheckpoint(text: String) {
    #expect(throws: MalformedNote.self) { try LogCheckpoint(text: text) }
  }

  @Test("A key that is made is written, read again, and verifies what it signs")
  func keys() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.key")
    let signer = try NoteSigner.make(name: "example.com/desk", at: path)
    #expect(code { _ = try NoteSigner.make(name: "b", at: path) } == .alreadyExists)
    let again = try NoteSigner(keyFile: path)
    #expect(again.key == signer.key)
    let root = try TreeHasher().emptyRoot()
    let checkpoint = try LogCheckpoint(origin: "/o", head: TreeHead(size: 3, root: root))
    let note = try again.sign(checkpoint) { _ in throw CallFailed(call: "no proof is needed") }
    #expect(try note.verify(by: [signer.key]) == ["example.com/desk"])
    #expect(try SignedNote(reading: note.description) == note)
    // The same may be signed again, another root of the same size may not.
    _ = try again.sign(checkpoint) { _ in throw CallFailed(call: "no proof is needed") }
    let other = try LogCheckpoint(
      origin: "/o", head: TreeHead(size: 3, root: SHA256Digest(hashing: [1])))
    #expect(code { _ = try again.sign(other) { _ in throw CallFailed(call: "") } } == .rolledBack)
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\tb", "a\u{202E}b"] {
      #expect(throws: MalformedNote.self) {
        try NoteSigner.make(name: name, at: folder.file("b.key"))
      }
    }
  }

  @Test("A log follows its anchor, and refuses to be written when it does not continue it")
  func anchor() throws {
    // given
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 300)
    try fixture.log.keepAnchor()
    try LogTreeTests.fill(fixture.log, to: 400, seed: 4)
    fixture.log.close()
    let log = try EventLog.open(at: fixture.path, mode: .readWrite)
    #expect(try log.anchor()?.head.size == 400)
    // when
    let ahead = try LogCheckpoint(
      origin: "/test", head: TreeHead(size: 401, root: SHA256Digest(hashing: [])))
    log.close()
    try write(Array(ahead.description.utf8), to: fixture.path + ".checkpoint")
    // then
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .rolledBack)
    let reader = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(try reader.head() == LogPosition(400))
    #expect(code { try reader.check(ahead) } == .rolledBack)
    try write(Array("x".utf8), to: fixture.path + ".checkpoint")
    #expect(code { _ = try EventLog.open(at: fixture.path, mode: .readWrite) } == .corrupt)
  }

  @Test("An auditor with a key, a checkpoint and a receipt needs nothing else of ours")
  func auditor() throws {
    // given
    let fixture = try LogFixture()
    try LogTreeTests.fill(fixture.log, to: 300)
    let keyFile = fixture.folder.file("desk.key")
    let desk = AuditorsDesk(vkey: try NoteSigner.make(name: "desk", at: keyFile).key.description)
    // when
    let monday = try desk.today(fixture.log, signedBy: keyFile)
    let receipt = try desk.receipt(for: LogPosition(17), in: fixture.log, under: monday)
    try LogTreeTests.fill(fixture.log, to: 500, seed: 3)
    // then
    #expect(try desk.read(receipt).position == 17)
    #expect(try desk.stillSays(fixture.log, whatItSaidIn: monday))
    fixture.log.close()
    try VerifyTests.tamper(fixture.path, ["UPDATE event SET actor='u-2' WHERE position=17"])
    let altered = try EventLog.open(at: fixture.path, mode: .readOnly)
    #expect(try !desk.stillSays(altered, whatItSaidIn: monday))
    #expect(try desk.read(receipt).actor == "u-1")
  }

  @Test("An entry is read as it was written, and bytes that are none are refused")
  func entries() throws {
    let fixture = try LogFixture()
    try fixture.log.append(
      [event(tags: ["b", "a"], payload: "{\"x\":1}")], to: stream("ticket/N-1"), expecting: .any,
      key: key("k", for: "r"))
    let bytes = try fixture.log.treeEntry(at: LogPosition(1))
    let entry = try #require(TreeEntry(bytes))
    let stored = try #require(try fixture.log.event(at: LogPosition(1)))
    #expect(entry.stream == "ticket/N-1" && entry.id == stored.id && entry.tags == ["a", "b"])
    #expect(entry.recordedAt == stored.recordedAt && entry.keyDigest != nil)
    #expect(try entry.standsFor(payload: stored.payload, salt: stored.salt))
    #expect(try !entry.standsFor(payload: stored.payload + [32], salt: stored.salt))
    for count in 0..<bytes.count { #expect(TreeEntry(Array(bytes.prefix(count))) == nil) }
    #expect(TreeEntry(bytes + [0]) == nil)
  }
}
