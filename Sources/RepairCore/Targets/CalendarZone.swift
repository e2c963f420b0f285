/// A time zone as data: its offset from UTC, and the moments at which that changes.
///
/// This module has no time zone database. Whoever builds a plan looks the zone up once and keeps what
/// was found in the plan, so that a history is measured the same on every machine and after every
/// change of the law: see ``TargetPlan``.
public struct CalendarZone: Hashable, Sendable {
  /// A change of the offset.
  public struct Transition: Hashable, Sendable {
    /// From when on.
    public var at: Timestamp
    /// The offset from then on, in seconds east of UTC.
    public var offset: Int

    /// Makes a change.
    public init(at: Timestamp, offset: Int) {
      self.at = at
      self.offset = offset
    }
  }

  /// The zone without any changes that has no offset.
  public static let utc = CalendarZone(name: "UTC", unchecked: 0, [])

  /// The largest offset there is either way, in seconds: one second less than a day.
  public static let offsetLimit = 86_399

  /// The zone's name, such as `Asia/Shanghai`; it is shown and never looked up.
  public let name: String
  /// The offset before the first change, in seconds east of UTC.
  public let firstOffset: Int
  /// The changes, oldest first; after the last one its offset stays.
  public let transitions: [Transition]

  /// Makes a zone.
  ///
  /// - Parameters:
  ///   - name: what it is called: 1 to 64 bytes without NUL.
  ///   - offset: before the first change, in seconds east of UTC.
  ///   - transitions: the changes, oldest first.
  /// - Throws: ``InvalidField`` for a name that is none, an offset of a day or more, and changes that
  ///   do not follow one another.
  public init(
    name: String, offset: Int, transitions: [Transition] = []
  ) throws(InvalidField) {
    guard isOpenName(name, atMost: 64) else {
      throw InvalidField("name", "must be 1 to 64 bytes without NUL")
    }
    let limits = -Self.offsetLimit...Self.offsetLimit
    guard limits.contains(offset) else {
      throw InvalidField("offset", "must be less than a day, in seconds")
    }
    for (index, transition) in transitions.enumerated() {
      guard limits.contains(transition.offset) else {
        throw InvalidField("transitions[\(index)].offset", "must be less than a day, in seconds")
      }
      guard index == 0 || transitions[index - 1].at < transition.at else {
        throw InvalidField("transitions[\(index)].at", "must be later than the one before")
      }
    }
    self.init(name: name, unchecked: offset, transitions)
  }

  private init(name: String, unchecked offset: Int, _ transitions: [Transition]) {
    self.name = name
    firstOffset = offset
    self.transitions = transitions
  }

  /// A zone of one offset for all time, such as China's.
  static func fixed(_ name: String, hours: Int) -> CalendarZone {
    CalendarZone(name: name, unchecked: hours * 3_600, [])
  }

  /// The offset at a moment, in seconds east of UTC.
  ///
  /// - Complexity: O(log n) in the number of changes.
  public func offset(at moment: Timestamp) -> Int {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : transitions[low - 1].offset
  }
}
