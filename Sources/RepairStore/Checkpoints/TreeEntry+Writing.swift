package import RepairCore

extension TreeEntry {
  /// The bytes by which an event would be in a tree, from what somebody shows of it.
  ///
  /// - Parameters:
  ///   - event: the event; salt and payload count only where no digest of them is given.
  ///   - tags: its tags, in the order of their bytes.
  ///   - keyDigest: what stands for the idempotency key that ends with it.
  ///   - payloadDigest: the digest of salt and payload, where those are not shown.
  ///   - origin: where the log's events come from.
  /// - Returns: the bytes, or `nil` for what is larger than a log takes.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  package static func bytes(
    of event: StoredEvent, tags: [EventTag], keyDigest: SHA256Digest?,
    payloadDigest: SHA256Digest? = nil, origin: String
  ) throws -> [UInt8]? {
    var encoder = EntryEncoder(origin: origin)
    encoder.begin(
      event, payload: try payloadDigest ?? SHA256Digest(hashing: event.salt + event.payload))
    encoder.add(tags: tags)
    encoder.end(key: keyDigest)
    return encoder.isInvalid ? nil : encoder.bytes
  }
}
