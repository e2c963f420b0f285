import RepairCore

/// Why an append is refused, in the same words by every store.
extension StoreError {
  /// How many of the events in the way a conflict carries.
  static let conflictEvents = 20

  /// The first version of a stream that belongs into a conflict.
  static func firstInConflict(
    _ expected: ExpectedVersion, actual: StreamVersion
  ) -> StreamVersion {
    let known =
      switch expected {
      case .exactly(let version): max(0, min(version.rawValue, actual.rawValue))
      case .any, .noStream, .exists: 0
      }
    return StreamVersion(max(known, actual.rawValue - conflictEvents) + 1)
  }

  /// The error for a stream that is not as expected, with its events from
  /// ``firstInConflict(_:actual:)`` on.
  static func versionConflict(
    _ stream: StreamName, expected: ExpectedVersion, actual: StreamVersion, events: [StoredEvent]
  ) -> StoreError {
    let wanted =
      switch expected {
      case .any: "any version"
      case .noStream: "no events"
      case .exists: "events"
      case .exactly(let version): "version \(version)"
      }
    return StoreError(
      .conflict,
      "stream \(stream) is at version \(actual) where \(wanted) was expected; read it again",
      context: [("stream", stream.rawValue), ("actual", actual.description)],
      conflict: Conflict(stream: stream, expected: expected, actual: actual, events: events))
  }

  /// The error for an event that a condition rules out.
  static func conditionFailed(
    _ condition: AppendCondition, at position: LogPosition, stream: StreamName?, type: EventType?
  ) -> StoreError {
    StoreError(
      .conditionFailed,
      "since position \(condition.after) there is \(type?.description ?? "an event") at "
        + "position \(position), which the decision has not seen; read and decide again",
      context: [
        ("position", position.description), ("stream", stream?.rawValue ?? ""),
        ("type", type?.description ?? ""),
      ])
  }

  /// The error for a key that another request has used.
  static func duplicateKey(_ found: KeyRecord) -> StoreError {
    StoreError(
      .duplicateKey,
      "the key \(found.key.name) was used at position \(found.firstPosition) for another request; "
        + "give this one a key of its own",
      context: [("position", found.firstPosition.description)])
  }
}
