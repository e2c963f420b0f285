/// A 16-byte name that sorts by the time it was made: 48 bits of milliseconds, 80 of randomness.
///
/// Its text is 26 characters of Crockford's base 32, as the ULID specification has it.
public struct ULID: Hashable, Comparable, Sendable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 16 bytes, or answers `nil` when there are not 16.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads the 26-character text in either case, or answers `nil` for anything else.
  public init?(_ text: String) {
    var (high, low): (UInt64, UInt64) = (0, 0)
    var count = 0
    for byte in text.utf8 {
      // 26 characters hold 130 bits; the first one may use only 3 of its 5.
      guard let digit = Self.digit(byte), count < 26, count > 0 || digit < 8 else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | digit
      count += 1
    }
    guard count == 26 else { return nil }
    self.high = high
    self.low = low
  }

  /// The 16 bytes, in the order in which they sort.
  public var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
  }

  /// Milliseconds since 1970 when it was made, as far as its maker's clock was right.
  public var milliseconds: Int64 { Int64(high >> 16) }

  /// Whether `left` was made first, or sorts first within a millisecond.
  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// The 26-character text in upper case.
  public var description: String {
    var (high, low) = (high, low)
    var text = [UInt8](repeating: 0, count: 26)
    for index in text.indices.reversed() {
      text[index] = Self.alphabet[Int(low & 31)]
      low = low >> 5 | high << 59
      high >>= 5
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private static func digit(_ byte: UInt8) -> UInt64? {
    let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0xDF : byte
    return alphabet.firstIndex(of: upper).map(UInt64.init)
  }

  /// Reads 16 bytes of a column.
  init?(_ buffer: UnsafeRawBufferPointer) {
    guard buffer.count == 16 else { return nil }
    high = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// Lends the 16 bytes without allocating.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
  }
}
