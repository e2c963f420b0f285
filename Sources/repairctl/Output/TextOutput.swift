/// Text on its way to a sink, in pieces of a good size.
final class TextOutput {
  private static let pieceSize = 1 << 16

  let sink: any ByteSink
  private var buffer: [UInt8] = []

  init(_ sink: any ByteSink) {
    self.sink = sink
    buffer.reserveCapacity(Self.pieceSize + 4096)
  }

  /// Adds text; it reaches the sink with the next flush or when a piece is full.
  func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Adds bytes that are UTF-8 already.
  func write(_ bytes: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Hands over everything written so far.
  func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    // What cannot be written now must not be tried again by the next flush.
    defer { buffer.removeAll(keepingCapacity: true) }
    do {
      try buffer.withUnsafeBytes { bytes in try sink.write(bytes) }
    } catch let error as OutputError {
      throw error
    } catch {
      throw .failed(0)
    }
  }
}
