package import RepairStore

/// Reads the elements of one JSON list one by one, in memory that does not grow with the list.
package final class JSONElementReader {
  /// The longest element read, in bytes.
  package static let elementLimit = 1 << 20

  /// The line on which the current element begins.
  package private(set) var line = 1
  private let source: TextSource
  private let buffer: UnsafeMutableRawBufferPointer
  private var index = 0
  private var end = 0
  private var nextLine = 1
  private var element: [UInt8] = []
  private var hasBegun = false
  private var isOver = false

  /// Begins to read.
  package init(_ source: TextSource) {
    self.source = source
    buffer = .allocate(byteCount: 256 * 1024, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// The next element, or `nil` after the last one.
  ///
  /// - Throws: ``ExchangeError`` with code `malformed` and the line.
  package func next() throws -> JSONValue? {
    if isOver { return nil }
    if !hasBegun {
      guard try take() == UInt8(ascii: "[") else {
        throw malformed("the file is not a JSON list")
      }
      hasBegun = true
      if try peek() == UInt8(ascii: "]") { return try finish() }
    }
    try readElement()
    let value: JSONValue
    do {
      value = try JSONValue(parsing: element)
    } catch {
      throw ExchangeError(.malformed, "not JSON: \(error)", at: .init(line: line))
    }
    switch try peek() {
    case UInt8(ascii: ","): index += 1
    case UInt8(ascii: "]"): _ = try finish()
    default: throw malformed("a comma or the end of the list is missing")
    }
    return value
  }

  /// Collects the bytes up to the comma or bracket that ends the element.
  private func readElement() throws {
    element.removeAll(keepingCapacity: true)
    _ = try peek()
    line = nextLine
    var (depth, isText, isEscaped) = (0, false, false)
    while let byte = try current() {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: ",") where depth == 0: return
        case UInt8(ascii: "]") where depth == 0: return
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
      }
      guard element.count < Self.elementLimit else {
        throw malformed("an element is longer than \(Self.elementLimit) bytes")
      }
      element.append(byte)
      if byte == 0x0A { nextLine += 1 }
      index += 1
    }
    throw malformed("the list is not closed")
  }

  private func finish() throws -> JSONValue? {
    index += 1
    isOver = true
    guard try peek() == nil else { throw malformed("something follows the list") }
    return nil
  }

  private func take() throws -> UInt8? {
    let byte = try peek()
    index += 1
    return byte
  }

  /// The next byte that is no white space.
  private func peek() throws -> UInt8? {
    while let byte = try current() {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      if byte == 0x0A { nextLine += 1 }
      index += 1
    }
    return nil
  }

  private func current() throws -> UInt8? {
    if index >= end {
      end = try source.read(into: buffer)
      index = 0
      if end == 0 { return nil }
    }
    return buffer[index]
  }

  private func malformed(_ message: String) -> ExchangeError {
    ExchangeError(.malformed, message, at: .init(line: nextLine))
  }
}

@available(*, unavailable)
extension JSONElementReader: Sendable {}
