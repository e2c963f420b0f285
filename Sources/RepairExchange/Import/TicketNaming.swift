import RepairCore
import RepairStore

/// Makes a ticket's name of the name a record has in its own system.
enum TicketNaming {
  /// The same name for the same record, always, so that a second import finds the first.
  ///
  /// A name that a ticket cannot have becomes a digest of it: `sheet-x` and 32 hexadecimal digits.
  ///
  /// - Parameters:
  ///   - id: the record's own name, not empty.
  ///   - prefix: what tells this source's names from others', such as `sheet-`.
  /// - Returns: the ticket's name.
  /// - Throws: ``ExchangeError`` with `invalidMap` for a prefix that no name can begin with.
  static func ticket(_ id: String, prefix: String) throws -> TicketID {
    if let plain = TicketID(prefix + id) { return plain }
    let digest = try SHA256Digest(hashing: Array(id.utf8)).description.prefix(32)
    guard let digested = TicketID(prefix + "x" + digest) else {
      throw ExchangeError(
        .invalidMap,
        "the prefix \(prefix) makes no ticket's name; use letters, digits, `.`, `_`, `-`")
    }
    return digested
  }
}
