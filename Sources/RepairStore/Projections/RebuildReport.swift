/// What a rebuild found and did.
public struct RebuildReport: Hashable, Sendable {
  /// The projection's name.
  public var projection: String
  /// The version of its rows.
  public var version: Int
  /// Up to which place of the log the rows were made.
  public var position: LogPosition
  /// How many events that is.
  public var events: Int { position.rawValue }
  /// How many tickets they are about.
  public var tickets: Int
  /// How long the whole rebuild took, of this projection and those made with it.
  public var duration: Duration
  /// The digest of the rows made anew: the same events give the same, whatever made them.
  public var digest: SHA256Digest
  /// The rows that differ between the live projection and the one made anew, at most a hundred of them.
  public var drift: [Drift]
  /// How many rows differ.
  public var driftCount: Int
  /// Whether there were live rows to compare with.
  public var hadLiveRows: Bool
  /// Up to where an earlier rebuild, which was broken off, had come: this one went on from there.
  public var resumedAt: LogPosition?

  /// A row that is not what the log says.
  public struct Drift: Hashable, Sendable {
    /// What is wrong with a row.
    public enum Kind: String, Hashable, Sendable {
      /// The live projection lacks it.
      case missing
      /// The live projection has it, and the log does not.
      case extra
      /// Both have it, and its columns differ.
      case different
    }

    /// The projection.
    public var projection: String
    /// The table.
    public var table: String
    /// What the row is about: on the ticket board its ticket, on the workers' board its worker.
    public var row: String
    /// What is wrong.
    public var kind: Kind
    /// The names of the columns that differ.
    public var columns: [String]
  }
}

/// How far a rebuild is.
public struct RebuildProgress: Hashable, Sendable {
  /// What it is doing.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// Waiting for another process that is at work.
    case waiting
    /// Reading events and folding them into tickets.
    case reading
    /// Writing rows.
    case writing
    /// Comparing the new rows with the live ones.
    case comparing
  }

  /// What it is doing.
  public var stage: Stage
  /// Up to which place of the log it has done that.
  public var done: Int
  /// Up to which it will.
  public var total: Int
}
