public import RepairCore

/// What version a stream must have for an append to be made.
@nonexhaustive
public enum ExpectedVersion: Hashable, Sendable {
  /// Whatever it has.
  case any
  /// None: the stream must not exist yet.
  case noStream
  /// Any but none.
  case exists
  /// Exactly this one.
  case exactly(StreamVersion)
}

/// The name of a request and the digest of what it asks, so that a repeated one is done once.
///
/// Keys are global to a log. The same name with the same digest gets the first result again; the
/// same name with another digest is an error.
public struct IdempotencyKey: Hashable, Sendable {
  /// The name: 1 to 256 UTF-8 bytes without NUL, compared byte by byte.
  public let name: String

  /// The digest of what the request asks.
  public let digest: SHA256Digest

  /// Makes a key, or `nil` when the name is empty, too long or has a NUL.
  public init?(_ name: String, digest: SHA256Digest) {
    guard name.isLogName(atMost: 256) else { return nil }
    self.name = name
    self.digest = digest
  }

  /// Whether two keys are the same bytes and the same digest.
  public static func == (left: Self, right: Self) -> Bool {
    left.digest == right.digest && left.name.utf8.elementsEqual(right.name.utf8)
  }

  /// Feeds the digest, which differs wherever the requests do.
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// Where the events of an append are in the log.
public struct AppendResult: Hashable, Sendable {
  /// The place of the first event.
  public let firstPosition: LogPosition
  /// The place of the last event.
  public let lastPosition: LogPosition
  /// The stream's version after the last event.
  public let version: StreamVersion
  /// Whether the key had been used for the same request before, so that nothing was added now.
  public let repeated: Bool
}

/// A key in the log, with the events that were appended under it.
public struct KeyRecord: Hashable, Sendable {
  /// The key.
  public let key: IdempotencyKey
  /// The place of the first event appended under it.
  public let firstPosition: LogPosition
  /// The place of the last one.
  public let lastPosition: LogPosition

  /// Makes a record as another log had it, for a lossless import.
  public init(key: IdempotencyKey, firstPosition: LogPosition, lastPosition: LogPosition) {
    self.key = key
    self.firstPosition = firstPosition
    self.lastPosition = lastPosition
  }
}
