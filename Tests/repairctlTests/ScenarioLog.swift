import RepairCore
import RepairExchange
import RepairStore
import Testing

/// Logs with real-looking tickets in them.
enum ScenarioLog {
  /// Fills a new log with a made-up semester, in one transaction.
  static func make(at path: String, tickets: Int, seed: UInt64 = 1) throws {
    let scenario = try #require(Scenario(tickets: tickets, seed: seed))
    let log = try EventLog.create(at: path, origin: "/test")
    try log.bulk { writer in
      var states: [TicketID: Ticket] = [:]
      for command in scenario {
        let decision = try Ticket.decide(
          .command(command.command), on: states[command.ticket], named: command.ticket,
          in: CommandContext(actor: command.actor, at: command.at), under: .standard)
        try record(decision, of: command, on: &states[command.ticket], by: writer)
      }
    }
  }

  private static func record(
    _ decision: TicketDecision, of command: ScenarioCommand, on state: inout Ticket?,
    by writer: LogWriter
  ) throws {
    for event in decision.events {
      let new = NewEvent(
        type: TicketEventCodec.type(of: event), occurredAt: decision.occurredAt,
        actor: command.actor.id, role: command.actor.role, onBehalfOf: command.actor.onBehalfOf,
        command: command.command.kind.rawValue,
        tags: Ticket.tags(for: event, by: command.actor, before: state),
        payload: try TicketEventCodec.encode(event, remarks: decision.remarks))
      let result = try writer.append(
        [new], to: StreamName(ticket: command.ticket), expecting: .any)
      try Ticket.evolve(
        &state, named: command.ticket,
        with: TicketFact(
          version: result.version, occurredAt: decision.occurredAt, actor: command.actor.id,
          role: command.actor.role, onBehalfOf: command.actor.onBehalfOf, event: event,
          remarks: decision.remarks))
    }
  }
}
