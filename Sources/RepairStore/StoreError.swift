public import RepairCore

/// What the store throws: what happened, where, and what to do about it.
///
/// ``description`` is safe to show to anyone: it names files, streams and positions, never what an
/// event says.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is; each has one meaning that a caller can act on.
  @nonexhaustive
  public enum Code: String, Sendable, CaseIterable {
    /// The file is no log of this software: another database, or no database at all.
    case notALog
    /// The log was written by a newer release of this software; this one must not touch it.
    case newerLog
    /// There is no such file, or no such folder.
    case missing
    /// A file is in the way of one that was to be made.
    case alreadyExists
    /// The file is there, but may not be read.
    case unreadable
    /// The file or its folder does not let a file be made.
    case cannotCreate
    /// The log is opened for reading, or the file or its folder may not be written.
    case readOnly
    /// Another process holds the log, or changed it while it was read; trying again may do.
    case busy
    /// The disk is full; nothing of the call was kept and the log is as before.
    case diskFull
    /// The disk or its driver failed; nothing of the call was kept.
    case inputOutput
    /// The disk failed during the commit: the events may be in the log or not.
    ///
    /// Repeat the call with the same idempotency key, which is safe and settles it. The log's head
    /// does not: what is not there now can come back with a crash until the next commit.
    case outcomeUnknown
    /// The file is damaged: it holds what no release of this software writes.
    case corrupt
    /// The stream is not at the version that was expected; see ``StoreError/conflict``.
    case conflict
    /// An event that an ``AppendCondition`` rules out is in the log; `position` says where.
    case conditionFailed
    /// The idempotency key was used before, for another request.
    case duplicateKey
    /// The log has an event type that this release does not know.
    case unknownEventType
    /// What was given is larger than the log takes.
    case limitExceeded
    /// What was given cannot be an event here: text with NUL or not UTF-8, a gap in the positions.
    case invalidEvent
    /// The call was stopped by its ``InterruptHandle``; nothing of it was kept.
    case interrupted
    /// A network file system, where locks cannot be trusted; opening it needs the option.
    case networkFileSystem
    /// The log is closed, a transaction was begun inside another, a log was to be followed after a
    /// place that it does not reach, or a log as it was is asked for its tree or a copy.
    case misuse
    /// A consumer of that name is there and has another query.
    case consumerMismatch
    /// The consumer stopped before an event that failed too often; resume it.
    case consumerStopped
    /// The consumer stands at an event that this log does not have: it was restored or replaced.
    case logMismatch
    /// The log has no hash tree yet, because an earlier release made it; open it for writing once.
    case noTree
    /// The log does not continue a checkpoint that was kept: it was put back to an older state, or
    /// altered. It can be read.
    case rolledBack
    /// The page of a consumer is not the caller's any more.
    case leaseLost
  }

  /// Which events stood in the way of an append.
  public struct Conflict: Sendable {
    /// The stream appended to.
    public let stream: StreamName
    /// What the caller expected.
    public let expected: ExpectedVersion
    /// The version the stream has.
    public let actual: StreamVersion
    /// The newest events after the expected version, oldest first, at most 20.
    public let events: [StoredEvent]
  }

  /// The kind of failure.
  public let code: Code

  /// What happened, where, and what to do, in one sentence or two.
  public let message: String

  /// Facts for a log line, such as `path`, `stream`, `position`, in a fixed order.
  public let context: [(name: String, value: String)]

  /// The failure that caused this one, where there is one.
  public let underlying: (any Error)?

  /// The particulars of a ``Code/conflict``, and `nil` for every other code.
  public let conflict: Conflict?

  /// Makes an error.
  public init(
    _ code: Code, _ message: String, context: [(name: String, value: String)] = [],
    underlying: (any Error)? = nil, conflict: Conflict? = nil
  ) {
    self.code = code
    self.message = message
    self.context = context
    self.underlying = underlying
    self.conflict = conflict
  }

  /// The message.
  public var description: String { message }
}
