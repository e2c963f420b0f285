/// Some events in the order of the log, and how far the log was looked through for them.
public struct EventPage: Sendable {
  /// The events, oldest first.
  public let events: [StoredEvent]
  /// Every place up to here has been looked at; the next page begins after it.
  public let through: LogPosition
  /// Whether that was the log's head when the page was read.
  public let isAtHead: Bool

  /// Makes a page.
  public init(events: [StoredEvent], through: LogPosition, isAtHead: Bool) {
    self.events = events
    self.through = through
    self.isAtHead = isAtHead
  }
}
