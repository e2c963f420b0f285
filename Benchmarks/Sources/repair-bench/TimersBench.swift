import Foundation
import RepairCore
import RepairStore

/// A tick over 100,000 open tickets of which nothing is due: the first one, which makes the index of when
/// to look, the next one, and one after a ticket has changed.
struct TimersBench: Bench {
  static let name = "timers"
  static let summary = "a tick over 100,000 open tickets with nothing due"

  private static let tickets = 100_000

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = workshop.path("timers.db")
    if !FileManager.default.fileExists(atPath: path) { try Self.makeLog(at: path) }
    var (first, again, changed): ([Double], [Double], [Double]) = ([], [], [])
    let begin = try need(Timestamp("2026-03-02T02:00:00Z"))
    let dispatcher = Actor(id: try need(PersonID("d-1")), role: .dispatcher)
    for round in 0..<workshop.rounds {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: Views.path(besides: path) + suffix)
      }
      let tickets = TicketLog(try EventLog.open(at: path, mode: .readWrite))
      var report: TickReport?
      first.append(try seconds { report = try tickets.tick(at: begin) })
      guard let report, report.firings.isEmpty, report.nextDueAt != nil else {
        throw BenchFailure(description: "something is due, or nothing ever")
      }
      again.append(
        try seconds { for _ in 0..<100 { try tickets.tick(at: begin) } } / 100)
      let ticket = try need(TicketID("N-\(round)"))
      let note = TicketCommand.addNote(text: "round \(round)", internal: true)
      try tickets.execute(
        CommandEnvelope(note, ticket: ticket, by: dispatcher, at: begin)
      ).get()
      changed.append(try seconds { try tickets.tick(at: begin) })
      tickets.log.close()
    }
    return [
      Figure(
        name: "a tick over 100,000 open tickets, nothing due",
        ours: String(format: "%.2f ms", median(again) * 1e3), beside: "limit 10 ms",
        ratio: median(again) * 100, aim: .atMost(1)),
      Figure(
        name: "the same, after one ticket changed",
        ours: String(format: "%.2f ms", median(changed) * 1e3), beside: "limit 10 ms",
        ratio: median(changed) * 100, aim: .atMost(1)),
      Figure(
        name: "the first tick, which makes the index",
        ours: String(format: "%.0f ms", median(first) * 1e3), beside: "limit 10 s",
        ratio: median(first) / 10, aim: .atMost(1)),
    ]
  }

  /// Large jobs, accepted in time, with weeks to do.
  private static func makeLog(at path: String) throws {
    let log = try EventLog.create(at: path, origin: "bench")
    let begin = try need(Timestamp("2026-03-02T01:00:00Z"))
    let accepted = BenchEvent(
      type: "TicketAccepted", payload: #"{"priority":5}"#, actor: "d-1", role: .dispatcher,
      command: "accept")
    try log.bulk { writer in
      for number in 0..<tickets {
        var events: [NewEvent] = []
        for (step, kind) in [BenchEvent.life[0], accepted].enumerated() {
          var event = try kind.event(number)
          event.occurredAt = begin + .minutes(Int64(step))
          events.append(event)
        }
        _ = try writer.append(
          events, to: StreamName(ticket: try need(TicketID("N-\(number)"))), expecting: .noStream,
          key: nil)
      }
    }
    log.close()
  }
}
