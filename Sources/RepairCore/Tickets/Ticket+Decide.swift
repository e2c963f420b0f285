/// What a command comes to when it is not refused.
public struct TicketDecision: Hashable, Sendable {
  /// What happens, in order; never empty.
  public var events: [TicketEvent]
  /// When: the stated time, or the ticket's last one where the clock tolerance moved it.
  public var occurredAt: Timestamp
  /// What is said beside the events; `nil` for most.
  public var remarks: EventRemarks?
}

extension Ticket {
  /// Decides a command: every rule of a ticket's life is applied here, and nothing is read from
  /// outside.
  ///
  /// ```swift
  /// let decision = try Ticket.decide(
  ///   .command(.acknowledge), on: ticket, named: id, in: context, under: .standard)
  /// ```
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - ticket: the ticket as it stands; `nil` where there is none.
  ///   - id: the ticket's name.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: the events, at least one, and when they happen.
  /// - Throws: the weightiest reason, in the order of ``RefusalCode``, with the phase and what this
  ///   actor could do instead.
  public static func decide(
    _ request: TicketRequest, on ticket: Ticket?, named id: TicketID, in context: CommandContext,
    under policy: TicketPolicy
  ) throws(Refusal) -> TicketDecision {
    do throws(Refusal) {
      let gate = TicketGate(ticket: ticket, id: id, context: context, policy: policy)
      try gate.admit(request)
      let command: TicketCommand
      switch request {
      case .command(let sound): command = sound
      case .invalid(_, let field):
        throw Refusal(.invalidField, field.description, field: field.field)
      }
      let stated = context.at
      let settled = max(stated, ticket?.updatedAt ?? stated)
      let events: [TicketEvent]
      if let ticket {
        let decider = TicketDecider(ticket: ticket, context: context, at: settled, policy: policy)
        events = try decider.events(for: command, gate: gate)
      } else {
        events = [try SubmissionRules(context: context, policy: policy).event(for: command)]
      }
      let remarks = EventRemarks(
        statedAt: settled == stated ? nil : stated, campuses: context.actor.campuses)
      return TicketDecision(
        events: events, occurredAt: settled, remarks: remarks.isEmpty ? nil : remarks)
    } catch {
      var refusal = error
      refusal.phase = ticket?.phase
      refusal.allowed = allowedCommands(on: ticket, named: id, in: context, under: policy)
      throw refusal
    }
  }

  /// What an actor could do to a ticket now, as far as that can be said without particulars.
  ///
  /// - Parameters:
  ///   - ticket: the ticket as it stands; `nil` where there is none.
  ///   - id: the ticket's name.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: the commands, in their usual order.
  public static func allowedCommands(
    on ticket: Ticket?, named id: TicketID, in context: CommandContext, under policy: TicketPolicy
  ) -> [TicketCommandKind] {
    let gate = TicketGate(ticket: ticket, id: id, context: context, policy: policy)
    // The table rules out most commands without wording a refusal that nobody reads.
    return TicketCommandKind.allCases.filter { gate.hasRow(for: $0) && gate.refusal(of: $0) == nil }
  }

  /// Why a command would be refused now whatever its particulars, or `nil` if it would not be.
  ///
  /// - Parameters:
  ///   - kind: the command's name.
  ///   - ticket: the ticket as it stands; `nil` where there is none.
  ///   - id: the ticket's name.
  ///   - context: who asks, when, and facts from elsewhere.
  ///   - policy: the desk's rules.
  /// - Returns: the refusal, with the phase and what would be allowed instead.
  public static func refusal(
    of kind: TicketCommandKind, on ticket: Ticket?, named id: TicketID,
    in context: CommandContext, under policy: TicketPolicy
  ) -> Refusal? {
    let gate = TicketGate(ticket: ticket, id: id, context: context, policy: policy)
    guard var refusal = gate.refusal(of: kind) else { return nil }
    refusal.phase = ticket?.phase
    refusal.allowed = allowedCommands(on: ticket, named: id, in: context, under: policy)
    return refusal
  }
}
