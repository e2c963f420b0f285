import Foundation

/// Reads lines, in memory that does not grow with the file.
package final class LineReader {
  /// The longest line read, in bytes: a payload at its largest and room for what is around it.
  package static let lineLimit = (1 << 20) + (1 << 17)

  /// The current line's number, counted from 1.
  package private(set) var line = 0
  private let source: TextSource
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var current = 0..<0

  /// Begins to read.
  package init(_ source: TextSource) {
    self.source = source
    buffer = .allocate(byteCount: Self.lineLimit + 512 * 1024, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// Goes to the next line.
  ///
  /// - Returns: whether there is one.
  /// - Throws: ``ExchangeError`` with code `malformed` and the line.
  package func next() throws -> Bool {
    var searched = start
    line += 1
    while true {
      if let base = buffer.baseAddress, searched < end,
        let found = memchr(base + searched, 0x0A, end - searched)
      {
        let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        current = start..<place
        start = place + 1
        break
      }
      searched = end
      guard end - start <= Self.lineLimit else {
        throw ExchangeError(
          .malformed, "a line is longer than \(Self.lineLimit) bytes", at: .init(line: line))
      }
      if buffer.count - end < 64 * 1024, let base = buffer.baseAddress {
        memmove(base, base + start, end - start)
        searched -= start
        end -= start
        start = 0
      }
      let count = try source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
      end += count
      if count == 0 {
        guard start < end else { return false }
        current = start..<end
        start = end
        break
      }
    }
    if !current.isEmpty, buffer[current.upperBound - 1] == 0x0D {
      current = current.lowerBound..<(current.upperBound - 1)
    }
    return true
  }

  /// Lends the bytes of the current line, without its end.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    try body(UnsafeRawBufferPointer(rebasing: buffer[current]))
  }
}

@available(*, unavailable)
extension LineReader: Sendable {}
