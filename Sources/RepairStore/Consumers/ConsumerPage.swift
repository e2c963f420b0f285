import RepairCore

/// Which consumer in which views file: after the file was deleted, another one has its name.
struct ConsumerSeat: Hashable, Sendable {
  /// The row of the consumer.
  let number: Int64
  /// Made at random with the row.
  let incarnation: ULID
}

/// A page that is one owner's own until a time.
struct ConsumerPage: Sendable {
  /// The events, oldest first, at least one.
  let events: [StoredEvent]
  /// The first place it covers, whether or not its event is meant.
  let first: LogPosition
  /// The last place it covers.
  let last: LogPosition
  /// Told from every other handing out of this consumer.
  let token: Int64
  /// How often it was handed out, this time included.
  let attempt: Int
  /// Until when nobody else gets it.
  let until: Timestamp
}

/// What an owner gets when it asks for work.
enum ConsumerClaim: Sendable {
  /// Something to do.
  case page(ConsumerPage)
  /// Nothing now.
  case nothing(Wait)

  /// For what to wait.
  struct Wait: Sendable {
    /// For what the next claim may depend on.
    enum Reason: Sendable {
      /// The log has no further event; wait for one.
      case isAtHead
      /// Others have as many pages as there may be, or one that waits comes first.
      case isBlocked
      /// A part of the log has been looked through without a match; go on at once.
      case hasMore
    }

    let reason: Reason
    /// Nothing up to here has to be looked at again.
    let looked: LogPosition
    /// When a page falls due that somebody has or gave back, if there is one.
    let due: Timestamp?
  }
}
