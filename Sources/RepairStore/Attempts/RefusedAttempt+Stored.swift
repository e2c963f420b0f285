package import RepairCore

/// Refused attempts as events: `attempt/ticket/N-1`, one `CommandRefused` each.
///
/// An attempt on what has no name that could stand there goes to the stream of the kind alone, such as
/// `attempt/ticket`: what was tried in place of a name is text, and is not kept.
extension StreamName {
  private static let attempts = "attempt/"

  /// The stream of refused attempts on a thing.
  ///
  /// - Parameters:
  ///   - kind: what kind of thing.
  ///   - name: what it is called; `nil` for attempts on what cannot be the name of one.
  public init(attemptsOn kind: SubjectKind, named name: String?) {
    let alone = Self.attempts + kind.rawValue
    let full = name.map { "\(alone)/\($0)" } ?? alone
    // The longest names of notices leave no room for what stands before them here.
    rawValue = StreamName(full) == nil ? alone : full
  }

  /// What the attempts of this stream were on; `nil` for a stream of another kind.
  public var attempted: (kind: SubjectKind, name: String?)? {
    guard rawValue.utf8.starts(with: Self.attempts.utf8) else { return nil }
    let rest = rawValue.dropFirst(Self.attempts.count)
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = parts.first.flatMap({ SubjectKind(rawValue: String($0)) }) else { return nil }
    return (kind, parts.count > 1 ? String(parts[1]) : nil)
  }
}

extension RefusedAttempt {
  /// The type such events are written under.
  package static let eventType = EventType("CommandRefused")

  /// The payload of the event.
  var payload: [UInt8] {
    var writer = JSONWriter(capacity: 192)
    writer.beginObject()
    writer.member("command", command)
    writer.member("code", code.rawValue)
    writer.member("field", field)
    writer.member("phase", phase?.rawValue)
    writer.member("version", version.rawValue)
    writer.member("request", request)
    writer.member("statedAt", statedAt)
    writer.endObject()
    return writer.bytes
  }

  /// Reads a stored event.
  ///
  /// - Parameter stored: an event of a stream of refused attempts.
  /// - Throws: ``StoreError`` with `unknownEventType`, or with `corrupt` and the place of a payload
  ///   that is not what its type says.
  package init(_ stored: StoredEvent) throws(StoreError) {
    guard stored.type == Self.eventType else {
      throw StoreError(
        .unknownEventType,
        "the log has the event type \(stored.type) in \(stored.stream), which this release does not "
          + "know; use a newer one",
        context: [("type", stored.type.description)])
    }
    do {
      self = try Self.attempt(in: stored.payload)
    } catch {
      throw StoreError(
        .corrupt,
        "position \(stored.position) (\(stored.stream) version \(stored.version), \(stored.type)): "
          + "the payload \(error)",
        context: [
          ("position", stored.position.description), ("stream", stored.stream.rawValue),
          ("version", stored.version.description), ("type", stored.type.description),
        ])
    }
  }

  /// What is wrong with a payload, in words that follow "the payload".
  private struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  private static func attempt(in payload: [UInt8]) throws -> RefusedAttempt {
    guard case .object(let object) = try JSONValue(parsing: payload) else {
      throw Fault("is no object")
    }
    var fields = CommandFields(object)
    do {
      let command = try fields.neededText("command")
      let code: RefusalCode? = fields.need(try fields.code("code"), "code")
      let field = try fields.text("field")
      let phase: TicketPhase? = try fields.code("phase")
      let version = try fields.number("version", "0 or more") { $0 >= 0 ? StreamVersion($0) : nil }
      let request = try fields.text("request")
      let statedAt = try fields.time("statedAt")
      try fields.finish()
      if let invalid = fields.invalid { throw Fault("has a field that cannot be: \(invalid)") }
      guard let command, let code, let version else { throw Fault("lacks a field") }
      return RefusedAttempt(
        command: command, code: code, field: field, phase: phase, version: version,
        request: request, statedAt: statedAt)
    } catch let error as MalformedCommand {
      throw Fault("has a field that cannot be: \(error.field) \(error.problem)")
    }
  }
}
