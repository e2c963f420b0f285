public import RepairCore

/// What an embedder may choose about a log; the defaults are right for a server's record.
public struct LogConfiguration: Sendable {
  /// What a commit waits for before it returns.
  @nonexhaustive
  public enum Durability: Sendable {
    /// It is on disk, safe from a power loss.
    case full
    /// It is with the operating system: a power loss may take the last commits.
    case processCrashOnly
  }

  /// How sure a commit must be.
  public var durability: Durability = .full

  /// How long to wait for another process that holds the log.
  public var busyTimeout: TimeSpan = .seconds(5)

  /// Whether a log on NFS or SMB may be opened, although locks there cannot be trusted.
  public var allowsNetworkFileSystem = false

  /// At how many pages the `-wal` is written back into the file.
  ///
  /// Small enough that the `-wal` is overwritten rather than extended, which halves a commit's
  /// flush; large enough that writing back is rare.
  public var walCheckpointPages = 1_000

  /// The name of SQLite's file system to go through, so that tests can let a disk fail.
  package var vfs: String?

  /// How much of the log is seen, see ``EventLog/asOf(_:)``; all of it when `nil`.
  var extent: Replay.Extent?

  /// Whether the pages of a file that is not trusted have been checked, as they were when it was
  /// opened first.
  var hasCheckedPages = false

  /// What time it is.
  public var clock: @Sendable () -> Timestamp = { Files.now() }

  /// Fills the buffer with random bytes; replaced in tests only.
  public var random: @Sendable (UnsafeMutableRawBufferPointer) -> Void = { buffer in
    Entropy.fill(buffer)
  }

  /// Makes the default configuration.
  public init() {}
}

/// How large the things in a log may be; larger ones get the code `limitExceeded`.
public enum LogLimit {
  /// Bytes of one payload.
  public static let payloadBytes = 1 << 20
  /// Bytes of all payloads of one append.
  public static let appendBytes = 32 << 20
  /// Events of one append.
  public static let appendEvents = 10_000
  /// Tags of one event.
  public static let tags = 32
  /// Bytes of a command's, a cause's or a correlation's name.
  public static let nameBytes = 256
  /// Events of one page of a read.
  public static let pageEvents = 10_000
  /// Events that one page of a read by types alone looks at.
  public static let pageScan = 100_000
}
