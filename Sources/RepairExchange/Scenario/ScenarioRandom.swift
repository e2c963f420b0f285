/// The scenario's dice: SplitMix64, so that the same seed falls the same way on every machine.
///
/// Only whole numbers are used anywhere in a scenario. Floating-point functions differ in their
/// last digit from one C library to the next, and one digit is enough to change every later line.
struct ScenarioRandom {
  private var state: UInt64

  /// Makes the dice of one part of a scenario; parts with different numbers do not disturb each
  /// other.
  init(seed: UInt64, part: UInt64) {
    state = seed
    state = next() ^ (part &* 0x9E37_79B9_7F4A_7C15)
    _ = next()
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from 0 up to, not including, `bound`; 0 when there is no such number.
  mutating func below(_ bound: Int) -> Int {
    guard bound > 0 else { return 0 }
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Whether something happens that happens `permille` times in a thousand.
  mutating func chance(_ permille: Int) -> Bool { below(1_000) < permille }

  /// A number of the range, each as likely as the others.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// A number of the range, small ones far more likely: how long people take.
  mutating func skewed(_ range: ClosedRange<Int>) -> Int {
    let share = below(1_000) * below(1_000) / 1_000
    return range.lowerBound + (range.upperBound - range.lowerBound) * share / 1_000
  }

  /// One of the items, which must not be none.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

  /// One of the items, each as likely as its weight says; they must not be none.
  mutating func weighted<Item>(_ items: [(item: Item, weight: Int)]) -> Item {
    var left = below(items.reduce(0) { $0 + $1.weight })
    var index = 0
    while index < items.count - 1, left >= items[index].weight {
      left -= items[index].weight
      index += 1
    }
    return items[index].item
  }
}
