/// Who may give a command, seen from one ticket.
@nonexhaustive
public enum Party: String, CaseIterable, Hashable, Sendable {
  /// Whoever reports a fault.
  case reporter
  /// The ticket's requester.
  case requester
  /// A dispatcher who types for the ticket's requester.
  case desk
  /// A dispatcher of the ticket's campus.
  case dispatcher
  /// The worker who has the ticket now.
  case assignedWorker
  /// The worker who did the work.
  case completingWorker
  /// A worker who has the ticket or has worked on it.
  case involvedWorker
  /// A storekeeper of the ticket's campus.
  case storekeeper
  /// An automation.
  case system

  /// The role one must act in to be this party.
  public var role: Role? {
    switch self {
    case .reporter: nil
    case .requester: .requester
    case .desk, .dispatcher: .dispatcher
    case .assignedWorker, .completingWorker, .involvedWorker: .worker
    case .storekeeper: .storekeeper
    case .system: .system
    }
  }

  /// Whether an actor acts in a capacity that can be this party of some ticket.
  func admits(_ actor: Actor) -> Bool {
    switch self {
    case .reporter:
      switch actor.role {
      // Only the desk types for somebody else; whoever could, would report in another's name.
      case .requester: actor.onBehalfOf == nil || actor.onBehalfOf == actor.id
      case .worker: true
      case .dispatcher: actor.onBehalfOf != nil
      case .storekeeper, .auditor, .system: false
      }
    case .desk: actor.role == .dispatcher && actor.onBehalfOf != nil
    case .requester, .dispatcher, .assignedWorker, .completingWorker, .involvedWorker, .storekeeper,
      .system:
      actor.role == role
    }
  }
}

/// One row of the lifecycle: who may do what where, what is checked, what happens, where it leads.
public struct LifecycleRule: Hashable, Sendable {
  /// Where a ticket may stand after a command.
  public enum Destination: Hashable, Sendable {
    /// Where it stood.
    case same
    /// In one of these statuses.
    case anyOf(TicketStatusSet)
  }

  /// The command.
  public let command: TicketCommandKind
  /// Who may give it under this row.
  public let parties: [Party]
  /// Where the ticket must stand; `nil` where there must be none yet.
  public let from: TicketStatusSet?
  /// Where it stands afterwards.
  public let to: Destination
  /// What else is checked, in words.
  public let guardText: String
  /// The event that records it.
  public let event: TicketEventKind

  init(
    _ command: TicketCommandKind, by parties: Party..., from: TicketStatusSet?,
    to destination: Destination = .same, event: TicketEventKind, guard guardText: String = ""
  ) {
    self.command = command
    self.parties = parties
    self.from = from
    self.to = destination
    self.guardText = guardText
    self.event = event
  }

  /// The statuses a ticket may have after this row applied to one that had `status`.
  public func destinations(from status: TicketStatus?) -> TicketStatusSet {
    switch to {
    case .same: status.map { TicketStatusSet($0) } ?? []
    case .anyOf(let statuses): statuses
    }
  }
}
