/// Splits bytes into lines without ever holding more than one line and one piece.
struct LineReader {
  private static let pieceSize = 1 << 18

  private let source: any ByteSource
  private let longest: Int
  private var piece: [UInt8]
  private var position = 0
  private var end = 0
  private var isAtEnd = false
  /// The number of the line handed out last, from 1.
  private(set) var number = 0

  /// Reads from a source.
  ///
  /// - Parameters:
  ///   - source: where the bytes come from.
  ///   - longest: how many bytes a line may have.
  init(_ source: any ByteSource, longest: Int) {
    self.source = source
    self.longest = longest
    piece = [UInt8](repeating: 0, count: Self.pieceSize)
  }

  /// The next line without its line feed (and the carriage return before it).
  ///
  /// - Returns: `nil` at the end; a last line without a line feed counts.
  mutating func next() throws(Failure) -> [UInt8]? {
    var line: [UInt8] = []
    var hasBegun = false
    while true {
      if position == end {
        guard !isAtEnd else { break }
        try fill()
        if isAtEnd { break }
      }
      hasBegun = true
      let rest = piece[position..<end]
      let feed = rest.firstIndex(of: UInt8(ascii: "\n"))
      let part = rest[..<(feed ?? end)]
      guard line.count + part.count <= longest else {
        throw Failure(
          .malformedInput, "Line \(number + 1) is longer than \(longest) bytes; nothing was done.")
      }
      line.append(contentsOf: part)
      position = feed.map { $0 + 1 } ?? end
      if feed != nil { return finish(line) }
    }
    return hasBegun ? finish(line) : nil
  }

  private mutating func finish(_ line: [UInt8]) -> [UInt8] {
    number += 1
    return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
  }

  private mutating func fill() throws(Failure) {
    position = 0
    end = 0
    let source = source
    do {
      end = try piece.withUnsafeMutableBytes { room in try source.read(into: room) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.internalError, "Reading failed: \(error)")
    }
    isAtEnd = end == 0
  }
}
