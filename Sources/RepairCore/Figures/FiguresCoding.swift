// Figures are coded as JSON has them everywhere else here: moments as RFC 3339, spans as whole
// milliseconds, names as text.

extension Timestamp: Codable {
  /// Reads RFC 3339.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a time as RFC 3339 writes it")
    }
    self = moment
  }

  /// Writes RFC 3339, in UTC with milliseconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension TimeSpan: Codable {
  /// Reads whole milliseconds.
  public init(from decoder: any Decoder) throws {
    self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes whole milliseconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

extension CalendarDay: Codable {
  /// Reads a day as ISO 8601 writes it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = CalendarDay(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a day as ISO 8601 writes it")
    }
    self = day
  }

  /// Writes a day such as `2026-10-01`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension TextIdentifier {
  fileprivate static func decoded(from decoder: any Decoder) throws -> Self {
    let container = try decoder.singleValueContainer()
    guard let value = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "this is not the text of a \(Self.self)")
    }
    return value
  }

  fileprivate func encodeText(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

extension TicketID: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws { self = try .decoded(from: decoder) }
  /// Writes the name.
  public func encode(to encoder: any Encoder) throws { try encodeText(to: encoder) }
}

extension CampusCode: Codable {
  /// Reads the code.
  public init(from decoder: any Decoder) throws { self = try .decoded(from: decoder) }
  /// Writes the code.
  public func encode(to encoder: any Encoder) throws { try encodeText(to: encoder) }
}

extension TicketPhase: Codable {}
extension TicketStatus: Codable {}
extension HoldReason: Codable {}
extension Outcome: Codable {}
extension CancellationKind: Codable {}
extension TargetKind: Codable {}
