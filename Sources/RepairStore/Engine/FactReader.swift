package import RepairCore

/// Reads stored events as facts about tickets; one reader serves any number of events.
///
/// A stored type is looked up once and then known by its number, so that reading an event costs the
/// reading of its columns and no more.
package struct FactReader {
  private let log: EventLog
  private let codec: TicketEventCodec
  /// Plans by the number that stands for their type in this file, from 1.
  private var plans: [TicketEventCodec.Plan?] = []

  /// Makes a reader for the events of a log.
  package init(_ log: EventLog, codec: TicketEventCodec = .current) {
    self.log = log
    self.codec = codec
  }

  /// Reads the event a scan stands on.
  ///
  /// - Parameter row: the event, of a ticket's stream.
  /// - Returns: the fact.
  /// - Throws: ``StoreError`` with `unknownEventType`, or with `corrupt` and the place of a payload
  ///   that is not what its type says.
  package mutating func fact(of row: borrowing EventRow) throws -> TicketFact {
    let plan = try plan(for: row.typeID)
    let event: TicketEvent
    let remarks: EventRemarks?
    do {
      (event, remarks) = try codec.decode(plan, row.payload)
    } catch let error as JSONError {
      throw try damaged(row, error)
    }
    return TicketFact(
      version: try row.version, occurredAt: try row.occurredAt, actor: try row.actor,
      role: try row.role, onBehalfOf: try row.onBehalfOf, event: event, remarks: remarks)
  }

  /// Reads a stored event as what happened.
  ///
  /// - Parameter stored: an event of a ticket's stream.
  /// - Returns: what happened.
  /// - Throws: ``StoreError`` as ``fact(of:)`` does.
  func event(of stored: StoredEvent) throws -> TicketEvent {
    let plan = try codec.plan(for: stored.type)
    do {
      return try stored.payload.withUnsafeBytes { try codec.decode(plan, $0).event }
    } catch let error as JSONError {
      throw Self.damaged(stored.position, stored.stream, stored.version, stored.type, error)
    }
  }

  private mutating func plan(for typeID: Int64) throws -> TicketEventCodec.Plan {
    let index = Int(clamping: typeID)
    if plans.indices.contains(index), let plan = plans[index] { return plan }
    let plan = try codec.plan(for: log.eventType(typeID))
    // Types are numbered from 1 and few; a number far beyond them is looked up each time.
    if (0..<4_096).contains(index) {
      while plans.count <= index { plans.append(nil) }
      plans[index] = plan
    }
    return plan
  }

  private func damaged(_ row: borrowing EventRow, _ error: JSONError) throws -> StoreError {
    Self.damaged(
      try row.position, try log.streamName(row.streamID), try row.version,
      try log.eventType(row.typeID), error)
  }

  private static func damaged(
    _ position: LogPosition, _ stream: StreamName, _ version: StreamVersion, _ type: EventType,
    _ error: JSONError
  ) -> StoreError {
    StoreError(
      .corrupt,
      "position \(position) (\(stream) version \(version), \(type)): the payload \(error)",
      context: [
        ("position", position.description), ("stream", stream.rawValue),
        ("version", version.description), ("type", type.description),
      ],
      underlying: error)
  }
}
