/// Checks that bytes are UTF-8, piece by piece, saying where they are not.
///
/// Overlong forms, surrogates and anything past U+10FFFF are errors, as the standard demands.
struct UTF8Check {
  enum Outcome: Equatable {
    /// Every character is whole up to `count`; the rest is the beginning of one more.
    case valid(count: Int)
    /// The byte at `offset` cannot be there.
    case invalid(offset: Int)
  }

  /// Checks one piece that begins where a character begins.
  ///
  /// - Complexity: O(*n*), eight bytes at a time where the text is ASCII.
  static func check(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    var index = 0
    let count = bytes.count
    while index < count {
      if count - index >= 8,
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        continue
      }
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard let (length, second) = form(of: lead) else { return .invalid(offset: index) }
      for place in 1..<length {
        guard index + place < count else { return .valid(count: index) }
        let byte = bytes[index + place]
        let allowed = place == 1 ? second.contains(byte) : byte & 0xC0 == 0x80
        guard allowed else { return .invalid(offset: index) }
      }
      index += length
    }
    return .valid(count: count)
  }

  /// How long a character with this first byte is, and what its second byte may be.
  @inline(__always)
  private static func form(of lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
