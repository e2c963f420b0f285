public import RepairCore
public import RepairStore

/// An event of an audit report, of which it is proved that it is in the log.
public struct AuditedEvent: Hashable, Sendable {
  /// The event; where the payload is left out it has no salt and says nothing.
  public let event: StoredEvent
  /// Its tags, in the order of their bytes.
  public let tags: [EventTag]
  /// The hash that stands for it in the log's tree.
  public let leaf: SHA256Digest
  /// Whether its payload is left out of the report.
  public let isWithheld: Bool
}
