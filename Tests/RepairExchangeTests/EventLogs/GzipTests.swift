import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Files that come packed.
@Suite struct GzipTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let gzip = ["/usr/bin/gzip", "/bin/gzip"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Packs bytes with the system's gzip.
  private func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    let path = try scratch.file("plain-\(UUID().uuidString)", bytes)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.gzip))
    process.arguments = ["-n", path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try Array(Data(contentsOf: URL(filePath: path + ".gz")))
  }

  private func read(_ bytes: [UInt8], pieceSize: Int = 1_000) throws -> [UInt8] {
    let source = try ByteSource(path: try scratch.file("packed-\(UUID().uuidString)", bytes))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    defer { buffer.deallocate() }
    var all: [UInt8] = []
    while true {
      let count = try source.read(into: buffer)
      guard count > 0 else { return all }
      all += buffer[..<count]
    }
  }

  private static let plain = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

  @Test(
    "A packed file is read as what is in it, in pieces of any size, also when packed in parts",
    .enabled(if: gzip != nil, "there is no gzip"))
  func unpacked() throws {
    let one = try packed(Self.plain)
    for size in [2, 7, 64, 4_096, 1 << 20] {
      #expect(try read(one, pieceSize: size) == Self.plain, "pieces of \(size)")
    }
    let two = try packed(Array(Self.plain.prefix(10)))
    #expect(try read(two + one + two).count == Self.plain.count + 20)
    #expect(try read(try packed([])).isEmpty)
  }

  @Test("What only looks packed is read as it is")
  func plain() throws {
    #expect(try read([]).isEmpty)
    #expect(try read([0x1F]) == [0x1F])
    #expect(try read([0x1F, 0x8C, 1], pieceSize: 1) == [0x1F, 0x8C, 1])
  }

  @Test(
    "A packed file that is cut short or damaged is refused",
    .enabled(if: gzip != nil, "there is no gzip"))
  func damaged() throws {
    let good = try packed(Self.plain)
    for length in [2, 9, 40, good.count / 2, good.count - 1] {
      let said = refusal { _ = try read(Array(good.prefix(length))) }
      #expect(said?.contains("cut short") == true, "\(length): \(said ?? "nothing")")
    }
    for place in [3, good.count / 2, good.count - 6] {
      var bad = good
      bad[place] ^= 0xFF
      let said = refusal { _ = try read(bad) }
      #expect(said?.contains("gzip") == true, "\(place): \(said ?? "nothing")")
    }
    #expect(refusal { _ = try read(good + [1, 2, 3]) }?.contains("damaged") == true)
  }

  @Test(
    "A packed file that would fill the disk is refused after its first megabytes",
    .enabled(if: gzip != nil, "there is no gzip"))
  func bomb() throws {
    let bomb = try packed([UInt8](repeating: 0x20, count: 20 << 20))
    #expect(bomb.count < 64 * 1024)
    let said = refusal { _ = try read(bomb, pieceSize: 1 << 20) }
    #expect(said?.contains("more than 250 times its size") == true, "\(said ?? "nothing")")
  }

  @Test(
    "Every format may come packed, and is known again unpacked",
    .enabled(if: gzip != nil, "there is no gzip"))
  func formats() throws {
    let table = "id,repairDate,description\n1,2026-03-01 08:00,水管漏水\n"
    let log = try scratch.log()
    let path = try scratch.file("sheet.csv.gz", try packed(Array(table.utf8)))
    #expect(try Importer.run(source: path, format: .sheet, into: log).ticketsAdded == 1)
    #expect(try text(#require(history("sheet-1", in: log).first)).contains("水管漏水"))
    let plain = try scratch.file("sheet.csv", table)
    #expect(try Importer.run(source: plain, format: .sheet, into: log).alreadyPresent == 1)
  }
}
