public import RepairCore

/// The rules that a story is told under: how something decides and how it evolves.
///
/// ``TicketRules`` are those of tickets, ``SubjectRules`` those of any `Subject`; rules of one's own
/// need these two functions.
public protocol StoryRules {
  /// What the rules are about, as it stands after some events.
  associatedtype State: Sendable
  /// What one of them is called.
  associatedtype Name: TextIdentifier
  /// What can be asked.
  associatedtype Command: Sendable
  /// What can happen.
  associatedtype Event: Hashable & Sendable

  /// When the last event happened.
  static func updatedAt(_ state: State) -> Timestamp

  /// Decides a command.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: how things stand; `nil` before the first event.
  ///   - name: what it is called.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: what happens and when.
  /// - Throws: the refusal.
  static func decide(
    _ command: Command, on state: State?, named name: Name, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> StoryDecision<Event>

  /// Applies a fact.
  ///
  /// - Parameters:
  ///   - state: how things stood; `nil` before the first event.
  ///   - name: what it is called.
  ///   - fact: what happened.
  ///   - remarks: what is said beside it.
  /// - Throws: `ImpossibleHistory` for what cannot come next.
  static func evolve(
    _ state: inout State?, named name: Name, with fact: Fact<Event>, _ remarks: EventRemarks?
  ) throws(ImpossibleHistory)
}

/// What a command of a story comes to.
public struct StoryDecision<Event: Hashable & Sendable>: Hashable, Sendable {
  /// What happens, in order.
  public var events: [Event]
  /// When.
  public var occurredAt: Timestamp
  /// What is said beside the events.
  public var remarks: EventRemarks?

  /// Makes a decision.
  public init(events: [Event], occurredAt: Timestamp, remarks: EventRemarks? = nil) {
    self.events = events
    self.occurredAt = occurredAt
    self.remarks = remarks
  }
}

/// The rules of tickets.
public enum TicketRules: StoryRules {
  /// When the ticket's last event happened.
  public static func updatedAt(_ state: Ticket) -> Timestamp { state.updatedAt }

  /// Decides a command to a ticket.
  public static func decide(
    _ command: TicketCommand, on state: Ticket?, named name: TicketID, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> StoryDecision<TicketEvent> {
    let decision = try Ticket.decide(
      .command(command), on: state, named: name, in: context, under: policy)
    return StoryDecision(
      events: decision.events, occurredAt: decision.occurredAt, remarks: decision.remarks)
  }

  /// Applies a fact to a ticket.
  public static func evolve(
    _ state: inout Ticket?, named name: TicketID, with fact: Fact<TicketEvent>,
    _ remarks: EventRemarks?
  ) throws(ImpossibleHistory) {
    try Ticket.evolve(
      &state, named: name,
      with: TicketFact(
        version: fact.version, occurredAt: fact.occurredAt, actor: fact.actor, role: fact.role,
        onBehalfOf: fact.onBehalfOf, event: fact.event, remarks: remarks))
  }
}

/// The rules of any `Subject`, such as a member of the directory.
public enum SubjectRules<Kind: Subject>: StoryRules {
  /// When the subject's last event happened.
  public static func updatedAt(_ state: Kind) -> Timestamp { state.updatedAt }

  /// Decides a command to the subject.
  public static func decide(
    _ command: Kind.Command, on state: Kind?, named name: Kind.Name, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> StoryDecision<Kind.Event> {
    StoryDecision(
      events: try Kind.decide(command, on: state, named: name, in: context, under: policy),
      occurredAt: max(context.at, state?.updatedAt ?? context.at))
  }

  /// Applies a fact to the subject.
  public static func evolve(
    _ state: inout Kind?, named name: Kind.Name, with fact: Fact<Kind.Event>,
    _ remarks: EventRemarks?
  ) throws(ImpossibleHistory) {
    try Kind.evolve(&state, named: name, with: fact)
  }
}
