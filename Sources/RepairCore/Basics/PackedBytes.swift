/// That bytes are not what was packed.
package struct DamagedPack: Error, Hashable, Sendable {
  /// Where it was noticed.
  package let place: Int
}

/// Whole numbers and texts in few bytes, one behind the other.
///
/// A number takes seven bits a byte, the least first; a signed one is folded so that small ones of
/// either sign stay short.
struct PackedWriter {
  private(set) var bytes: [UInt8]

  /// Goes on behind some bytes.
  init(after bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func add(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func add(byte: UInt8) { bytes.append(byte) }

  /// Adds a number of either sign.
  mutating func add(signed number: Int64) {
    add(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Adds a count; one below zero, which no count is, as none.
  mutating func add(count: Int) { add(UInt64(max(count, 0))) }

  mutating func add(_ text: String) {
    add(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Adds numbers of which none is less than the one before.
  mutating func add(ascending numbers: [Int64]) {
    add(count: numbers.count)
    var last: Int64 = 0
    for (index, number) in numbers.enumerated() {
      // The first may be below zero.
      if index == 0 { add(signed: number) } else { add(UInt64(bitPattern: number &- last)) }
      last = number
    }
  }

  mutating func add(bytes other: [UInt8]) { bytes.append(contentsOf: other) }
}

/// Reads what a ``PackedWriter`` wrote.
///
/// The bytes may be anybody's: nothing they say is larger than what can be counted with.
struct PackedReader {
  /// The most anything can be that is counted or a moment; sums of millions of them still fit.
  static let limit: Int64 = 1 << 50

  private let bytes: [UInt8]
  private(set) var place: Int

  init(_ bytes: [UInt8], at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// What has not been read.
  var rest: [UInt8] { Array(bytes[place...]) }
  var isAtEnd: Bool { place >= bytes.count }
  var damage: DamagedPack { DamagedPack(place: place) }

  mutating func byte() throws(DamagedPack) -> UInt8 {
    guard place < bytes.count else { throw damage }
    place += 1
    return bytes[place - 1]
  }

  mutating func number() throws(DamagedPack) -> UInt64 {
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while place < bytes.count, shift < 64 {
      let next = bytes[place]
      place += 1
      number |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return number }
      shift += 7
    }
    throw damage
  }

  mutating func signed() throws(DamagedPack) -> Int64 {
    let number = try number()
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  /// Reads a number of either sign that is not too large to reckon with.
  mutating func bounded() throws(DamagedPack) -> Int64 {
    let number = try signed()
    guard number.magnitude <= UInt64(Self.limit) else { throw damage }
    return number
  }

  mutating func count() throws(DamagedPack) -> Int {
    let number = try number()
    guard number <= UInt64(Self.limit) else { throw damage }
    return Int(number)
  }

  /// Reads how many things follow, each of at least one byte.
  mutating func length() throws(DamagedPack) -> Int {
    let count = try count()
    guard count <= bytes.count - place else { throw damage }
    return count
  }

  mutating func text() throws(DamagedPack) -> String {
    let length = try length()
    place += length
    return String(decoding: bytes[(place - length)..<place], as: UTF8.self)
  }

  /// Reads numbers of which none is less than the one before.
  mutating func ascending() throws(DamagedPack) -> [Int64] {
    let count = try length()
    var numbers: [Int64] = []
    numbers.reserveCapacity(count)
    guard count > 0 else { return numbers }
    var last = try bounded()
    numbers.append(last)
    for _ in 1..<count {
      let step = try number()
      guard step <= UInt64(Self.limit) else { throw damage }
      last += Int64(step)
      guard last <= Self.limit else { throw damage }
      numbers.append(last)
    }
    return numbers
  }
}
