import RepairStore

/// Commands from a file, every line of which has been read and found to be one.
///
/// The lines are kept as text and read again when their turn comes: that costs little beside a
/// commit, and a fifth of the memory.
struct CommandFile: Sequence {
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
    var reader = LineReader(source, longest: CommandCodec.lineLimit)
    while let line = try reader.next() {
      do {
        _ = try CommandCodec.decode(line)
      } catch {
        throw Failure(
          .malformedInput, "Line \(reader.number) is malformed, nothing was done: \(error).")
      }
      lines.append(text.count..<(text.count + line.count))
      text.append(contentsOf: line)
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
