/// The stored name of a kind of event and the version of its payload's shape.
///
/// ```swift
/// let type = EventType("TicketSubmitted", schema: 1)
/// ```
public struct EventType: Hashable, Sendable, CustomStringConvertible {
  /// The name, such as `TicketSubmitted`.
  public let name: String

  /// Which shape the payload has, counted from 1.
  public let schema: Int

  /// Makes a type.
  public init(_ name: String, schema: Int = 1) {
    self.name = name
    self.schema = schema
  }

  /// Whether two types are the same bytes and the same schema.
  public static func == (left: Self, right: Self) -> Bool {
    left.schema == right.schema && left.name.utf8.elementsEqual(right.name.utf8)
  }

  /// Feeds the UTF-8 bytes, so that equal means equally hashed.
  public func hash(into hasher: inout Hasher) {
    var text = name
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(schema)
  }

  /// Name and schema, such as `TicketSubmitted.v1`.
  public var description: String { "\(name).v\(schema)" }
}
