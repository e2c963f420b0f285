import RepairCore
package import RepairStore

/// The CloudEvents name of an event's type, and back.
///
/// `ticket/N-1` and `WorkerDispatched` schema 1 become `repair.ticket.workerDispatched.v1` with the
/// subject `N-1`; a leading `Ticket` is left out on the way. A stream without a slash, such as
/// `policy`, has no subject.
package enum EventLineType {
  /// The CloudEvents type.
  package static func name(of type: EventType, in stream: StreamName) -> String {
    let kind = String(stream.rawValue.prefix { $0 != "/" })
    var name = type.name
    if kind == "ticket", name.hasPrefix("Ticket"), name.utf8.count > 6 { name.removeFirst(6) }
    return "repair.\(kind).\(lowerFirst(name)).v\(type.schema)"
  }

  /// The subject: the stream's name without its kind.
  package static func subject(of stream: StreamName) -> String? {
    guard let slash = stream.rawValue.firstIndex(of: "/") else { return nil }
    return String(stream.rawValue[stream.rawValue.index(after: slash)...])
  }

  /// The stored type and the stream, or `nil` when the name is not one of ours.
  ///
  /// A ticket's type must be known, because its full name cannot be told from the short one.
  package static func parse(_ name: String, subject: String?) -> (EventType, StreamName)? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "repair", parts[3].first == "v",
      let schema = Int(parts[3].dropFirst()), schema >= 1, String(schema) == parts[3].dropFirst()
    else { return nil }
    let kind = String(parts[1])
    let long = upperFirst(String(parts[2]))
    guard let stream = StreamName(subject.map { "\(kind)/\($0)" } ?? kind) else { return nil }
    guard kind == "ticket" else { return (EventType(long, schema: schema), stream) }
    let known = [long, "Ticket" + long].first { TicketEventKind(rawValue: $0) != nil }
    return known.map { (EventType($0, schema: schema), stream) }
  }

  private static func lowerFirst(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
  }

  private static func upperFirst(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
