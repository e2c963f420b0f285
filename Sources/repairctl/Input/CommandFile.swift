import RepairStore

/// Commands from a file, every line of which has been read and found to be one.
///
/// The lines are kept as text and read again when their turn comes: that costs little beside a
/// commit, and a fifth of the memory.
struct CommandFile: Sequence {
  private static let pieceSize = 1 << 18

  private var text: [UInt8] = []
  private var lines: [Range<Int>] = []

  /// How many commands there are.
  var count: Int { lines.count }

  /// Reads all lines.
  ///
  /// - Parameter source: where they come from.
  /// - Throws: a failure with the number of the first line that is no command.
  /// - Complexity: O(bytes), all of which are kept.
  init(reading source: any ByteSource) throws(Failure) {
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    var start = 0
    while true {
      let count = try source.read(piece: &piece)
      if count == 0 { break }
      var searched = text.count
      text.append(contentsOf: piece[..<count])
      while let feed = text[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        try append(start..<feed)
        start = feed + 1
        searched = start
      }
      // A line without an end is not waited for longer than a line may be.
      try check(start..<text.count)
    }
    if start < text.count { try append(start..<text.count) }
  }

  /// Takes a line in without its carriage return, if it is a command.
  private mutating func append(_ line: Range<Int>) throws(Failure) {
    try check(line)
    let hasReturn = !line.isEmpty && text[line.upperBound - 1] == UInt8(ascii: "\r")
    let line = hasReturn ? line.dropLast() : line
    do {
      _ = try CommandCodec.decode(text[line])
    } catch {
      throw Failure(
        .malformedInput, "Line \(lines.count + 1) is malformed, nothing was done: \(error).")
    }
    lines.append(line)
  }

  private func check(_ line: Range<Int>) throws(Failure) {
    guard line.count <= CommandCodec.lineLimit else {
      throw Failure(
        .malformedInput,
        "Line \(lines.count + 1) is longer than \(CommandCodec.lineLimit) bytes; nothing was done.")
    }
  }

  func makeIterator() -> AnyIterator<CommandEnvelope> {
    var index = 0
    return AnyIterator {
      guard index < lines.count else { return nil }
      defer { index += 1 }
      // Every line was read once already, so none is lost here.
      return try? CommandCodec.decode(text[lines[index]])
    }
  }
}
