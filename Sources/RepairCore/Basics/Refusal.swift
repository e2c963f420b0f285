/// That a command does not happen, and why: which rule, where the ticket stands, what would be
/// allowed instead.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule, as a code.
  public var code: RefusalCode
  /// The rule in words: what was wrong and what would be right.
  public var message: String
  /// The field at fault, for ``RefusalCode/invalidField``.
  public var field: String?
  /// Where the ticket stands; `nil` when there is none.
  public var phase: TicketPhase?
  /// What this actor could do to the ticket now.
  public var allowed: [TicketCommandKind]

  /// Makes a refusal.
  public init(
    _ code: RefusalCode, _ message: String, field: String? = nil, phase: TicketPhase? = nil,
    allowed: [TicketCommandKind] = []
  ) {
    self.code = code
    self.message = message
    self.field = field
    self.phase = phase
    self.allowed = allowed
  }

  /// The code and the message.
  public var description: String { "\(code.rawValue): \(message)" }
}

/// That one field of a command cannot be what it is: found while reading it, or while deciding.
public struct InvalidField: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field, with its path from the command, such as `place.code`.
  public var field: String
  /// What is wrong with it and what would be right.
  public var problem: String

  /// Makes a record of a field at fault.
  public init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }

  /// The field and what is wrong with it.
  public var description: String { "\(field): \(problem)" }
}
