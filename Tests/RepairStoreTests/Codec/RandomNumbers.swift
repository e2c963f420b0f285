/// Numbers that come out the same for the same seed, so that a failed property can be seen again.
struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func coin() -> Bool { Bool.random(using: &self) }

  /// A text of any characters but NUL, the awkward ones more often than they deserve.
  mutating func text(_ length: ClosedRange<Int> = 0...16) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<number(length) { scalars.append(scalar()) }
    return String(scalars)
  }

  private mutating func scalar() -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x20...0x7E, 0x01...0x1F, 0x22...0x22, 0x5C...0x5C, 0x7F...0x9F, 0xA0...0x7FF,
      0x4E00...0x9FFF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1F300...0x1FAFF, 0x10000...0x10FFFF,
    ]
    let range = ranges[number(0...ranges.count - 1)]
    return Unicode.Scalar(UInt32.random(in: range, using: &self)) ?? "?"
  }
}
