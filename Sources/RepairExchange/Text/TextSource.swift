import Foundation

/// A file's characters as checked UTF-8, in pieces, whatever its encoding is.
///
/// The byte order mark is left out. Bytes that are not characters are an error with their offset,
/// never replaced: a replaced character would be a silent change of somebody's record.
package final class TextSource {
  private let source: ByteSource
  private let decoder: GB18030Decoder?
  private let raw: UnsafeMutableRawBufferPointer
  /// Raw bytes that are read and not yet handed out lie at `rawStart..<rawEnd`.
  private var rawStart = 0
  private var rawEnd = 0
  private var isAtEnd = false

  /// The encoding the bytes are read in.
  package let encoding: TextEncoding

  /// How many bytes of the file were taken so far, for showing progress.
  package var bytesRead: Int { source.bytesRead }

  /// How many bytes the file has, where that is known.
  package var length: Int? { source.length }

  /// Begins to read a file as text.
  ///
  /// Without an encoding the file is read twice: it is UTF-8 when every byte fits that, else
  /// GB 18030. Of a pipe only the beginning can be tried.
  ///
  /// - Parameters:
  ///   - source: the bytes.
  ///   - encoding: the encoding, when it is known.
  ///   - pieceSize: how many bytes are read at a time.
  /// - Throws: ``ExchangeError`` with code `inputOutput` or `unreadable`.
  package init(
    _ source: ByteSource, encoding: TextEncoding? = nil, pieceSize: Int = 256 * 1024
  ) throws {
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(pieceSize, 64), alignment: 16)
    do {
      let start: (encoding: TextEncoding, count: Int) =
        if let encoding {
          (encoding, 0)
        } else {
          try Self.detect(source, raw)
        }
      decoder = start.encoding == .gb18030 ? try GB18030Decoder() : nil
      self.encoding = start.encoding
      rawEnd = start.count
    } catch {
      raw.deallocate()
      throw error
    }
    self.source = source
    self.raw = raw
    try skipByteOrderMark()
  }

  deinit {
    raw.deallocate()
  }

  /// Puts the next characters into a buffer.
  ///
  /// - Parameter buffer: room for at least one character; 4 KiB or more is sensible.
  /// - Returns: how many bytes were put there; 0 only at the end.
  /// - Throws: ``ExchangeError`` with code `malformed` for bytes that are not characters, or
  ///   `inputOutput`.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      if rawStart == rawEnd {
        try fill()
        if rawStart == rawEnd { return 0 }
      }
      let made = decoder.map { decodeGB18030($0, into: buffer) } ?? copyUTF8(into: buffer)
      switch made {
      case .bytes(let count) where count > 0: return count
      case .bytes:
        // Only the beginning of a character is left: it needs more bytes to be judged.
        let held = rawEnd - rawStart
        try fill()
        if rawEnd - rawStart == held { throw undecodable(at: rawStart) }
      case .undecodable(let place): throw undecodable(at: place)
      }
    }
  }

  private enum Made {
    case bytes(Int)
    case undecodable(at: Int)
  }

  private func copyUTF8(into buffer: UnsafeMutableRawBufferPointer) -> Made {
    let piece = UnsafeRawBufferPointer(
      rebasing: raw[rawStart..<(rawStart + min(rawEnd - rawStart, buffer.count))])
    let count: Int
    switch UTF8Check.check(piece) {
    case .valid(let whole): count = whole
    case .invalid(let offset):
      // What stands before the bad byte is handed out first, so that its line is known.
      guard offset > 0 else { return .undecodable(at: rawStart) }
      count = offset
    }
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: piece[..<count]))
    rawStart += count
    return .bytes(count)
  }

  private func decodeGB18030(
    _ decoder: GB18030Decoder, into buffer: UnsafeMutableRawBufferPointer
  ) -> Made {
    let input = UnsafeMutableRawBufferPointer(rebasing: raw[rawStart..<rawEnd])
    let (used, made, stop) = decoder.decode(input, into: buffer)
    rawStart += used
    if made == 0, stop == .undecodable { return .undecodable(at: rawStart) }
    return .bytes(made)
  }

  /// Moves what is left to the front and reads more behind it.
  private func fill() throws {
    let left = rawEnd - rawStart
    if left > 0, rawStart > 0, let base = raw.baseAddress {
      memmove(base, base + rawStart, left)
    }
    (rawStart, rawEnd) = (0, left)
    guard !isAtEnd, left < raw.count else { return }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[left...]))
    if count == 0 { isAtEnd = true }
    rawEnd += count
  }

  private func undecodable(at place: Int) -> ExchangeError {
    let name = encoding == .utf8 ? "UTF-8" : "GB 18030"
    return ExchangeError(
      .malformed, "the bytes here are not \(name); convert the file, or name its encoding",
      at: .init(byteOffset: source.offset - rawEnd + place))
  }

  private func skipByteOrderMark() throws {
    let mark: [UInt8] = encoding == .utf8 ? [0xEF, 0xBB, 0xBF] : [0x84, 0x31, 0x95, 0x33]
    while rawEnd - rawStart < mark.count, !isAtEnd { try fill() }
    guard rawEnd - rawStart >= mark.count,
      raw[rawStart..<(rawStart + mark.count)].elementsEqual(mark)
    else { return }
    rawStart += mark.count
  }

  private static func detect(
    _ source: ByteSource, _ buffer: UnsafeMutableRawBufferPointer
  ) throws -> (TextEncoding, Int) {
    let canReadTwice = source.length != nil
    var held = 0
    while true {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[held...])
      let count = try source.read(into: room)
      let end = held + count
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<end])
      let outcome = UTF8Check.check(piece)
      guard canReadTwice else {
        if case .invalid = outcome { return (.gb18030, end) }
        return (.utf8, end)
      }
      switch outcome {
      case .valid(let whole) where count > 0:
        held = end - whole
        if held > 0, let base = buffer.baseAddress { memmove(base, base + whole, held) }
      case .valid(let whole):
        try source.rewind()
        return (whole == end ? .utf8 : .gb18030, 0)
      case .invalid:
        try source.rewind()
        return (.gb18030, 0)
      }
    }
  }
}

@available(*, unavailable)
extension TextSource: Sendable {}
