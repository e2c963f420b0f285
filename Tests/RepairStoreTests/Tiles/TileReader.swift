import Foundation

@testable import RepairStore

/// Reads a folder of tiles by the words of C2SP's tlog-tiles, with nothing of what writes one.
struct TileReader {
  let folder: URL
  let note: SignedNote
  let checkpoint: LogCheckpoint

  /// Something that is not as the format has it.
  struct Wrong: Error {
    let what: String
  }

  init(_ folder: String, checkpoint name: String = "checkpoint") throws {
    self.folder = URL(filePath: folder)
    let text = try String(
      decoding: Data(contentsOf: self.folder.appending(path: name)), as: UTF8.self)
    note = try SignedNote(reading: text)
    checkpoint = try LogCheckpoint(text: note.text)
  }

  private var size: Int { Int(checkpoint.head.size) }

  /// A tile's path: what is asked of a server for a tree of this size.
  static func path(_ kind: String, _ number: Int, of count: Int) -> String {
    var parts = [String(format: "%03d", number % 1_000)]
    var rest = number / 1_000
    while rest > 0 {
      parts.insert(String(format: "x%03d", rest % 1_000), at: 0)
      rest /= 1_000
    }
    let width = min(256, count - number * 256)
    return "tile/\(kind)/" + parts.joined(separator: "/") + (width < 256 ? ".p/\(width)" : "")
  }

  private func read(_ kind: String, _ number: Int, of count: Int) throws -> Data {
    try Data(contentsOf: folder.appending(path: Self.path(kind, number, of: count)))
  }

  /// Every entry, in order.
  func entries() throws -> [[UInt8]] {
    var entries: [[UInt8]] = []
    for number in 0..<(size + 255) / 256 {
      var rest = try Array(read("entries", number, of: size))[...]
      while let high = rest.popFirst() {
        guard let low = rest.popFirst(), rest.count >= Int(high) << 8 | Int(low) else {
          throw Wrong(what: "bundle \(number) is cut")
        }
        entries.append(Array(rest.prefix(Int(high) << 8 | Int(low))))
        rest = rest.dropFirst(Int(high) << 8 | Int(low))
      }
      guard entries.count == min(size, (number + 1) * 256) else {
        throw Wrong(what: "bundle \(number) has another number of entries")
      }
    }
    return entries
  }

  /// Checks each tile against the level below and the root against the checkpoint.
  ///
  /// - Returns: the paths of all files the tree has.
  func check() throws -> Set<String> {
    let hasher = try TreeHasher()
    let leaves = try entries().map { try hasher.leaf($0) }
    var paths: Set<String> = ["checkpoint"]
    for number in 0..<(size + 255) / 256 {
      paths.insert(Self.path("entries", number, of: size))
    }
    var (hashes, level) = (leaves, 0)
    while !hashes.isEmpty {
      for number in 0..<(hashes.count + 255) / 256 {
        let tile = try read(String(level), number, of: hashes.count)
        let expected = hashes[number * 256..<min(hashes.count, number * 256 + 256)]
        guard Array(tile) == expected.flatMap({ $0.bytes }) else {
          throw Wrong(what: "tile \(number) of level \(level)")
        }
        paths.insert(Self.path(String(level), number, of: hashes.count))
      }
      hashes = try stride(from: 0, to: hashes.count / 256 * 256, by: 256).map {
        try hasher.root(of: hashes[$0..<$0 + 256])
      }
      level += 1
    }
    guard try hasher.root(of: leaves[...]) == checkpoint.head.root else {
      throw Wrong(what: "the root")
    }
    return paths
  }

  /// The paths of all files in the folder.
  func files() throws -> Set<String> {
    let all = FileManager.default.enumerator(atPath: folder.path)
    var paths: Set<String> = []
    while let path = all?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let full = folder.appending(path: path).path
      if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue {
        paths.insert(path)
      }
    }
    return paths
  }
}
