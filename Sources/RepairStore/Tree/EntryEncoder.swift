import RepairCore

/// Writes the bytes that stand for an event in the hash tree: everything a reader is shown of it.
///
/// They are the same on every machine and in every release: numbers big-endian, texts led by their
/// length, what may be absent led by a byte that says whether it is there. The payload goes in by the
/// digest of salt and payload as they are stored, so that no encoder is ever asked to write the same
/// bytes twice, and the entry gives away nothing of what people wrote.
struct EntryEncoder {
  /// What an entry begins with; another layout would begin with another number.
  static let version = Array("TKT1".utf8)

  /// The entry so far.
  private(set) var bytes: [UInt8] = []
  private let opening: [UInt8]
  private var isTooLong = false

  /// Takes where the log's events come from, so that an entry is of no use in another log.
  init(origin: String) {
    var encoder = Self(opening: Self.version)
    encoder.begin()
    encoder.add(text: origin)
    self.init(opening: encoder.bytes)
  }

  private init(opening: [UInt8]) {
    self.opening = opening
    bytes.reserveCapacity(1_024)
  }

  // MARK: From a row

  /// Begins an entry from a row of the table of events, read as ``EventRow/columns`` has them.
  ///
  /// - Throws: a mismatch for a column that does not hold what the log's tables say.
  mutating func begin(
    row: Statement, stream: some RandomAccessCollection<UInt8>,
    type: some RandomAccessCollection<UInt8>, schema: Int64, payload: SHA256Digest
  ) throws(ColumnMismatch) {
    begin()
    add(try row.int64(0))
    add(stream)
    add(try row.int64(3))
    add(type)
    add(schema)
    add(name: try row.blobBytes(1))
    add(try row.int64(5))
    add(try row.int64(6))
    add(try row.textBytes(7))
    add(try row.textBytes(8))
    add(optional: row.isNull(9) ? nil : try row.textBytes(9))
    add(optional: row.isNull(10) ? nil : try row.textBytes(10))
    if row.isNull(11) {
      bytes.append(0)
    } else {
      bytes.append(1)
      add(name: try row.blobBytes(11))
    }
    add(optional: row.isNull(12) ? nil : try row.textBytes(12))
    add(optional: row.isNull(13) ? nil : try row.textBytes(13))
    payload.withBytes { bytes.append(contentsOf: $0) }
  }

  // MARK: From an event on its way in

  /// Begins an entry for an event that is being appended.
  mutating func begin(_ event: StoredEvent, payload: SHA256Digest) {
    begin()
    add(Int64(event.position.rawValue))
    add(text: event.stream.rawValue)
    add(Int64(event.version.rawValue))
    add(text: event.type.name)
    add(Int64(event.type.schema))
    event.id.withBytes { add(name: $0) }
    add(event.occurredAt.milliseconds)
    add(event.recordedAt.milliseconds)
    add(text: event.actor.rawValue)
    add(text: event.role.rawValue)
    add(optional: event.onBehalfOf?.rawValue)
    add(optional: event.command)
    if let id = event.commandID {
      bytes.append(1)
      id.withBytes { add(name: $0) }
    } else {
      bytes.append(0)
    }
    add(optional: event.causation)
    add(optional: event.correlation)
    payload.withBytes { bytes.append(contentsOf: $0) }
  }

  // MARK: Tags and key

  /// Adds the tags, in the order of their bytes and each once.
  mutating func add(tags: [EventTag]) {
    add(count: tags.count)
    for tag in tags { add(text: tag.rawValue) }
  }

  /// Adds how many tags there are; each follows with ``add(_:)``.
  mutating func add(count: Int) {
    add(length: count)
  }

  /// Ends the entry with the idempotency key whose last event this is, if it is any's.
  ///
  /// - Parameter key: the digest of the key's record; see ``keyDigest(name:digest:first:with:)``.
  mutating func end(key: SHA256Digest?) {
    guard let key else { return bytes.append(0) }
    bytes.append(1)
    key.withBytes { bytes.append(contentsOf: $0) }
  }

  /// Whether something was longer than a log takes, so that the entry is none.
  var isInvalid: Bool { isTooLong || bytes.count >= 1 << 16 }

  /// What stands for a key's record: its name, the digest of the request, and its first event.
  ///
  /// A caller chose the name, and it may say anything, so that only a digest goes into the entry. The
  /// request's digest must have its 32 bytes: there is no length before the name.
  static func keyDigest(
    name: some Collection<UInt8>, digest: some Collection<UInt8>, first: Int64,
    with hasher: TreeHasher
  ) throws -> SHA256Digest {
    var bytes: [UInt8] = []
    withUnsafeBytes(of: first.bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: digest)
    bytes.append(contentsOf: name)
    return try bytes.withUnsafeBytes { try hasher.digest($0) }
  }

  // MARK: Parts

  private mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: opening)
    isTooLong = false
  }

  private mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func add(name: UnsafeRawBufferPointer) {
    // Another length than 16 is damage, which then gives another hash.
    if name.count != 16 { isTooLong = true }
    bytes.append(contentsOf: name)
  }

  private mutating func add(length: Int) {
    guard let length = UInt16(exactly: length) else { return isTooLong = true }
    withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a text as its length and its bytes.
  mutating func add(_ text: some RandomAccessCollection<UInt8>) {
    add(length: text.count)
    guard text.count < 1 << 16 else { return }
    bytes.append(contentsOf: text)
  }

  private mutating func add(optional text: UnsafeRawBufferPointer?) {
    guard let text else { return bytes.append(0) }
    bytes.append(1)
    add(text)
  }

  private mutating func add(text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  private mutating func add(optional text: String?) {
    guard let text else { return bytes.append(0) }
    bytes.append(1)
    add(text: text)
  }
}
