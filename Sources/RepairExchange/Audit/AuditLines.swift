import Glibc
import RepairStore

/// The lines of an audit report, byte for byte: nothing is skipped, unpacked or taken for another.
///
/// ``LineReader`` forgives what spreadsheets and mail programs do to text. A report is evidence, in
/// which every byte counts.
struct AuditLines {
  /// The longest line: the longest of an export, and a proof behind it.
  static let lineLimit = LineReader.lineLimit + (1 << 13)
  private static let pieceSize = 1 << 16

  /// The number of the line that was read last, counted from 1.
  private(set) var number = 0
  private let read: (UnsafeMutableRawBufferPointer) throws -> Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// Reads from where a closure puts bytes; 0 of them is the end.
  init(_ read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
    self.read = read
  }

  /// Reads bytes that are in memory.
  init(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    self.init { room in
      let part = rest.prefix(room.count)
      room.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }

  /// The first bytes, as many as a piece has, without taking them.
  mutating func beginning() throws -> ArraySlice<UInt8> {
    if buffer.isEmpty { try fill() }
    return buffer[start...].prefix(Self.pieceSize)
  }

  /// All that is left, as one piece.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` for more bytes than are allowed.
  mutating func rest(atMost limit: Int) throws -> [UInt8] {
    while !isAtEnd {
      guard buffer.count - start <= limit else {
        throw ExchangeError(.malformed, "the page is larger than \(limit) bytes")
      }
      try fill()
    }
    return Array(buffer[start...])
  }

  /// The next line, without its newline, or `nil` at the end.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` for a line that is too long or does not end.
  mutating func next() throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = newline(from: searched) {
        number += 1
        defer { start = end + 1 }
        return Array(buffer[start..<end])
      }
      searched = buffer.count - start
      guard searched <= Self.lineLimit else {
        throw ExchangeError(
          .malformed, "a line is longer than \(Self.lineLimit) bytes",
          at: .init(line: number + 1))
      }
      if isAtEnd {
        guard searched == 0 else {
          throw ExchangeError(
            .malformed, "the last line does not end: the report is cut off",
            at: .init(line: number + 1))
        }
        return nil
      }
      buffer.removeSubrange(..<start)
      start = 0
      try fill()
    }
  }

  private func newline(from place: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, place < bytes.count,
        let found = memchr(base + place, 0x0A, bytes.count - place)
      else { return nil }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  private mutating func fill() throws {
    let read = read
    let piece = try [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { room, count in
      count = try read(UnsafeMutableRawBufferPointer(room))
    }
    isAtEnd = piece.isEmpty
    buffer += piece
  }
}
