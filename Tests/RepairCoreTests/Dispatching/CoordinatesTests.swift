import RepairCore
import Testing

/// Places on the earth and the way between them.
struct CoordinatesTests {
  private static func place(_ latitude: Int, _ longitude: Int) -> Coordinates {
    guard let place = Coordinates(latitudeE6: latitude, longitudeE6: longitude) else {
      preconditionFailure("\(latitude), \(longitude) is no place")
    }
    return place
  }

  private static let beijing = place(39_904_200, 116_407_400)
  private static let shanghai = place(31_230_400, 121_473_700)
  private static let london = place(51_507_400, -127_800)
  private static let newYork = place(40_712_800, -74_006_000)
  private static let sydney = place(-33_868_800, 151_209_300)
  private static let auckland = place(-36_848_500, 174_763_300)
  private static let suva = place(-18_141_600, 178_441_900)
  private static let apia = place(-13_850_600, -171_751_300)
  private static let quito = place(-180_700, -78_467_800)
  private static let oslo = place(59_913_900, 10_752_200)

  /// Computed elsewhere: on the sphere by Python's `math`, and on the WGS 84 ellipsoid by Vincenty's
  /// formula.
  private static let pairs: [(Coordinates, Coordinates, sphere: Int, ellipsoid: Int)] = [
    (beijing, shanghai, 1_067_312, 1_065_846), (london, newYork, 5_570_230, 5_585_234),
    (sydney, auckland, 2_155_901, 2_160_509), (suva, apia, 1_151_362, 1_151_723),
    (quito, oslo, 9_981_466, 9_979_843), (beijing, quito, 15_347_631, 15_355_756),
    // A few hundred metres, as on a campus; over a pole; to the other end of the world.
    (beijing, place(39_904_200, 116_410_400), 256, 256),
    (beijing, place(39_906_400, 116_407_400), 245, 244),
    (place(89_999_000, 0), place(89_999_000, 180_000_000), 222, 223),
    (place(0, 179_999_000), place(0, -179_999_000), 222, 223),
    (place(90_000_000, 0), place(-90_000_000, 0), 20_015_114, 20_003_931),
    (place(45_000_000, 0), place(-45_000_000, 180_000_000), 20_015_114, 20_003_931),
  ]

  @Test("The distance is that on a sphere to the metre, and within 0.6 % of that on the ellipsoid")
  func distance() {
    for (here, there, sphere, ellipsoid) in Self.pairs {
      let distance = here.distance(to: there)
      #expect(abs(distance - sphere) <= 1, "\(here) to \(there)")
      #expect(abs(distance - ellipsoid) * 1_000 <= ellipsoid * 6 + 1_000, "\(here) to \(there)")
      #expect(there.distance(to: here) == distance)
    }
  }

  @Test("Nothing is nearer than the place itself, and a step of the smallest kind is no distance")
  func near() {
    for (place, _, _, _) in Self.pairs {
      #expect(place.distance(to: place) == 0)
      guard
        let beside = Coordinates(
          latitudeE6: place.latitudeE6 - 1, longitudeE6: place.longitudeE6)
      else { continue }
      #expect(place.distance(to: beside) == 0)
    }
  }

  @Test("What is not on the earth is no place")
  func range() {
    #expect(Coordinates(latitudeE6: 90_000_001, longitudeE6: 0) == nil)
    #expect(Coordinates(latitudeE6: -90_000_001, longitudeE6: 0) == nil)
    #expect(Coordinates(latitudeE6: 0, longitudeE6: 180_000_001) == nil)
    #expect(Coordinates(latitudeE6: .min, longitudeE6: .max) == nil)
    #expect(Coordinates(latitudeE6: -90_000_000, longitudeE6: -180_000_000) != nil)
  }

  @Test("People read degrees")
  func description() {
    #expect(Self.london.description == "51.507400,-0.127800")
    #expect(Self.place(-1, 5).description == "-0.000001,0.000005")
  }
}
