/// The innermost loops of reading JSON: over bytes by address, each guarded by the end.
enum JSONBytes {
  /// An escape, read.
  enum Escape {
    /// The scalar it stands for, and how many bytes it takes.
    case sound(Unicode.Scalar, length: Int)
    /// What is wrong with it.
    case faulty(JSONError.Problem)
  }

  /// The first byte that ends a text or needs a closer look, or `end` when there is none.
  ///
  /// That is a quotation mark, a backslash, a control character, or a byte outside ASCII.
  @inline(__always)
  static func firstSpecial(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var place = start
    // Eight bytes at a time: a subtraction borrows into a byte's top bit where it is too small.
    while end - place >= 8 {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
      let quotes = word ^ repeated(UInt8(ascii: "\""))
      let backslashes = word ^ repeated(UInt8(ascii: "\\"))
      let special =
        ((word &- repeated(0x20)) & ~word)
        | ((quotes &- repeated(1)) & ~quotes)
        | ((backslashes &- repeated(1)) & ~backslashes)
        | word
      let tops = special & repeated(0x80)
      if tops != 0 { return place + tops.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < end {
      switch place.pointee {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), ..<0x20, 0x80...: return place
      default: place += 1
      }
    }
    return end
  }

  @inline(__always)
  private static func repeated(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }

  /// How many bytes the scalar outside ASCII takes that begins here, or 0 when it is not UTF-8.
  ///
  /// The bounds of the second byte keep out overlong forms, surrogates and what is past U+10FFFF.
  static func scalarLength(
    at place: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> Int {
    let left = end - place
    guard left >= 2 else { return 0 }
    let second = place[1]
    switch place[0] {
    case 0xC2...0xDF: return isContinuation(second) ? 2 : 0
    case 0xE0...0xEF:
      let low: UInt8 = place[0] == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = place[0] == 0xED ? 0x9F : 0xBF
      return left >= 3 && second >= low && second <= high && isContinuation(place[2]) ? 3 : 0
    case 0xF0...0xF4:
      let low: UInt8 = place[0] == 0xF0 ? 0x90 : 0x80
      let high: UInt8 = place[0] == 0xF4 ? 0x8F : 0xBF
      return left >= 4 && second >= low && second <= high && isContinuation(place[2])
        && isContinuation(place[3]) ? 4 : 0
    default: return 0
    }
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// Reads the escape whose backslash stands at `place`, which is before `end`.
  static func escape(
    at place: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> Escape {
    guard end - place >= 2 else { return .faulty(.endOfText) }
    switch place[1] {
    case UInt8(ascii: "\""): return .sound("\"", length: 2)
    case UInt8(ascii: "\\"): return .sound("\\", length: 2)
    case UInt8(ascii: "/"): return .sound("/", length: 2)
    case UInt8(ascii: "b"): return .sound("\u{08}", length: 2)
    case UInt8(ascii: "f"): return .sound("\u{0C}", length: 2)
    case UInt8(ascii: "n"): return .sound("\n", length: 2)
    case UInt8(ascii: "r"): return .sound("\r", length: 2)
    case UInt8(ascii: "t"): return .sound("\t", length: 2)
    case UInt8(ascii: "u"): return unicodeEscape(at: place, to: end)
    default: return .faulty(.invalidEscape)
    }
  }

  private static func unicodeEscape(
    at place: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> Escape {
    guard let unit = hexadecimal(at: place + 2, to: end) else {
      return .faulty(end - place < 6 ? .endOfText : .invalidEscape)
    }
    if unit == 0 { return .faulty(.containsNUL) }
    if let scalar = Unicode.Scalar(unit) { return .sound(scalar, length: 6) }
    guard unit < 0xDC00, end - place >= 12, place[6] == UInt8(ascii: "\\"),
      place[7] == UInt8(ascii: "u"), let low = hexadecimal(at: place + 8, to: end),
      (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { return .faulty(.loneSurrogate) }
    return .sound(scalar, length: 12)
  }

  private static func hexadecimal(
    at place: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) -> UInt32? {
    guard end - place >= 4 else { return nil }
    var value: UInt32 = 0
    for index in 0..<4 {
      let byte = place[index]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
      default: return nil
      }
    }
    return value
  }

  /// The characters of a text whose escapes have been checked.
  static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> String {
    guard var place = text.baseAddress else { return "" }
    let end = place + text.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    while place < end {
      if place.pointee == UInt8(ascii: "\\"),
        case .sound(let scalar, let length) = escape(at: place, to: end)
      {
        bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        place += length
      } else {
        bytes.append(place.pointee)
        place += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
