/// How far a projection is.
public struct ProjectionStatus: Hashable, Sendable {
  /// Whether a projection's rows can be used.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// They stand for the log up to the position.
    case live
    /// There are none yet: they are made when somebody asks.
    case notBuilt
    /// They were made from another log, or are damaged, and will be made anew.
    case outdated
    /// They stand for the log up to the position and stop before an event; see ``failure``.
    case paused
    /// They are another release's, or an embedding program's: this one only sees that they are there.
    case foreign
  }

  /// A projection that is being made anew.
  public struct Rebuild: Hashable, Sendable {
    /// Up to which place of the log it is made.
    public var through: LogPosition
    /// Up to which it has come.
    public var done: LogPosition
    /// Whether somebody is at work; else it was broken off and goes on where it stopped.
    public var isRunning: Bool
  }

  /// The projection's name.
  public var name: String
  /// The version of its rows.
  public var version: Int
  /// The last position they stand for.
  public var position: LogPosition
  /// How many events they are behind.
  public var lag: Int
  /// Whether they can be used.
  public var state: State
  /// Where and why it stopped.
  public var failure: ProjectionFailure?
  /// Its making anew, where one has begun.
  public var rebuild: Rebuild?

  /// Makes a status.
  public init(name: String, version: Int, position: LogPosition, lag: Int, state: State) {
    self.name = name
    self.version = version
    self.position = position
    self.lag = lag
    self.state = state
  }
}
