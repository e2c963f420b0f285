import RepairCore
import RepairStore

@testable import log_hammer

/// An event of the final log, as far as a history can say something about it.
struct LogEntry: Hashable {
  var position: Int
  var stream: StreamName
  var version: Int
  var type: String
  var tags: [EventTag]
  /// The name of the request that appended it.
  var request: String
  /// Its place among that request's events.
  var index: Int
  /// The idempotency key recorded with it.
  var key: String?
}

extension LogEntry {
  /// Everything a log holds, in its order.
  static func all(in log: EventLog) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    try log.scanWithTagsAndKeys { row, tags, key in
      let event = try row.stored()
      let seen = SeenEvent(event)
      entries.append(
        LogEntry(
          position: seen.position, stream: event.stream, version: seen.version,
          type: event.type.name, tags: tags, request: seen.request, index: seen.index,
          key: key?.key.name))
    }
    return entries
  }

  /// Everything a store holds, in its order.
  ///
  /// A store gives neither tags nor keys with an event, so it is asked for those of the calls.
  static func all(in store: any EventStore, after calls: [Call]) async throws -> [LogEntry] {
    var entries = try await store.readPage(.all, after: .start, limit: LogLimit.pageEvents).events
      .map { event in
        let seen = SeenEvent(event)
        return LogEntry(
          position: seen.position, stream: event.stream, version: seen.version,
          type: event.type.name, tags: [], request: seen.request, index: seen.index)
      }
    let appends = calls.compactMap {
      if case .append(let append) = $0.request { append } else { nil }
    }
    for tag in Set(appends.flatMap(\.tags)) {
      let query = EventQuery(tags: [tag])
      let page = try await store.readPage(query, after: .start, limit: LogLimit.pageEvents)
      for event in page.events { entries[event.position.rawValue - 1].tags.append(tag) }
    }
    for key in Set(appends.compactMap(\.key)) {
      guard let record = try await store.lookup(key: key) else { continue }
      for place in record.firstPosition.rawValue...record.lastPosition.rawValue {
        entries[place - 1].key = key
      }
    }
    return entries
  }
}
