import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// A log as a folder of static tiles.
@Suite("A folder of tiles")
struct TilesTests {
  private static let tessera = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/tlog/tessera-log").standardizedFileURL.path

  /// A log, a key and a folder to write to; what is in it goes with the test.
  private final class Desk {
    let fixture: LogFixture
    let signer: NoteSigner
    let folder: URL
    var path: String { folder.appending(path: "tiles").path }

    init(events: Int) throws {
      fixture = try LogFixture()
      try LogTreeTests.fill(fixture.log, to: events, seed: 31)
      signer = try NoteSigner.make(
        name: "example.com/desk", at: fixture.folder.file("desk.key"))
      folder = FileManager.default.temporaryDirectory.appending(path: "tiles-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Everything in the folder, half-made or not.
    var names: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
    }
  }

  @Test(
    "of a real log, made by other software, is read by the tests' own reader at each of its sizes",
    .enabled(
      if: FileManager.default.fileExists(atPath: tessera), "there is no ../shared/data/tlog"))
  func others() throws {
    for size in 1...15 {
      let reader = try TileReader(Self.tessera, checkpoint: "checkpoint.\(size)")
      #expect(try reader.check().count == 3)
      #expect(try reader.entries().count == size)
    }
  }

  @Test("has every entry and hash, in exactly the files of the format", arguments: [1, 256, 700])
  func written(events: Int) throws {
    // given
    let desk = try Desk(events: events)
    let log = desk.fixture.log
    var told: [Int] = []
    // when
    let written = try log.exportTiles(
      to: desk.path, under: log.signedCheckpoint(by: desk.signer)
    ) { done, total in
      #expect(total == events)
      told.append(done)
    }
    // then
    let reader = try TileReader(desk.path)
    #expect(try reader.check() == reader.files())
    #expect(try reader.entries() == LogTreeTests.entries(of: log))
    #expect(try reader.checkpoint == written && written.head == log.treeHead())
    #expect(try reader.note.verify(by: [desk.signer.key]) == ["example.com/desk"])
    #expect(told.last == events && told.sorted() == told)
    #expect(try desk.names == ["tiles"])
  }

  @Test("as of an earlier checkpoint is what it was then, and later whole tiles are the same bytes")
  func earlier() throws {
    // given
    let desk = try Desk(events: 700)
    let log = desk.fixture.log
    let note = try log.signedCheckpoint(at: LogPosition(300), by: desk.signer)
    let now = desk.folder.appending(path: "now").path
    // when
    try log.exportTiles(to: desk.path, under: note)
    try log.exportTiles(to: now, under: log.signedCheckpoint(by: desk.signer))
    // then
    let (old, new) = (try TileReader(desk.path), try TileReader(now))
    #expect(try old.check() == old.files() && old.note == note)
    for whole in ["tile/0/000", "tile/entries/000"] {
      #expect(
        try Data(contentsOf: old.folder.appending(path: whole))
          == Data(contentsOf: new.folder.appending(path: whole)))
    }
  }

  @Test("of a log without events is its checkpoint")
  func empty() throws {
    let desk = try Desk(events: 0)
    let log = desk.fixture.log
    let head = try TilesForAuditors().publish(
      log, to: desk.path, signedBy: desk.fixture.folder.file("desk.key"))
    #expect(head.size == 0)
    #expect(try TileReader(desk.path).files() == ["checkpoint"])
  }

  @Test(
    "is not made where something has its name, and what is there stays; nor without a folder above")
  func inTheWay() throws {
    let desk = try Desk(events: 3)
    let log = desk.fixture.log
    try Data("mine".utf8).write(to: URL(filePath: desk.path))
    var isAsked = false
    func note() throws -> SignedNote {
      isAsked = true
      return try log.signedCheckpoint(by: desk.signer)
    }
    #expect(code { try log.exportTiles(to: desk.path, under: note()) } == .alreadyExists)
    #expect(try Data(contentsOf: URL(filePath: desk.path)) == Data("mine".utf8))
    let missing = desk.folder.appending(path: "none/tiles").path
    #expect(code { try log.exportTiles(to: missing, under: note()) } == .missing)
    #expect(try desk.names == ["tiles"])
    // A key remembers what it signs, and is not asked for nothing.
    #expect(!isAsked)
  }

  @Test("is made whole or not at all: stopped on the way, nothing is left")
  func stopped() throws {
    let desk = try Desk(events: 700)
    let log = desk.fixture.log
    #expect(throws: CallFailed.self) {
      try log.exportTiles(to: desk.path, under: log.signedCheckpoint(by: desk.signer)) { done, _ in
        if done > 256 { throw CallFailed(call: "enough") }
      }
    }
    #expect(try desk.names == [])
  }

  @Test("is not made of a checkpoint of another log, nor of events that do not lead to it")
  func notOfThisLog() throws {
    let desk = try Desk(events: 300)
    let log = desk.fixture.log
    let note = try log.signedCheckpoint(by: desk.signer)
    // another log of the same origin
    let other = try Desk(events: 10)
    #expect(
      code { try other.fixture.log.exportTiles(to: desk.path, under: note) } == .rolledBack)
    // an event that was changed, under a tree that was not
    log.close()
    try VerifyTests.tamper(
      desk.fixture.path, ["UPDATE event SET actor='u-99' WHERE position=17"])
    let changed = try EventLog.open(at: desk.fixture.path, mode: .readOnly)
    #expect(code { try changed.exportTiles(to: desk.path, under: note) } == .corrupt)
    #expect(try desk.names == [])
  }

  @Test("Three levels of tiles have the root that a tree built naively has")
  func levels() throws {
    let hasher = try TreeHasher()
    let count = 256 * 256 + 300
    let leaves = try (0..<count).map { try SHA256Digest(hashing: Array(String($0).utf8)) }
    var (stack, tiles) = (TileStack(hasher), [String: Int]())
    func write(_ hashes: [SHA256Digest], _ number: Int, _ level: Int) {
      tiles[TileFolder.tileName(number, of: level, width: hashes.count)] = hashes.count
    }
    for leaf in leaves { try stack.add(leaf, write) }
    #expect(try stack.finish(write) == hasher.root(of: leaves[...]))
    let tops = tiles.keys.filter { !$0.hasPrefix("tile/0/") }.sorted()
    #expect(tops == ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"])
    #expect(tiles.count == 258 + 3 && tiles["tile/0/257.p/44"] == 44)
  }

  @Test("What the article on proving shows is what is tested, line by line")
  func documented() throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let article = try String(
      contentsOf: here.appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/ProvingWhatALogSays.md"),
      encoding: .utf8)
    for name in ["ProvingExample", "TilesExample"] {
      let source = try String(
        contentsOf: here.appending(path: "../Checkpoints/\(name).swift"), encoding: .utf8)
      let begin = try #require(source.range(of: "\nstruct "))
      #expect(article.contains("```swift" + source[begin.lowerBound...] + "```"), "\(name)")
    }
  }

  @Test("A tile's number is written in threes")
  func names() {
    #expect(
      TileFolder.tileName(1_234_067, of: 0, width: 8) == "tile/0/x001/x234/067.p/8")
    #expect(TileFolder.tileName(1_234_067, of: 3, width: 256) == "tile/3/x001/x234/067")
    #expect(TileFolder.entriesName(1_000, width: 0) == "tile/entries/x001/000")
    #expect(TileFolder.entriesName(0, width: 255) == "tile/entries/000.p/255")
    #expect(TileReader.path("0", 1_234_067, of: 315_921_160) == "tile/0/x001/x234/067.p/8")
  }
}
