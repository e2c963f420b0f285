/// What the settled tickets of a log come to, up to a place.
///
/// It depends on the campus, the plan, the working calendar and the zone it was reckoned for, and on
/// nothing else that a ``FiguresRequest`` says.
package struct DeskBase: Sendable {
  /// The last place of the log it stands for.
  package let place: Int64
  /// The last moment at which anything in it happened; it says nothing of earlier ones.
  package let lastAt: Timestamp
  /// The tickets that are not in it though they are settled, because of what is said to happen to
  /// them later than it was made.
  package let late: [Int]
  /// The sums, packed.
  let sums: [UInt8]

  private static let format: UInt64 = 1

  init(place: Int64, lastAt: Timestamp, late: [Int], sums: [UInt8]) {
    self.place = place
    self.lastAt = lastAt
    self.late = late
    self.sums = sums
  }

  /// Reads a base.
  ///
  /// - Parameter bytes: the bytes of one.
  /// - Throws: ``DamagedPack`` for what is not, as far as its head tells.
  package init(bytes: [UInt8]) throws(DamagedPack) {
    var pack = PackedReader(bytes)
    guard try pack.number() == Self.format else { throw pack.damage }
    place = Int64(try pack.count())
    guard let lastAt = Timestamp(milliseconds: try pack.bounded()) else { throw pack.damage }
    self.lastAt = lastAt
    late = try pack.ascending().map { Int($0) }
    sums = pack.rest
  }

  /// The base in bytes.
  package var bytes: [UInt8] {
    var pack = PackedWriter()
    pack.add(Self.format)
    pack.add(count: Int(clamping: place))
    pack.add(signed: lastAt.milliseconds)
    pack.add(ascending: late.map { Int64($0) })
    pack.add(bytes: sums)
    return pack.bytes
  }
}
