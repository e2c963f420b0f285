import Foundation

/// Reads CSV or TSV record by record, in memory that does not grow with the file.
///
/// The rules are those of RFC 4180, read generously where real files differ: lines may end in CRLF,
/// LF or CR; empty lines are passed over; a quotation mark inside an unquoted field is itself.
/// Fields stay bytes of the reader's own buffer until their text is asked for:
///
/// ```swift
/// while try reader.next() {
///   print(reader.line, reader.text(at: 0))
/// }
/// ```
package final class CSVReader {
  /// The longest record read, in bytes; a longer one is an error, not an allocation.
  package static let recordLimit = 1 << 20

  /// What stands between two fields.
  package enum Delimiter: UInt8, CaseIterable, Sendable {
    /// As in CSV.
    case comma = 0x2C
    /// As in TSV.
    case tab = 0x09
  }

  /// The line on which the current record starts, counted from 1.
  package private(set) var line = 0
  /// What stands between two fields of this file.
  package private(set) var delimiter: Delimiter
  /// How many fields the current record has.
  package var fieldCount: Int { fields.count }
  private let source: TextSource
  private let buffer: UnsafeMutableRawBufferPointer
  private var fields: [Range<Int>] = []
  /// The part of the buffer that is read and not yet used.
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var nextLine = 1
  /// Whether the file's last byte so far was CR, so that a LF after it belongs to the same line end.
  private var endedInCR = false

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - source: the characters.
  ///   - delimiter: what separates fields; found out from the first line when absent.
  /// - Throws: ``ExchangeError`` when the beginning cannot be read.
  package init(_ source: TextSource, delimiter: Delimiter? = nil) throws {
    self.source = source
    buffer = .allocate(byteCount: Self.recordLimit + 512 * 1024, alignment: 16)
    self.delimiter = delimiter ?? .comma
    fields.reserveCapacity(64)
    // Every property is set by now, so `deinit` frees the buffer when this throws.
    if delimiter == nil { try detectDelimiter() }
  }

  deinit {
    buffer.deallocate()
  }

  /// Goes to the next record.
  ///
  /// - Returns: whether there is one.
  /// - Throws: ``ExchangeError`` with code `malformed`, its line and column, or `inputOutput`.
  /// - Complexity: O(length of the record).
  package func next() throws -> Bool {
    while true {
      try skipLineEnd()
      var position = start
      let ended = try scanRecord(&position)
      let isBlank = fields.count == 1 && fields[0].isEmpty && position == fields[0].lowerBound
      start = position
      if ended, isBlank, isAtEnd, start == end { return false }
      if !isBlank { return true }
    }
  }

  /// The text of a field of the current record; empty for a field that is not there.
  package func text(at index: Int) -> String {
    guard fields.indices.contains(index) else { return "" }
    return String(decoding: buffer[fields[index]], as: UTF8.self)
  }

  /// Whether a field of the current record is missing or has no characters.
  package func isEmpty(at index: Int) -> Bool {
    !fields.indices.contains(index) || fields[index].isEmpty
  }

  /// Lends the bytes of a field of the current record; none for a field that is not there.
  package func withBytes<Result>(
    at index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let range = fields.indices.contains(index) ? fields[index] : 0..<0
    return try body(UnsafeRawBufferPointer(rebasing: buffer[range]))
  }

  /// All fields of the current record as texts.
  package var texts: [String] { fields.indices.map(text(at:)) }
}

@available(*, unavailable)
extension CSVReader: Sendable {}

extension CSVReader {
  /// Scans one record from `position` on; its end is where the line end, if any, begins.
  ///
  /// - Returns: whether it was ended by the end of the file.
  private func scanRecord(_ position: inout Int) throws -> Bool {
    fields.removeAll(keepingCapacity: true)
    line = nextLine
    while true {
      if try has(&position), buffer[position] == UInt8(ascii: "\"") {
        try quotedField(&position)
      } else {
        try unquotedField(&position)
      }
      guard position - start <= Self.recordLimit else { throw tooLong }
      guard position < end else { return true }
      guard buffer[position] == delimiter.rawValue else { return false }
      position += 1
    }
  }

  private func unquotedField(_ position: inout Int) throws {
    let begin = position - start
    let delimiter = delimiter.rawValue
    while true {
      position = plainEnd(from: position, delimiter, 0x0A, 0x0D)
      if position < end, buffer[position] == 0 {
        throw malformed("a NUL character is not text", at: position)
      }
      if position < end { break }
      guard try more(&position) else { break }
    }
    fields.append((start + begin)..<position)
  }

