/// A ticket's steps and those of its notices in bytes, each with its place in the log.
///
/// A strip stands for itself: the names that its steps use are in it, each where it is first used.
/// Steps are only ever added at its end, so a strip cut off at a place is what it was there.
package struct DeskStrip: Sendable {
  /// The bytes.
  package private(set) var bytes: [UInt8]

  /// What is in front of a step: which numbers it has.
  private struct Fields: OptionSet {
    let rawValue: UInt8

    static let place = Fields(rawValue: 1)
    static let amount = Fields(rawValue: 2)
    static let name = Fields(rawValue: 4)
    static let other = Fields(rawValue: 8)
  }

  /// The byte that begins a name; a step begins with its kind and one.
  private static let nameMark: UInt8 = 0

  /// Takes bytes that were written before.
  package init(bytes: [UInt8] = []) { self.bytes = bytes }

  /// Adds steps at the end.
  ///
  /// - Parameters:
  ///   - steps: the steps with their places, none before the last one's.
  ///   - names: the names their numbers stand for.
  /// - Throws: ``DamagedPack`` where the strip is not one.
  mutating func append(
    _ steps: some Sequence<(step: DeskStep, place: Int64)>, _ names: NamePool
  ) throws(DamagedPack) {
    var own: [String] = []
    var (place, at): (Int64, Int64) = (0, 0)
    try Self.read(bytes) {
      own.append($0)
    } step: { step, stepPlace in
      (place, at) = (stepPlace, step.at)
    }
    var pack = PackedWriter(after: bytes)
    func number(_ name: Int32) -> Int64 {
      guard let text = names[name] else { return Int64(NamePool.none) }
      // A ticket's names are few: looking through them is quicker than hashing.
      if let known = own.firstIndex(where: { $0.utf8.elementsEqual(text.utf8) }) {
        return Int64(known)
      }
      pack.add(byte: Self.nameMark)
      pack.add(text)
      own.append(text)
      return Int64(own.count - 1)
    }
    for (step, stepPlace) in steps {
      let name = step.kind.isNamed ? number(step.name) : Int64(step.name)
      let other = step.kind.isOtherNamed ? number(step.other) : Int64(step.other)
      var fields: Fields = []
      if stepPlace != place { fields.insert(.place) }
      if step.amount != DeskStep.none { fields.insert(.amount) }
      if name != Int64(NamePool.none) { fields.insert(.name) }
      if other != Int64(NamePool.none) { fields.insert(.other) }
      pack.add(byte: step.kind.rawValue + 1)
      pack.add(byte: step.marks.rawValue)
      pack.add(byte: fields.rawValue)
      pack.add(signed: step.at - at)
      if fields.contains(.place) { pack.add(count: Int(clamping: stepPlace - place)) }
      if fields.contains(.amount) { pack.add(signed: step.amount) }
      if fields.contains(.name) { pack.add(signed: name) }
      if fields.contains(.other) { pack.add(signed: other) }
      (place, at) = (stepPlace, step.at)
    }
    bytes = pack.bytes
  }

  /// Reads names and steps in their order.
  ///
  /// - Parameters:
  ///   - bytes: a strip's.
  ///   - name: told each name; they are numbered from 0.
  ///   - step: told each step, whose names are numbers of the strip's own, and its place.
  /// - Throws: ``DamagedPack`` for bytes that are no strip's.
  static func read(
    _ bytes: [UInt8], name: (String) -> Void, step: (DeskStep, Int64) -> Void
  ) throws(DamagedPack) {
    var pack = PackedReader(bytes)
    var (place, at): (Int64, Int64) = (0, 0)
    var names: Int64 = 0
    while !pack.isAtEnd {
      let mark = try pack.byte()
      if mark == nameMark {
        name(try pack.text())
        names += 1
        continue
      }
      guard let kind = DeskStep.Kind(rawValue: mark - 1) else { throw pack.damage }
      let marks = DeskStep.Marks(rawValue: try pack.byte())
      let fields = Fields(rawValue: try pack.byte())
      at += try pack.bounded()
      guard Timestamp(milliseconds: at) != nil else { throw pack.damage }
      if fields.contains(.place) { place += Int64(try pack.count()) }
      guard place <= PackedReader.limit else { throw pack.damage }
      var next = DeskStep(at: at, kind: kind, marks: marks)
      if fields.contains(.amount) { next.amount = try pack.signed() }
      func number(_ isThere: Bool, isNamed: Bool) throws(DamagedPack) -> Int32 {
        guard isThere else { return NamePool.none }
        let number = try pack.signed()
        guard !isNamed || (0..<names).contains(number), let number = Int32(exactly: number) else {
          throw pack.damage
        }
        return number
      }
      next.name = try number(fields.contains(.name), isNamed: kind.isNamed)
      next.other = try number(fields.contains(.other), isNamed: kind.isOtherNamed)
      step(next, place)
    }
  }
}

extension DeskStep.Kind {
  /// Whether the step's first number stands for a name, and not for itself.
  var isNamed: Bool { self != .held && self != .costLine }

  /// Whether the second does.
  var isOtherNamed: Bool {
    switch self {
    case .cancelled, .costLine, .materialRequested, .materialIssued, .materialUsed,
      .materialReturned, .materialWrittenOff:
      false
    default: true
    }
  }
}
