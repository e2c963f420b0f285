package import RepairCore

/// Turns a ticket's events into payloads and back: compact JSON whose keys are the event's field
/// names in the order they are declared.
///
/// There is one way to read an event, whatever its age: its stored type is resolved once to a
/// ``Plan``, and the plan reads any number of payloads.
package struct TicketEventCodec: Sendable {
  /// The codec of this release.
  package static let current = TicketEventCodec(upcasters: [])

  /// The schema that every kind of event is written in.
  package static let schema = 1

  /// How the payloads of one stored type are read.
  package struct Plan: Sendable {
    fileprivate let kind: TicketEventKind
    fileprivate let steps: [Upcaster]
  }

  private let upcasters: [EventType: Upcaster]

  /// Makes a codec that also reads older types.
  ///
  /// - Parameter upcasters: the steps from each older type towards today's.
  package init(upcasters: [Upcaster]) {
    self.upcasters = Dictionary(upcasters.map { ($0.from, $0) }) { first, _ in first }
  }

  /// The type an event is written under.
  package static func type(of event: TicketEvent) -> EventType {
    EventType(event.kind.rawValue, schema: schema)
  }

  /// Finds out how to read a stored type.
  ///
  /// - Parameter type: the type as the log has it.
  /// - Returns: the plan, to be kept for as many payloads as there are.
  /// - Throws: ``StoreError`` with `unknownEventType`, naming the type.
  package func plan(for type: EventType) throws(StoreError) -> Plan {
    var steps: [Upcaster] = []
    var current = type
    while true {
      if current.schema == Self.schema, let kind = TicketEventKind(rawValue: current.name) {
        return Plan(kind: kind, steps: steps)
      }
      // A chain longer than the registry goes in circles.
      guard let step = upcasters[current], steps.count < upcasters.count else {
        throw StoreError(
          .unknownEventType,
          "the log has the event type \(type), which this release does not know; use a newer one",
          context: [("type", type.description)])
      }
      steps.append(step)
      current = step.to
    }
  }

  /// Reads one payload.
  ///
  /// - Parameters:
  ///   - plan: how its type is read.
  ///   - payload: the bytes of the payload.
  /// - Returns: the event, and what is said beside it.
  /// - Throws: ``JSONError``; from an upcaster, what it throws.
  /// - Complexity: O(n) in the payload.
  @inline(__always)
  package func decode(
    _ plan: Plan, _ payload: UnsafeRawBufferPointer
  ) throws -> (event: TicketEvent, remarks: EventRemarks?) {
    guard plan.steps.isEmpty else { return try decodeOlder(plan, payload) }
    var reader = try EventReader(payload)
    let event = try reader.event(plan.kind)
    return (event, reader.remarks)
  }

  @inline(never)
  private func decodeOlder(
    _ plan: Plan, _ payload: UnsafeRawBufferPointer
  ) throws -> (event: TicketEvent, remarks: EventRemarks?) {
    guard case .object(var object) = try JSONValue(parsing: payload) else {
      throw JSONError(.wrongType("an object"), at: 0)
    }
    for step in plan.steps { object = try step.transform(object) }
    var writer = JSONWriter(capacity: payload.count)
    writer.value(.object(object))
    return try writer.bytes.withUnsafeBytes { bytes in
      var reader = try EventReader(bytes)
      let event = try reader.event(plan.kind)
      return (event, reader.remarks)
    }
  }

  /// Writes an event's payload.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - remarks: what is said beside it.
  /// - Returns: one JSON object without white space of its own.
  /// - Throws: ``StoreError`` with `invalidEvent` for text with NUL, and for a legacy record that
  ///   is not one JSON object on one line.
  package static func encode(
    _ event: TicketEvent, remarks: EventRemarks? = nil
  ) throws(StoreError) -> [UInt8] {
    if case .submitted(let submission) = event, let raw = submission.legacy?.raw {
      try check(raw: raw)
    }
    var writer = JSONWriter(capacity: 192)
    writer.beginObject()
    writer.members(of: event)
    if let remarks { writer.members(of: remarks) }
    writer.endObject()
    guard !writer.containsNUL else {
      throw StoreError(
        .invalidEvent, "\(event.kind.rawValue) has text with the character NUL; take it out")
    }
    return writer.bytes
  }

  private static func check(raw: String) throws(StoreError) {
    var raw = raw
    let problem = raw.withUTF8 { utf8 -> JSONError? in
      if let lineEnd = utf8.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
        return JSONError(.controlCharacter, at: lineEnd)
      }
      do throws(JSONError) {
        var reader = try JSONReader(UnsafeRawBufferPointer(utf8))
        _ = try reader.verbatimObject()
        try reader.finish()
        return nil
      } catch {
        return error
      }
    }
    if let problem {
      throw StoreError(
        .invalidEvent, "the legacy record must be one JSON object on one line; it \(problem)")
    }
  }
}