  /// Reads a field in quotation marks; doubled ones inside are made single where they stand.
  private func quotedField(_ position: inout Int) throws {
    let opening = (line: nextLine, column: column(of: position))
    position += 1
    let content = position - start
    var target = content
    var endsInCR = false
    while true {
      guard try has(&position) else {
        throw ExchangeError(
          .malformed, "the quotation mark here is never closed",
          at: .init(line: opening.line, column: opening.column))
      }
      let plain = plainEnd(from: position, UInt8(ascii: "\""), 0x0A, 0x0D)
      if plain > position {
        if target != position - start, let base = buffer.baseAddress {
          memmove(base + start + target, base + position, plain - position)
        }
        target += plain - position
        position = plain
        endsInCR = false
        continue
      }
      let byte = buffer[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        if try has(&position), buffer[position] == UInt8(ascii: "\"") {
          buffer[start + target] = byte
        } else {
          break
        }
      } else {
        switch byte {
        case 0x0A: if !endsInCR { nextLine += 1 }
        case 0x0D: nextLine += 1
        case 0: throw malformed("a NUL character is not text", at: position)
        default: break
        }
        endsInCR = byte == 0x0D
        if target != position - start { buffer[start + target] = byte }
      }
      target += 1
      position += 1
    }
    fields.append((start + content)..<(start + target))
    guard position < end else { return }
    let after = buffer[position]
    guard after == delimiter.rawValue || after == 0x0A || after == 0x0D else {
      throw malformed(
        "text after a closing quotation mark; double marks inside a field", at: position)
    }
  }

  /// The first place from `position` on with one of three characters or NUL, else the end.
  ///
  /// The one loop that sees every byte; the buffer is a local here, so that nothing is loaded again.
  private func plainEnd(from position: Int, _ one: UInt8, _ two: UInt8, _ three: UInt8) -> Int {
    let (buffer, end) = (UnsafeRawBufferPointer(self.buffer), self.end)
    var position = position
    while position < end {
      let byte = buffer[position]
      // All four are below 0x2D, which most text is not.
      if byte < 0x2D, byte == one || byte == two || byte == three || byte == 0 { break }
      position += 1
    }
    return position
  }

  /// Gets more characters behind those of the record that begins at `start`.
  ///
  /// The record moves to the front of the buffer when there is no room behind it; everything that
  /// is kept as a place is kept relative to `start` or moved here.
  private func more(_ position: inout Int) throws -> Bool {
    guard !isAtEnd else { return false }
    guard end - start < Self.recordLimit else { throw tooLong }
    if buffer.count - end < 64 * 1024, start > 0, let base = buffer.baseAddress {
      memmove(base, base + start, end - start)
      for index in fields.indices {
        fields[index] = (fields[index].lowerBound - start)..<(fields[index].upperBound - start)
      }
      position -= start
      end -= start
      start = 0
    }
    let count: Int
    do {
      count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    } catch let error as ExchangeError where error.code == .malformed {
      var place = error.place
      place.line = nextLine + newlines(in: position..<end)
      throw ExchangeError(error.code, error.message, at: place)
    }
    isAtEnd = count == 0
    end += count
    return count > 0
  }

  /// Whether there is a character at `position`, after reading more when there is not yet.
  private func has(_ position: inout Int) throws -> Bool {
    if position < end { return true }
    return try more(&position)
  }

  private func skipLineEnd() throws {
    var position = start
    while try has(&position) {
      let byte = buffer[position]
      guard byte == 0x0A || byte == 0x0D else { break }
      if byte == 0x0D || !endedInCR { nextLine += 1 }
      endedInCR = byte == 0x0D
      position += 1
      start = position
    }
    endedInCR = false
  }

  private func detectDelimiter() throws {
    var position = start
    _ = try more(&position)
    var (commas, tabs) = (0, 0)
    var isQuoted = false
    for byte in buffer[start..<end] {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case 0x2C where !isQuoted: commas += 1
      case 0x09 where !isQuoted: tabs += 1
      case 0x0A where !isQuoted, 0x0D where !isQuoted:
        delimiter = tabs > commas ? .tab : .comma
        if commas + tabs > 0 { return }
      default: break
      }
    }
    delimiter = tabs > commas ? .tab : .comma
  }

  private var tooLong: ExchangeError {
    ExchangeError(
      .malformed, "a record is longer than \(Self.recordLimit) bytes", at: .init(line: line))
  }

  private func malformed(_ message: String, at position: Int) -> ExchangeError {
    ExchangeError(.malformed, message, at: .init(line: nextLine, column: column(of: position)))
  }

  /// The character's number in its line; characters are counted, not bytes.
  ///
  /// Right where no doubled quotation mark was taken out before it on the same line, else near.
  private func column(of position: Int) -> Int {
    var column = 1
    var index = position - 1
    while index >= start, buffer[index] != 0x0A, buffer[index] != 0x0D {
      if buffer[index] & 0xC0 != 0x80 { column += 1 }
      index -= 1
    }
    return column
  }

  private func newlines(in range: Range<Int>) -> Int {
    var count = 0
    for index in range
    where buffer[index] == 0x0A && (index == range.lowerBound || buffer[index - 1] != 0x0D)
      || buffer[index] == 0x0D
    {
      count += 1
    }
    return count
  }
}
