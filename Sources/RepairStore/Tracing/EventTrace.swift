/// Causes and effects around one event, as a tree: from the first cause down to every effect.
///
/// An event's cause is what its `causation` names: another event of the log, or the command that led
/// to one. Effects come after their causes. Events that only share a correlation are no causes of one
/// another and are not in the tree; ``EventFilter/correlation`` finds them.
public struct EventTrace: Hashable, Sendable {
  /// One event of the tree.
  public struct Step: Hashable, Sendable {
    /// Its place in the log.
    public let position: LogPosition
    /// How far it is from the first cause, which has depth 0.
    public let depth: Int
    /// The event it came of; `nil` for the first cause.
    ///
    /// One that came of a command as a whole has the first event of that command here.
    public let parent: LogPosition?
    /// The first event of the same command; the event itself where it stands alone.
    public let group: LogPosition
    /// Whether it is one of the events that were asked for.
    public let isAsked: Bool
    /// How many events below it are not listed, because there was no room.
    public internal(set) var more: Int
  }

  /// Why a tree begins where it begins.
  public enum Beginning: Hashable, Sendable {
    /// The first event names no cause.
    case withoutCause
    /// It names a cause that is no event and no command of this log: another system's, or a lost one.
    case elsewhere(String)
    /// It names an event that does not come before it, which no cause does: itself or a later one.
    ///
    /// Nothing here writes such an event, so somebody made it by hand.
    case notBefore(String, LogPosition)
  }

  /// Why the tree begins where it begins.
  public let beginning: Beginning
  /// The events in the order of the tree: each before what came of it, and the events of one command
  /// together.
  public let steps: [Step]
  /// How many events the tree has, listed or not.
  public let count: Int

  /// How many events of the tree are not listed.
  public var more: Int { count - steps.count }
}
