#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads JSON from bytes, member by member, in one pass and without building a tree.
///
/// This file and `JSONBytes.swift` are the codec's only ones that touch memory by address; every
/// read is guarded by a comparison with the end. It takes exactly RFC 8259, less
/// U+0000, repeated members it is told of, and nesting over ``depthLimit``.
///
/// The bytes must outlive the reader; it is made for use inside one `withUnsafeBytes`.
package struct JSONReader {
  /// How many objects and arrays may stand inside one another.
  package static let depthLimit = 64

  /// The bytes of a member's name or of a text, between the quotation marks.
  ///
  /// They are known to be valid UTF-8 with sound escapes.
  package struct Slice {
    fileprivate let start: UnsafePointer<UInt8>
    fileprivate let count: Int
    fileprivate let isEscaped: Bool
    /// Where it begins in the text, at the quotation mark.
    package let offset: Int

    /// Whether this is the given name.
    @inline(__always)
    package func `is`(_ name: StaticString) -> Bool {
      guard !isEscaped else { return isEscapedForm(of: name) }
      guard count == name.utf8CodeUnitCount else { return false }
      return memcmp(start, name.utf8Start, count) == 0
    }

    private func isEscapedForm(of name: StaticString) -> Bool { text == name.description }

    /// The characters, escapes resolved.
    package var text: String {
      let raw = UnsafeBufferPointer(start: start, count: count)
      return isEscaped ? JSONBytes.unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }
  }

  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var cursor: UnsafePointer<UInt8>
  private var depth = 0
  private var expectsComma = false

  /// Makes a reader of one JSON text.
  package init(_ text: UnsafeRawBufferPointer) throws(JSONError) {
    guard let base = text.baseAddress, !text.isEmpty else { throw JSONError(.endOfText, at: 0) }
    start = base.assumingMemoryBound(to: UInt8.self)
    end = start + text.count
    cursor = start
  }

  /// The byte that is read next, counted from 0.
  package var offset: Int { cursor - start }

  // MARK: - Objects and arrays

  /// Enters an object.
  @inline(__always)
  package mutating func beginObject() throws(JSONError) {
    try begin(UInt8(ascii: "{"), "an object")
  }

  /// Enters an array.
  package mutating func beginArray() throws(JSONError) {
    try begin(UInt8(ascii: "["), "a list")
  }

  private mutating func begin(
    _ bracket: UInt8, _ type: JSONError.StaticName
  ) throws(JSONError) {
    skipWhitespace()
    guard cursor < end, cursor.pointee == bracket else { throw unexpectedType(type) }
    guard depth < Self.depthLimit else { throw error(.tooDeep) }
    depth += 1
    cursor += 1
    expectsComma = false
  }

  /// Reads the name of the next member and the colon, or leaves the object and answers `nil`.
  @inline(__always)
  package mutating func nextKey() throws(JSONError) -> Slice? {
    guard try advance(before: UInt8(ascii: "}")) else { return nil }
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
      throw error(cursor < end ? .unexpected("a member's name in quotation marks") : .endOfText)
    }
    let key = try scanString()
    skipWhitespace()
    guard cursor < end, cursor.pointee == UInt8(ascii: ":") else {
      throw error(cursor < end ? .unexpected("a colon") : .endOfText)
    }
    cursor += 1
    // For the member after this one; a value that is an object or an array sets it again.
    expectsComma = true
    return key
  }

  /// Moves to the next element, or leaves the array and answers `false`.
  package mutating func nextElement() throws(JSONError) -> Bool {
    guard try advance(before: UInt8(ascii: "]")) else { return false }
    expectsComma = true
    return true
  }

  @inline(__always)
  private mutating func advance(before bracket: UInt8) throws(JSONError) -> Bool {
    skipWhitespace()
    guard cursor < end else { throw error(.endOfText) }
    if cursor.pointee == bracket {
      cursor += 1
      depth -= 1
      expectsComma = true
      return false
    }
    if expectsComma {
      guard cursor.pointee == UInt8(ascii: ",") else {
        throw error(.unexpected("a comma or the end of the object or list"))
      }
      cursor += 1
      skipWhitespace()
    }
    return true
  }

  /// Checks that nothing but white space is left.
  package mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard cursor == end else { throw error(.trailingText) }
  }

  // MARK: - Values

  /// What the next value is, by its first byte.
  package mutating func peek() throws(JSONError) -> UInt8 {
    skipWhitespace()
    guard cursor < end else { throw error(.endOfText) }
    return cursor.pointee
  }

  /// Reads a text.
  @inline(__always)
  package mutating func string() throws(JSONError) -> String {
    try slice().text
  }

  /// Reads a text without making a `String` of it.
  package mutating func slice() throws(JSONError) -> Slice {
    skipWhitespace()
    guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
      throw unexpectedType("text")
    }
    return try scanString()
  }

  /// Lends the bytes of a text that is to be read in another way, such as a time.
  package mutating func withStringBytes<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(JSONError) -> Result {
    let slice = try slice()
    if slice.isEscaped {
      var text = slice.text
      return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
    return body(UnsafeRawBufferPointer(start: slice.start, count: slice.count))
  }

  /// Reads a truth value.
  package mutating func bool() throws(JSONError) -> Bool {
    skipWhitespace()
    if skip("true") { return true }
    if skip("false") { return false }
    throw unexpectedType("true or false")
  }

  /// Reads `null`.
  package mutating func null() throws(JSONError) {
    skipWhitespace()
    guard skip("null") else { throw unexpectedType("null") }
  }

  /// Reads a whole number: one written without a fraction and without an exponent.
  package mutating func integer() throws(JSONError) -> Int64 {
    skipWhitespace()
    let begin = offset
    let isWhole = try scanNumber()
    guard isWhole else { throw JSONError(.wrongType("a whole number"), at: begin) }
    guard let value = Int64(text(from: begin)) else {
      throw JSONError(.numberOutOfRange, at: begin)
    }
    return value
  }

  /// Reads a number and answers how it is written.
  package mutating func number() throws(JSONError) -> (text: String, isWhole: Bool) {
    skipWhitespace()
    let begin = offset
    let isWhole = try scanNumber()
    return (text(from: begin), isWhole)
  }

  /// Reads any value and throws it away, having checked it.
  package mutating func skipValue() throws(JSONError) {
    switch try peek() {
    case UInt8(ascii: "{"):
      try beginObject()
      var names = JSONNameSet()
      while let key = try nextKey() {
        guard names.insert(key) else { throw JSONError(.repeatedKey, at: key.offset) }
        try skipValue()
      }
    case UInt8(ascii: "["):
      try beginArray()
      while try nextElement() { try skipValue() }
    case UInt8(ascii: "\""): _ = try scanString()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
    case UInt8(ascii: "n"): try null()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try scanNumber()
    default: throw error(.unexpected("a value"))
    }
  }

  /// Reads an object as it is written, byte for byte.
  package mutating func verbatimObject() throws(JSONError) -> String {
    guard try peek() == UInt8(ascii: "{") else { throw unexpectedType("an object") }
    let begin = offset
    try skipValue()
    return text(from: begin)
  }

  // MARK: - Errors

  /// An error at the byte that is read next.
  package func error(_ problem: JSONError.Problem) -> JSONError {
    JSONError(problem, at: offset)
  }

  /// Tells a value of another type from something that is no value at all.
  private func unexpectedType(_ due: JSONError.StaticName) -> JSONError {
    guard cursor < end else { return error(.endOfText) }
    switch cursor.pointee {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "t"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "-"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return error(.wrongType(due))
    default: return error(.unexpected(due))
    }
  }

  // MARK: - Scanning

  @inline(__always)
  private mutating func skipWhitespace() {
    while cursor < end {
      switch cursor.pointee {
      case 0x20, 0x09, 0x0A, 0x0D: cursor += 1
      default: return
      }
    }
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard end - cursor >= count, memcmp(cursor, word.utf8Start, count) == 0 else {
      return false
    }
    cursor += count
    return true
  }

  private func text(from begin: Int) -> String {
    String(
      decoding: UnsafeBufferPointer(start: start + begin, count: offset - begin), as: UTF8.self)
  }

  private mutating func scanNumber() throws(JSONError) -> Bool {
    let first = cursor
    func isDigit(_ place: UnsafePointer<UInt8>) -> Bool {
      place < end && (0x30...0x39).contains(place.pointee)
    }
    if cursor < end, cursor.pointee == UInt8(ascii: "-") { cursor += 1 }
    guard isDigit(cursor) else {
      if cursor > first { throw error(.malformedNumber) }
      throw unexpectedType("a number")
    }
    if cursor.pointee == UInt8(ascii: "0") {
      cursor += 1
      guard !isDigit(cursor) else { throw error(.malformedNumber) }
    } else {
      while isDigit(cursor) { cursor += 1 }
    }
    var isWhole = true
    if cursor < end, cursor.pointee == UInt8(ascii: ".") {
      isWhole = false
      cursor += 1
      guard isDigit(cursor) else { throw error(.malformedNumber) }
      while isDigit(cursor) { cursor += 1 }
    }
    if cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      cursor += 1
      if cursor < end, cursor.pointee == UInt8(ascii: "+") || cursor.pointee == UInt8(ascii: "-") {
        cursor += 1
      }
      guard isDigit(cursor) else { throw error(.malformedNumber) }
      while isDigit(cursor) { cursor += 1 }
    }
    return isWhole
  }

  /// Reads from the quotation mark to the other one, checking all that is between.
  @inline(__always)
  private mutating func scanString() throws(JSONError) -> Slice {
    let quote = cursor
    var place = JSONBytes.firstSpecial(from: cursor + 1, to: end)
    if place < end, place.pointee == UInt8(ascii: "\"") {
      cursor = place + 1
      return Slice(
        start: quote + 1, count: place - quote - 1, isEscaped: false, offset: quote - start)
    }
    return try scanUncommonString(from: quote, at: &place)
  }

  @inline(never)
  private mutating func scanUncommonString(
    from quote: UnsafePointer<UInt8>, at place: inout UnsafePointer<UInt8>
  ) throws(JSONError) -> Slice {
    var isEscaped = false
    while place < end {
      switch place.pointee {
      case UInt8(ascii: "\""):
        cursor = place + 1
        return Slice(
          start: quote + 1, count: place - quote - 1, isEscaped: isEscaped, offset: quote - start)
      case UInt8(ascii: "\\"):
        isEscaped = true
        switch JSONBytes.escape(at: place, to: end) {
        case .sound(_, let length): place += length
        case .faulty(let problem): throw JSONError(problem, at: place - start)
        }
      case 0: throw JSONError(.containsNUL, at: place - start)
      case ..<0x20: throw JSONError(.controlCharacter, at: place - start)
      case 0x80...:
        let length = JSONBytes.scalarLength(at: place, to: end)
        guard length > 0 else { throw JSONError(.invalidUTF8, at: place - start) }
        place += length
      default: place = JSONBytes.firstSpecial(from: place, to: end)
      }
    }
    throw JSONError(.endOfText, at: end - start)
  }
}

extension JSONReader.Slice {
  /// Whether two names are the same characters, however they are written.
  func isSame(as other: Self) -> Bool {
    if isEscaped || other.isEscaped { return text.utf8.elementsEqual(other.text.utf8) }
    return count == other.count && memcmp(start, other.start, count) == 0
  }
}
