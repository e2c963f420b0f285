/// Gives events their ids and salts.
///
/// Ids made here sort in the order they were made, also within one millisecond.
struct IdentityMaker {
  private let random: @Sendable (UnsafeMutableRawBufferPointer) -> Void
  /// Random bytes in store, because each call to the system costs more than an event's share.
  private var pool = [UInt8](repeating: 0, count: 4_096)
  private var used = 4_096
  private var last = ULID(high: 0, low: 0)

  init(random: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) {
    self.random = random
  }

  /// Sixteen random bytes.
  mutating func salt() -> [UInt8] {
    let start = take(16)
    return Array(pool[start..<start + 16])
  }

  /// A new id, later than every other one made here.
  ///
  /// - Parameter milliseconds: the time to put into it.
  /// - Returns: the id.
  mutating func id(at milliseconds: Int64) -> ULID {
    let time = UInt64(min(max(milliseconds, 0), (1 << 48) - 1))
    if time > last.high >> 16 || last == ULID(high: 0, low: 0) {
      // The top random bit is left free, so that counting up within a millisecond has room.
      last = ULID(high: time << 16 | (word() & 0x7FFF), low: word())
    } else {
      // A small random step keeps the next id from being guessed.
      let (low, carry) = last.low.addingReportingOverflow(1 + (word() & 0xFFFF_FFFF))
      last = ULID(high: carry ? last.high &+ 1 : last.high, low: low)
    }
    return last
  }

  private mutating func word() -> UInt64 {
    let start = take(8)
    return pool.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
  }

  private mutating func take(_ count: Int) -> Int {
    if used + count > pool.count {
      pool.withUnsafeMutableBytes { random($0) }
      used = 0
    }
    defer { used += count }
    return used
  }
}
