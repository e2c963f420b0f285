public import RepairCore

/// The name of a stream, such as `ticket/N-1` or `policy`: 1 to 256 UTF-8 bytes without NUL.
///
/// What is before the first slash says what kind of thing the stream is the history of.
public struct StreamName: TextIdentifier {
  /// The text as it was given.
  public let rawValue: String

  /// Makes a stream's name, or `nil` when the text is empty, too long or has a NUL.
  public init?(_ rawValue: String) {
    guard rawValue.isLogName(atMost: 256) else { return nil }
    self.rawValue = rawValue
  }

  /// The stream of a ticket.
  public init(ticket: TicketID) {
    rawValue = "ticket/\(ticket.rawValue)"
  }

  /// The stream of a thing of some kind whose name is short enough for one.
  init(kind: SubjectKind, name: String) {
    rawValue = "\(kind.rawValue)/\(name)"
  }

  /// The stream of the settings of a kind.
  public init(settings kind: SettingsKind) {
    rawValue = kind.rawValue
  }

  /// The stream of the policies in force.
  public static let policy = StreamName(settings: .policy)

  /// The material in a store whose stream this is, or `nil` for a stream of another kind.
  var stock: StockName? {
    rawValue.utf8.starts(with: "stock/".utf8) ? StockName(String(rawValue.dropFirst(6))) : nil
  }

  /// The ticket whose stream this is, or `nil` for a stream of another kind.
  public var ticket: TicketID? {
    rawValue.utf8.starts(with: "ticket/".utf8) ? TicketID(String(rawValue.dropFirst(7))) : nil
  }
}

extension String {
  /// Whether the text is not empty, not longer than `bytes` and without NUL.
  func isLogName(atMost bytes: Int) -> Bool {
    let utf8 = utf8
    return !utf8.isEmpty && utf8.count <= bytes && !utf8.contains(0)
  }
}
