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
}
