import Foundation
import RawSQLite
import RepairCore
import RepairStore

/// The targets of 100,000 open tickets, computed anew from the clocks that are kept.
///
/// Each ticket has one to nine events, and some have rested twice. Beside it stands a C program that
/// reads the events they come from. All of it is processor time.
struct TargetsBench: Bench {
  static let name = "targets"
  static let summary = "the time targets of 100,000 open tickets, refreshed and read the first time"

  private static let tickets = 100_000

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = workshop.path("targets.db")
    if !FileManager.default.fileExists(atPath: path) { try Self.makeLog(at: path) }
    let log = try EventLog.open(at: path, mode: .readOnly)
    var (raw, first, again, single): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    var (events, sum): (Int64, Int64) = (0, 0)
    let midday = try need(Timestamp("2026-03-24T04:00:00Z"))
    for round in 0..<workshop.rounds {
      raw.append(processorSeconds { _ = raw_scan_all(path, &events, &sum) })
      let tickets = TicketLog(log)
      var targets: [TicketTargets] = []
      first.append(try processorSeconds { targets = try tickets.openTargets(at: midday) })
      guard targets.count == Self.tickets else {
        throw BenchFailure(description: "\(targets.count) open tickets")
      }
      let later = midday + .minutes(Int64(round + 1))
      again.append(try processorSeconds { targets = try tickets.openTargets(at: later) })
      guard targets.first?.mostUrgent != nil else { throw BenchFailure(description: "none due") }
      single.append((again.last ?? 0) / Double(Self.tickets) * 1e6)
    }
    return [
      Figure(
        name: "targets of 100,000 open tickets, refreshed",
        ours: String(format: "%.0f ms", median(again) * 1e3), beside: "limit 1000 ms",
        ratio: median(again), aim: .atMost(1)),
      Figure(
        name: "the same, each ticket", ours: String(format: "%.2f us", median(single)),
        beside: "limit 10 us", ratio: median(single) / 10, aim: .atMost(1)),
      Figure(
        name: "the same, beside reading their events in C",
        ours: String(format: "%.0f ms", median(again) * 1e3),
        beside: String(format: "C scan %.0f ms", median(raw) * 1e3),
        ratio: median(zip(raw, again).map { $0 / $1 }), aim: .none),
      Figure(
        name: "targets, the first time: \(events) events",
        ours: rate(Int(events), in: median(first)),
        beside: "C scan \(rate(Int(events), in: median(raw)))",
        ratio: median(zip(raw, first).map { $0 / $1 }), aim: .none),
    ]
  }

  /// The processor time something takes: nothing here waits, and a busy machine must not be measured.
  private func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let began = now()
    try body()
    return now() - began
  }

  /// Tickets of three weeks, each as far as its number says: waiting, accepted, sent, taken, at rest,
  /// at work again.
  private static func makeLog(at path: String) throws {
    let log = try EventLog.create(at: path, origin: "bench")
    let begin = try need(Timestamp("2026-03-02T00:00:00Z"))
    let held = BenchEvent(
      type: "TicketHeld", payload: #"{"reason":"parts","pausesClock":true}"#, actor: "w-7",
      role: .worker, command: "hold")
    let resumed = BenchEvent(
      type: "TicketResumed", payload: "{}", actor: "w-7", role: .worker, command: "resume")
    try log.bulk { writer in
      for number in 0..<tickets {
        let accepted = BenchEvent(
          type: "TicketAccepted", payload: #"{"priority":\#(number % 5 + 1)}"#, actor: "d-1",
          role: .dispatcher, command: "accept")
        let life =
          [BenchEvent.life[0], accepted] + BenchEvent.life[2...3]
          + [held, resumed, held, resumed] + [BenchEvent.life[4]]
        let start = begin + .seconds(Int64(number) * 18)
        var events: [NewEvent] = []
        for (step, kind) in life.prefix(number % 10 == 0 ? 1 : number % 9 + 1).enumerated() {
          var event = try kind.event(number)
          event.occurredAt = start + .minutes(Int64(step) * Int64(7 + number % 90))
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
