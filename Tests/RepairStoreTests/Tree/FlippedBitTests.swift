import RepairCore
import Testing

@testable import RepairStore

/// Each bit of a small log is turned over, one at a time.
@Suite("One wrong bit")
struct FlippedBitTests {
  /// From one bit to the next that is tried; `scripts/test --only bits` tries all of them.
  private static let step = 397

  /// Everything a reader is shown of a log.
  private struct Shown: Equatable {
    var identity: EventLog.Identity?
    var events: [StoredEvent] = []
    var tags: [[EventTag]] = []
    var keys: [KeyRecord?] = []
  }

  /// A log of twenty events as a file of small pages, so that there are few bits of nothing.
  private static func smallLog() throws -> [UInt8] {
    let fixture = try LogFixture()
    for number in 1...10 {
      try fixture.log.append(
        [event(tags: ["a:1", "水:\(number)"]), event("NoteAdded", payload: "{\"n\":\(number)}")],
        to: stream("ticket/N-\(number % 3)"), expecting: .any, key: key("k\(number)", for: "r"))
    }
    fixture.log.close()
    let raw = try RawDatabase(fixture.path)
    try raw.execute("PRAGMA journal_mode=DELETE")
    try raw.execute("PRAGMA page_size=512")
    try raw.execute("VACUUM")
    raw.close()
    return try bytes(of: fixture.path)
  }

  /// What a file in memory shows, and whether opening or verifying it finds anything.
  private static func look(at file: UnsafeMutableRawBufferPointer) -> (Shown?, isSound: Bool) {
    do {
      let log = try EventLog.open(image: file)
      guard try log.verify().isSound else { return (nil, false) }
      var shown = Shown(identity: log.identity)
      try log.scanWithTagsAndKeys { row, tags, key in
        shown.events.append(try row.stored())
        shown.tags.append(tags)
        shown.keys.append(key)
      }
      return (shown, true)
    } catch {
      return (nil, false)
    }
  }

  @Test("is found, or is one of those that no reader is shown anything of")
  func flipped() throws {
    var file = try Self.smallLog()
    let count = file.count * 8
    try file.withUnsafeMutableBytes { file in
      let (whole, isSound) = Self.look(at: file)
      let shown = try #require(whole)
      #expect(isSound && shown.events.count == 20)
      var (found, idle) = (0, [Int: Int]())
      for bit in stride(from: 0, to: count, by: Self.step) {
        file[bit / 8] ^= 1 << UInt8(bit % 8)
        let (seen, isSound) = Self.look(at: file)
        file[bit / 8] ^= 1 << UInt8(bit % 8)
        if isSound {
          #expect(seen == shown, "bit \(bit)")
          idle[bit / 8 / 512, default: 0] += 1
        } else {
          found += 1
        }
      }
      let tried = found + idle.values.reduce(0, +)
      print("bits: \(tried) turned over, \(found) found, \(tried - found) of nothing that is shown")
      #expect(found * 4 > tried)
    }
  }
}
