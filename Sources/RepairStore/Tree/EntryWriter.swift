import RepairCore

/// The entries of events that are being appended, on their way into the tree.
///
/// The last one stays open until the next event comes: the idempotency key that ends with an event is
/// part of its entry, and an import learns of it after the event.
struct EntryWriter {
  private let connection: Connection
  private let hasher: TreeHasher
  private var encoder: EntryEncoder
  private var tree = TreeWriter()
  /// The event whose entry still waits for the key that may end with it.
  private(set) var open: LogPosition?

  init(_ connection: Connection, origin: String, with hasher: TreeHasher) {
    self.connection = connection
    self.hasher = hasher
    encoder = EntryEncoder(origin: origin)
  }

  /// Takes another origin, while there is no event.
  mutating func adopt(origin: String) {
    encoder = EntryEncoder(origin: origin)
  }

  /// Begins the entry of an event that is in its row.
  mutating func begin(_ event: StoredEvent, tags: [EventTag]) throws {
    try close()
    let payload = try event.salt.withUnsafeBytes { salt in
      try event.payload.withUnsafeBytes { try hasher.digest(salt, $0) }
    }
    encoder.begin(event, payload: payload)
    encoder.add(tags: Self.inByteOrder(tags))
    open = event.position
  }

  /// Ends the last event's entry with a key that began at a place, and takes it into the tree.
  mutating func close(with key: IdempotencyKey, from first: LogPosition) throws {
    try close(
      with: try EntryEncoder.keyDigest(
        name: key.name.utf8, digest: key.digest.bytes, first: Int64(first.rawValue), with: hasher))
  }

  /// Ends the last event's entry and takes it into the tree, if there is one.
  mutating func close(with key: SHA256Digest? = nil) throws {
    guard let position = open else { return }
    open = nil
    encoder.end(key: key)
    guard !encoder.isInvalid else {
      throw StoreError(
        .limitExceeded, "at position \(position) an event is larger than a log takes",
        context: [("position", position.description)])
    }
    try tree.add(
      try hasher.leaf(encoder.bytes), at: position.rawValue, to: connection, with: hasher)
  }

  /// Writes what is not in the file yet, before the commit.
  mutating func flush() throws {
    try close()
    try tree.flush(to: connection)
  }

  /// The tags as SQLite would order them, each once.
  private static func inByteOrder(_ tags: [EventTag]) -> [EventTag] {
    guard tags.count > 1 else { return tags }
    var ordered = tags.sorted {
      $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8)
    }
    var kept = 1
    for index in 1..<ordered.count where ordered[index] != ordered[kept - 1] {
      ordered[kept] = ordered[index]
      kept += 1
    }
    ordered.removeSubrange(kept...)
    return ordered
  }
}
