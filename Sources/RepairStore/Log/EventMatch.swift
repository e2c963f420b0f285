import RepairCore

/// A filter asked of events one by one, wherever they come from.
package struct EventMatch {
  private let filter: EventFilter
  private let after: LogPosition
  private let log: EventLog
  private let tagID: Int64?
  /// The numbers of the wanted types, or `nil` when every type is wanted.
  private let typeIDs: Set<Int64>?
  private let person: PersonLook?
  /// Whether every event passes.
  private let isOpen: Bool

  /// Makes a filter ready.
  ///
  /// - Parameters:
  ///   - filter: which events.
  ///   - after: only events after this place.
  ///   - log: the log the events are of.
  /// - Throws: ``StoreError`` as from reading.
  package init(_ filter: EventFilter, after: LogPosition, of log: EventLog) throws {
    self.filter = filter
    self.after = after
    self.log = log
    let database = try log.openDatabase()
    tagID = try filter.tag.map { try log.tagID($0, in: database) ?? -1 }
    if filter.types.isEmpty {
      typeIDs = nil
    } else {
      let wanted = Set(filter.types.map { Array($0.utf8) })
      typeIDs = Set(
        try log.eventTypes().filter { wanted.contains(Array($0.type.name.utf8)) }.map(\.id))
    }
    person = try filter.person.map { try PersonLook($0, in: log) }
    isOpen = filter == EventFilter(stream: filter.stream) && after == .start
  }

  /// Whether an event passes; its stream is not looked at.
  package func passes(_ row: borrowing EventRow) throws -> Bool {
    if isOpen { return true }
    guard try row.position > after else { return false }
    if let typeIDs, !typeIDs.contains(try row.typeID) { return false }
    if let times = filter.recordedAt, !times.contains(try row.recordedAt) { return false }
    if let times = filter.occurredAt, !times.contains(try row.occurredAt) { return false }
    if let actor = filter.actor, try row.actor != actor { return false }
    switch filter.delegation {
    case .for(let person): if try row.onBehalfOf != person { return false }
    case .forAnybody: if try row.onBehalfOf == nil { return false }
    case nil: break
    }
    if let correlation = filter.correlation {
      guard let found = try row.correlation, found.utf8.elementsEqual(correlation.utf8) else {
        return false
      }
    }
    if let person {
      let ways = try person.ways(
        in: try row.position, of: try log.eventType(row.typeID),
        stream: try log.streamName(row.streamID), by: try row.actor,
        onBehalfOf: try row.onBehalfOf)
      if ways.isEmpty { return false }
    }
    guard let tagID else { return true }
    let sql = "SELECT 1 FROM event_tag WHERE tag=?1 AND type=?2 AND position=?3"
    return try log.openDatabase().connection.withStatement(sql) { statement in
      try statement.bind(tagID, at: 1)
      try statement.bind(row.typeID, at: 2)
      try statement.bind(row.position.rawValue, at: 3)
      return try statement.step()
    }
  }
}
