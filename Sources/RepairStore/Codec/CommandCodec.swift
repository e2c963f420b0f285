import RepairCore

/// Reads and writes commands as JSON objects, one a line.
///
/// ```swift
/// let envelope = try CommandCodec.decode(line.utf8)
/// ```
public enum CommandCodec {
  /// How many bytes a line may have.
  public static let lineLimit = 1 << 20

  /// Reads one command.
  ///
  /// A field that can be read but cannot be what it is, or is missing, makes an envelope with a
  /// request that is invalid, so that weightier reasons against the command are still found first.
  ///
  /// - Parameter line: the bytes of one JSON object.
  /// - Returns: the command.
  /// - Throws: ``MalformedCommand`` for what is no JSON object, has an unknown or repeated key, a
  ///   wrong type, an unknown command, a bad time, or lacks a field that every command has.
  /// - Complexity: O(n).
  public static func decode(
    _ line: some Collection<UInt8>
  ) throws(MalformedCommand) -> CommandEnvelope {
    guard line.count <= lineLimit else {
      throw MalformedCommand("is longer than \(lineLimit) bytes", offset: lineLimit)
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: line)
    } catch {
      let path = Array(line).withUnsafeBytes { JSONPath.path(to: error.offset, in: $0) }
      throw MalformedCommand(error.complaint, field: path, offset: error.offset)
    }
    guard case .object(let object) = value else {
      throw MalformedCommand("must be a JSON object, not \(value.typeName)")
    }
    return try envelope(of: object)
  }

  private static func envelope(
    of object: JSONObject
  ) throws(MalformedCommand) -> CommandEnvelope {
    var fields = CommandFields(object)
    func common<Value>(_ value: Value?, _ name: String) throws(MalformedCommand) -> Value {
      guard let value else {
        throw MalformedCommand("is missing; every command has it", field: name)
      }
      return value
    }
    let name = try common(try fields.text("command"), "command")
    let kind = SubjectKind.named(in: object, by: name)
    let known = kind?.command(named: name)
    guard let kind, let known else {
      let offset = object.members.first { $0.name == "command" }?.offset ?? 0
      let of = kind.map { " of a \($0.rawValue)" } ?? ""
      throw MalformedCommand(
        "is \"\(name)\", which is no command\(of)", field: "command", offset: offset)
    }
    let subject: String
    if let field = kind.field {
      subject = try common(try fields.text(field), field)
    } else {
      subject = known.subject
    }
    let actor = try common(try fields.text("actor"), "actor")
    let role = try common(try fields.text("role"), "role")
    let at = try common(try fields.time("at"), "at")
    let onBehalfOf = try fields.text("onBehalfOf")
    let campuses = try fields.texts("campuses")
    let key = try fields.text("key")
    if let key, key.isEmpty || key.utf8.count > LogLimit.nameBytes {
      fields.reject("key", "must be 1 to \(LogLimit.nameBytes) bytes")
    }
    let expected = try fields.number("expectedVersion", "0 or more") {
      $0 >= 0 ? StreamVersion($0) : nil
    }
    var traces: [String?] = []
    for name in ["causation", "correlation"] {
      let text = try fields.text(name)
      if let text, text.isEmpty || text.utf8.count > LogLimit.nameBytes {
        fields.reject(name, "must be 1 to \(LogLimit.nameBytes) bytes")
      }
      traces.append(text)
    }
    var envelope = CommandEnvelope(
      request: try known.read(&fields), subject: subject, actor: actor, role: role, at: at)
    envelope.onBehalfOf = onBehalfOf
    envelope.campuses = campuses
    envelope.key = key
    envelope.expectedVersion = expected
    envelope.causation = traces[0]
    envelope.correlation = traces[1]
    return envelope
  }

  /// Writes a command as one line without its end.
  ///
  /// - Parameter envelope: the command; the particulars of an invalid one are not known and left
  ///   out.
  /// - Returns: compact JSON.
  public static func encode(_ envelope: CommandEnvelope) -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.member("command", envelope.request.name)
    writer.subject(of: envelope)
    writer.member("actor", envelope.actor)
    writer.member("role", envelope.role)
    writer.member("at", envelope.at)
    writer.member("onBehalfOf", envelope.onBehalfOf)
    if let campuses = envelope.campuses {
      writer.key("campuses")
      writer.beginArray()
      for campus in campuses { writer.string(campus) }
      writer.endArray()
    }
    writer.particulars(of: envelope.request)
    writer.member("key", envelope.key)
    writer.member("expectedVersion", envelope.expectedVersion?.rawValue)
    writer.member("causation", envelope.causation)
    writer.member("correlation", envelope.correlation)
    writer.endObject()
    return writer.bytes
  }

  /// What tells one request from another under the same idempotency key.
  ///
  /// It covers command, ticket, actor, role, on-behalf-of and the command's own fields with their
  /// defaults, and not the time: a retry stamped later is still the same request.
  ///
  /// - Parameter envelope: the command.
  /// - Returns: the digest, or `nil` for a request that could not be read: it never was accepted.
  /// - Throws: ``StoreError`` with `inputOutput` when libcrypto has no memory.
  public static func requestDigest(of envelope: CommandEnvelope) throws -> SHA256Digest? {
    var request = envelope.request
    switch request {
    case .ticket(.invalid), .member(.invalid), .stock(.invalid), .timer(.invalid),
      .notice(.invalid), .preferences(.invalid), .announcement(.invalid), .settings(.invalid):
      return nil
    case .ticket(.command(.accept(nil, let category))):
      request = .ticket(.command(.accept(priority: .normal, category: category)))
    case .ticket, .member, .stock, .timer, .notice, .preferences, .announcement, .settings: break
    }
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.member("command", request.name)
    writer.subject(of: envelope)
    writer.member("actor", envelope.actor)
    writer.member("role", envelope.role)
    writer.member("onBehalfOf", envelope.onBehalfOf)
    writer.particulars(of: request)
    writer.endObject()
    return try SHA256Digest(hashing: writer.bytes)
  }
}
