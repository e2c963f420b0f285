import Foundation
import RepairCore
import RepairExchange
import RepairStore
import Testing

@testable import repairctl

/// Logs with enough in them for a dashboard, made without a flush for each command.
enum DashboardLog {
  /// What a scenario has none of: materials, costs and notices.
  private static let supplies = """
    {"command":"submit","ticket":"M-1","actor":"u-1","role":"requester","at":"2026-07-01T01:00:00Z",\
    "campus":"north","category":"plumbing","description":"x","place":{"code":"dorm-5"}}
    {"command":"accept","ticket":"M-1","actor":"d-1","role":"dispatcher","at":"2026-07-01T01:10:00Z"}
    {"command":"dispatch","ticket":"M-1","actor":"d-1","role":"dispatcher",\
    "at":"2026-07-01T01:20:00Z","worker":"w-103"}
    {"command":"requestMaterial","ticket":"M-1","actor":"w-103","role":"worker",\
    "at":"2026-07-01T01:30:00Z","item":"valve-15","quantity":3,"unit":"piece"}
    {"command":"requestMaterial","ticket":"M-1","actor":"w-103","role":"worker",\
    "at":"2026-07-01T01:31:00Z","description":"生料带","quantity":1}
    {"command":"issueMaterial","ticket":"M-1","actor":"s-1","role":"storekeeper",\
    "at":"2026-07-01T02:00:00Z","line":1,"quantity":3}
    {"command":"useMaterial","ticket":"M-1","actor":"w-103","role":"worker",\
    "at":"2026-07-01T03:00:00Z","line":1,"quantity":2}
    {"command":"returnMaterial","ticket":"M-1","actor":"s-1","role":"storekeeper",\
    "at":"2026-07-01T04:00:00Z","line":1,"quantity":1}
    {"command":"setFunding","ticket":"M-1","actor":"d-1","role":"dispatcher",\
    "at":"2026-07-01T04:10:00Z","source":"campus"}
    {"command":"addCost","ticket":"M-1","actor":"d-1","role":"dispatcher",\
    "at":"2026-07-01T04:20:00Z","kind":"labour","amount":5000,"currency":"CNY"}
    {"command":"addCost","ticket":"M-1","actor":"d-1","role":"dispatcher",\
    "at":"2026-07-01T04:30:00Z","kind":"labour","amount":4500,"currency":"CNY",\
    "replaces":1}
    {"command":"queueNotice","notice":"E1.completed.sms.person:u-1","actor":"notices",\
    "role":"system","at":"2026-07-01T05:00:00Z","stream":"ticket/M-1","streamVersion":1,\
    "since":"2026-07-01T05:00:00Z","rule":"completed","recipient":"person:u-1","channel":"sms",\
    "urgency":"normal"}
    {"command":"recordFailure","notice":"E1.completed.sms.person:u-1","actor":"notices",\
    "role":"system","at":"2026-07-01T05:01:00Z","reason":"busy","retryAt":"2026-07-01T06:00:00Z"}
    {"command":"queueNotice","notice":"E2.held.app.person:u-1","actor":"notices",\
    "role":"system","at":"2026-07-01T05:02:00Z","stream":"ticket/M-1","streamVersion":1,\
    "since":"2026-07-01T05:02:00Z","rule":"held","recipient":"person:u-1","channel":"app",\
    "urgency":"normal"}
    {"command":"recordSent","notice":"E2.held.app.person:u-1","actor":"notices",\
    "role":"system","at":"2026-07-01T05:03:00Z"}

    """

  /// Makes a log of a scenario and of some supplies.
  static func scenario(tickets: Int, at path: String) throws {
    let log = try EventLog.create(at: path)
    let scenario = try #require(Scenario(tickets: tickets, seed: 7))
    var known: [TicketID: Ticket] = [:]
    try log.bulk { writer in
      for step in scenario {
        var ticket = known[step.ticket]
        let decision = try Ticket.decide(
          .command(step.command), on: ticket, named: step.ticket,
          in: CommandContext(actor: step.actor, at: step.at), under: .standard)
        for event in decision.events {
          let new = try NewEvent(
            event, at: decision.occurredAt, by: step.actor, remarks: decision.remarks,
            before: ticket)
          try writer.append([new], to: StreamName(ticket: step.ticket), expecting: .any)
          try Ticket.evolve(
            &ticket, named: step.ticket,
            with: TicketFact(
              version: (ticket?.version ?? .none).next, occurredAt: decision.occurredAt,
              actor: step.actor.id, role: step.actor.role, onBehalfOf: step.actor.onBehalfOf,
              event: event, remarks: decision.remarks))
        }
        known[step.ticket] = ticket
      }
    }
    log.close()
    let outcome = repairctl("run", "-", "--log", path, input: supplies)
    try #require(outcome.exitCode == .success, "\(outcome.output)")
  }
}
