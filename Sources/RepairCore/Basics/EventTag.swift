/// A label on an event, `kind:name`, by which the log is asked across tickets.
///
/// Tags are frugal, because each costs an index entry: see ``Ticket/tags(for:by:before:)``.
public struct EventTag: TextIdentifier {
  /// The text, such as `worker:w-7`.
  public let rawValue: String

  /// Makes a tag, or `nil` when the text is empty, longer than 200 bytes or has a NUL.
  public init?(_ rawValue: String) {
    guard isOpenName(rawValue, atMost: 200) else { return nil }
    self.rawValue = rawValue
  }

  private init(unchecked rawValue: String) {
    self.rawValue = rawValue
  }

  /// The tag of everything in the directory: what changes any member carries it.
  public static let directory = EventTag(unchecked: "directory:members")

  /// The tag of everything a worker did, or had done to their assignments.
  public static func worker(_ id: PersonID) -> EventTag {
    EventTag(unchecked: "worker:" + id.rawValue)
  }

  /// The tag of tickets a person asked for.
  public static func requester(_ id: PersonID) -> EventTag {
    EventTag(unchecked: "requester:" + id.rawValue)
  }

  /// The tag of a campus's tickets, on the events that bring them there.
  public static func campus(_ code: CampusCode) -> EventTag {
    EventTag(unchecked: "campus:" + code.rawValue)
  }

  /// The tag of the events by which stores begin to keep materials.
  public static let stocks = EventTag(unchecked: "stocks")

  /// The tag of whatever moves the stock of a material in a store.
  public static func stock(_ name: StockName) -> EventTag {
    EventTag(unchecked: "stock:" + name.rawValue)
  }

  /// The tag of a thing's tickets, on the events that name it.
  public static func asset(_ code: AssetCode) -> EventTag {
    EventTag(unchecked: "asset:" + code.rawValue)
  }
}
