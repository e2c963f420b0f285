public import RepairCore

/// A command as it arrives: what is asked, of which ticket or other thing, by whom, when, and how to
/// repeat it.
///
/// Names are kept as they were given: one that cannot be a name makes a refused command, not a
/// malformed one.
public struct CommandEnvelope: Hashable, Sendable {
  /// What is asked, and of what kind of thing.
  public var request: DeskRequest
  /// The name of the ticket, or of the other thing that the command is about.
  public var subject: String
  /// Who asks.
  public var actor: String
  /// In which capacity, as a role's code.
  public var role: String
  /// When it happened, as the caller says.
  public var at: Timestamp
  /// For whom, when the desk types for a caller.
  public var onBehalfOf: String?
  /// The campuses the actor may act on; `nil` for all.
  public var campuses: [String]?
  /// The idempotency key: the same key and the same request is done once.
  public var key: String?
  /// The version the caller believes the subject has; another one refuses the command.
  public var expectedVersion: StreamVersion?
  /// The event or message that led to the command.
  public var causation: String?
  /// The larger undertaking it is part of.
  public var correlation: String?

  /// Makes an envelope of checked parts.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - ticket: the ticket's name.
  ///   - actor: who asks.
  ///   - at: when it happened.
  ///   - key: the idempotency key.
  ///   - expectedVersion: the version the caller believes the ticket has.
  ///   - causation: the event or message that led to it.
  ///   - correlation: the larger undertaking it is part of.
  public init(
    _ command: TicketCommand, ticket: TicketID, by actor: Actor, at: Timestamp,
    key: String? = nil, expectedVersion: StreamVersion? = nil, causation: String? = nil,
    correlation: String? = nil
  ) {
    self.init(
      .ticket(.command(command)), of: ticket.rawValue, by: actor, at: at, key: key,
      expectedVersion: expectedVersion, causation: causation, correlation: correlation)
  }

  /// Makes an envelope that puts settings in force.
  ///
  /// - Parameters:
  ///   - settings: which.
  ///   - actor: who decides that.
  ///   - at: when.
  ///   - key: the idempotency key.
  ///   - expectedVersion: how often the caller believes such settings have been adopted.
  public init<Settings: AdoptedSettings>(
    adopting settings: Settings, by actor: Actor, at: Timestamp, key: String? = nil,
    expectedVersion: StreamVersion? = nil
  ) {
    self.init(
      .settings(.adopt(Settings.kind, json: settings.json)), of: Settings.kind.rawValue, by: actor,
      at: at, key: key, expectedVersion: expectedVersion)
  }

  /// Makes an envelope of checked parts.
  package init(
    _ request: DeskRequest, of subject: String, by actor: Actor, at: Timestamp,
    key: String? = nil, expectedVersion: StreamVersion? = nil, causation: String? = nil,
    correlation: String? = nil
  ) {
    self.init(
      request: request, subject: subject, actor: actor.id.rawValue, role: actor.role.rawValue,
      at: at)
    onBehalfOf = actor.onBehalfOf?.rawValue
    campuses = actor.campuses?.map(\.rawValue)
    self.key = key
    self.expectedVersion = expectedVersion
    self.causation = causation
    self.correlation = correlation
  }

  init(
    request: DeskRequest, subject: String, actor: String, role: String, at: Timestamp
  ) {
    self.request = request
    self.subject = subject
    self.actor = actor
    self.role = role
    self.at = at
  }

  /// The ticket's name, checked.
  ///
  /// - Returns: the name.
  /// - Throws: `InvalidField` when it has not the form of one.
  public func ticketID() throws(InvalidField) -> TicketID {
    guard let id = TicketID(subject) else {
      throw InvalidField(
        "ticket", "must be 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or a digit")
    }
    return id
  }

  /// Who asks, checked.
  ///
  /// - Returns: the actor with role, on-behalf-of and campuses.
  /// - Throws: `InvalidField` for the first of them that is no name or code.
  public func checkedActor() throws(InvalidField) -> Actor {
    guard let id = PersonID(actor) else {
      throw InvalidField("actor", "must be 1 to 128 bytes without NUL")
    }
    guard let role = Role(rawValue: role) else {
      let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw InvalidField("role", "must be one of \(known)")
    }
    var checked = Actor(id: id, role: role)
    if let onBehalfOf {
      guard let person = PersonID(onBehalfOf) else {
        throw InvalidField("onBehalfOf", "must be 1 to 128 bytes without NUL")
      }
      checked.onBehalfOf = person
    }
    if let campuses {
      var codes: [CampusCode] = []
      for campus in campuses {
        guard let code = CampusCode(campus) else {
          throw InvalidField("campuses", "must be codes of 1 to 64 bytes without NUL")
        }
        codes.append(code)
      }
      checked.campuses = codes
    }
    return checked
  }
}
