import RepairCore

/// What an owner asks of a consumer, checked once.
struct ConsumerPlan: Sendable {
  let name: String
  let owner: String
  let query: EventQuery
  let start: ConsumerStart
  /// How long a page is an owner's own.
  let lease: TimeSpan
  let failures: ConsumerFailures
  /// How many pages may be in hand at once, of all owners together.
  let concurrency: Int
  /// How many events a page has at most.
  let pageLimit: Int

  /// The longest name of a consumer or an owner, in bytes.
  static let nameLimit = 128
  /// How many pages may be in hand at once, however many are asked for.
  static let concurrencyLimit = 10_000
  /// The longest query, in bytes of its JSON.
  static let queryLimit = 1 << 16

  /// Checks what an owner asks.
  ///
  /// - Throws: ``StoreError`` with `misuse`.
  init(
    name: String, owner: String, query: EventQuery, start: ConsumerStart,
    lease: TimeSpan, failures: ConsumerFailures, concurrency: Int, pageLimit: Int
  ) throws {
    try Self.check(name, "a consumer's name")
    try Self.check(owner, "an owner's name")
    guard lease > .zero else {
      throw StoreError(.misuse, "a lease must last some time, not \(lease)")
    }
    guard query.json.utf8.count <= Self.queryLimit else {
      throw StoreError(
        .limitExceeded, "a consumer's query has at most \(Self.queryLimit) bytes as JSON")
    }
    self.name = name
    self.owner = owner
    self.query = query
    self.start = start
    self.lease = lease
    self.failures = failures
    self.concurrency = min(max(1, concurrency), Self.concurrencyLimit)
    self.pageLimit = min(max(1, pageLimit), LogLimit.pageEvents)
  }

  private static func check(_ name: String, _ what: String) throws {
    guard !name.isEmpty, name.utf8.count <= nameLimit, !name.utf8.contains(0) else {
      throw StoreError(.misuse, "\(what) has 1 to \(nameLimit) bytes and no NUL")
    }
  }
}

extension EventQuery {
  /// The query as JSON, the same for queries that differ in order alone.
  var json: String {
    let parts = items.map { item in
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("types")
      writer.sorted(item.types)
      writer.key("tags")
      writer.sorted(item.tags.map(\.rawValue))
      writer.endObject()
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    return "[" + parts.uniqueInByteOrder.joined(separator: ",") + "]"
  }

  /// Reads what ``json`` wrote; `nil` for anything else.
  init?(json: String) {
    guard let value = try? JSONValue(parsing: json.utf8), case .array(let elements) = value else {
      return nil
    }
    var items: [Item] = []
    for element in elements {
      guard case .object(let object) = element else { return nil }
      var item = Item()
      for member in object.members {
        guard case .array(let values) = member.value else { return nil }
        let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        switch member.name {
        case "types": item.types = texts
        case "tags": item.tags = texts.compactMap { EventTag($0) }
        default: return nil
        }
        guard texts.count == values.count, item.tags.count <= texts.count else { return nil }
      }
      items.append(item)
    }
    self.init(items)
  }
}

extension JSONWriter {
  fileprivate mutating func sorted(_ texts: [String]) {
    beginArray()
    for text in texts.uniqueInByteOrder { string(text) }
    endArray()
  }
}

extension [String] {
  /// Each text once, told apart by its bytes as the log does, not by what it looks like.
  fileprivate var uniqueInByteOrder: [String] {
    let sorted = sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return sorted.indices.filter { index in
      index == 0 || !sorted[index].utf8.elementsEqual(sorted[index - 1].utf8)
    }.map { sorted[$0] }
  }
}
