import Foundation
import RawSQLite
import RepairCore
import RepairStore

/// A ticket with as many events as no ticket should have: loading it, and a command on it.
struct LargeBench: Bench {
  static let name = "large"
  static let summary = "a ticket of 100,000 events loaded, and a command on it, beside a read in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let count = 100_000
    let path = try workshop.emptyLog("large-stream.db")
    let id = try need(TicketID("N-large"))
    let stream = StreamName(ticket: id)
    let log = try EventLog.open(at: path, mode: .readWrite)
    try log.bulk { writer in
      for version in 0..<count {
        let kind = version < 2 ? BenchEvent.life[version] : .note
        _ = try writer.append(
          [try kind.event(version)], to: stream, expecting: .exactly(StreamVersion(version)))
      }
    }
    let tickets = TicketLog(log)
    let worker = Actor(id: try need(PersonID("w-7")), role: .dispatcher)
    var (raw, loads, commands): ([Double], [Double], [Double]) = ([], [], [])
    for round in 0..<workshop.rounds {
      var events: Int64 = 0
      raw.append(stream.rawValue.withCString { raw_read_stream(path, $0, &events) })
      loads.append(
        try seconds {
          guard try tickets.ticket(id)?.version.rawValue == Int(events) else {
            throw BenchFailure(description: "not all of the ticket was read")
          }
        })
      let envelope = CommandEnvelope(
        .addNote(text: "checked again, all dry", internal: false), ticket: id, by: worker,
        at: Timestamp(clamping: 1_780_000_000_000 + Int64(round)), key: "large-\(round)")
      commands.append(
        try seconds {
          guard case .accepted = try tickets.execute(envelope) else {
            throw BenchFailure(description: "a command was refused")
          }
        })
    }
    log.close()
    func figure(_ name: String, _ times: [Double]) -> Figure {
      Figure(
        name: name, ours: String(format: "%.1f ms", median(times) * 1e3),
        beside: String(format: "C read %.1f ms", median(raw) * 1e3),
        ratio: median(zip(raw, times).map { $0 / $1 }), aim: .none)
    }
    return [
      figure("ticket of \(count) events loaded", loads),
      figure("a durable command on it", commands),
    ]
  }
}
