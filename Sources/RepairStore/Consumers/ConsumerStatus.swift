public import RepairCore

/// How far a consumer is, what is in hand and what was set aside.
public struct ConsumerStatus: Hashable, Sendable {
  /// A page that was handed out and is not done.
  public struct Lease: Hashable, Sendable {
    /// The first place it covers.
    public let first: LogPosition
    /// The last place it covers.
    public let last: LogPosition
    /// How many events it has.
    public let events: Int
    /// Who has it; `nil` when it was given back.
    public let owner: String?
    /// When it may be handed out again.
    public let until: Timestamp
    /// How often it was handed out.
    public let attempts: Int
    /// Why it was given back last, as its owner said.
    public let reason: String?
  }

  /// An event that failed too often and was set aside.
  public struct Parked: Hashable, Sendable {
    /// Its place in the log.
    public let position: LogPosition
    /// How often it was tried alone.
    public let attempts: Int
    /// When it was set aside.
    public let since: Timestamp
    /// Why it was given back last, as its owner said.
    public let reason: String?
  }

  /// Whether a consumer hands out work.
  public enum State: String, Hashable, Sendable {
    /// It does.
    case live
    /// It stopped before an event that failed too often; see ``ConsumerStatus/stopped``.
    case stopped
    /// It stands at an event that this log does not have, because the log was restored or replaced.
    case mismatched
  }

  /// The consumer's name.
  public let name: String
  /// Whether it hands out work.
  public let state: State
  /// Up to here everything is done or parked.
  public let position: LogPosition
  /// How many events of the log, meant or not, come after ``position``.
  public let lag: Int
  /// How many pages may be in hand at once.
  public let concurrency: Int
  /// What is in hand or waits to be tried again, in the order of the log.
  public let leases: [Lease]
  /// What was set aside, in the order of the log.
  public let parked: [Parked]
  /// The event before which it stopped, if it did.
  public let stopped: LogPosition?
}
