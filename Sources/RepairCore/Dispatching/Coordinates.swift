/// A place on the earth, in whole millionths of a degree: some eleven centimetres.
///
/// Whole numbers, so that a log written here and read anywhere else has the same place to the digit.
///
/// ```swift
/// let gate = Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400)
/// ```
public struct Coordinates: Hashable, Sendable, CustomStringConvertible {
  /// Millionths of a degree north of the equator, negative south of it: ±90,000,000 at most.
  public let latitudeE6: Int
  /// Millionths of a degree east of Greenwich, negative west of it: ±180,000,000 at most.
  public let longitudeE6: Int

  /// Makes a place, or `nil` for numbers that are none.
  public init?(latitudeE6: Int, longitudeE6: Int) {
    guard (-90_000_000...90_000_000).contains(latitudeE6),
      (-180_000_000...180_000_000).contains(longitudeE6)
    else { return nil }
    self.latitudeE6 = latitudeE6
    self.longitudeE6 = longitudeE6
  }

  /// The distance to another place along the ground, in whole metres.
  ///
  /// It is that on a sphere of the earth's mean radius, which is off the true one by at most 0.6 %;
  /// the computation itself is exact to a metre. It uses nothing but the basic operations of IEEE 754,
  /// so it is the same on every machine.
  ///
  /// - Parameter other: the other place.
  /// - Returns: 0 to some 20,015,115 metres.
  public func distance(to other: Coordinates) -> Int {
    let turn = abs(longitudeE6 - other.longitudeE6)
    let halfLatitude = Self.radians(abs(latitudeE6 - other.latitudeE6)) / 2
    // The short way round, so that no angle is more than a right one.
    let halfLongitude = Self.radians(min(turn, 360_000_000 - turn)) / 2
    let (north, east) = (Self.sine(halfLatitude), Self.sine(halfLongitude))
    let haversine =
      north * north + Self.cosine(latitudeE6) * Self.cosine(other.latitudeE6) * east * east
    let angle = 2 * Self.arcsine(Self.root(min(haversine, 1)))
    return Int(Self.earthRadius * angle + 0.5)
  }

  /// Degrees as people write them: `39.904200,116.407400`.
  public var description: String { "\(Self.degrees(latitudeE6)),\(Self.degrees(longitudeE6))" }

  private static func degrees(_ millionths: Int) -> String {
    let size = millionths.magnitude
    let rest = String(1_000_000 + size % 1_000_000).dropFirst()
    return "\(millionths < 0 ? "-" : "")\(size / 1_000_000).\(rest)"
  }

  // MARK: - Angles

  /// The mean radius of the earth in metres, as the IUGG has it.
  private static let earthRadius = 6_371_008.8

  private static func radians(_ millionths: Int) -> Double {
    Double(millionths) * (Double.pi / 180_000_000)
  }

  /// The cosine of a latitude.
  private static func cosine(_ latitudeE6: Int) -> Double {
    let half = sine(radians(abs(latitudeE6)) / 2)
    return 1 - 2 * half * half
  }

  /// The sine of an angle from 0 to a right one, to some 10⁻¹¹.
  private static func sine(_ angle: Double) -> Double {
    let square = angle * angle
    var (term, sum, step) = (angle, angle, 1.0)
    while step < 17 {
      term *= -square / ((step + 1) * (step + 2))
      sum += term
      step += 2
    }
    return sum
  }

  /// The square root of a number from 0 to 4.
  ///
  /// The one of the standard library is a call of the C library's, which this module does not link.
  private static func root(_ number: Double) -> Double {
    guard number > 0 else { return 0 }
    // Off by a factor of two at most, so that six steps of Newton's are enough.
    var root = Double(sign: .plus, exponent: number.exponent >> 1, significand: 1)
    for _ in 0..<6 { root = (root + number / root) / 2 }
    return root
  }

  /// The angle of a sine from 0 to 1.
  ///
  /// Halving the angle three times makes it so small that a few terms of its series are enough.
  private static func arcsine(_ sine: Double) -> Double {
    var half = sine
    for _ in 0..<3 {
      half = half / root(2 * (1 + root(max(0, 1 - half * half))))
    }
    let square = half * half
    var (power, sum, step, factor) = (half, half, 1.0, 1.0)
    while step < 17 {
      factor *= step / (step + 1)
      power *= square
      sum += factor * power / (step + 2)
      step += 2
    }
    return 8 * sum
  }
}
