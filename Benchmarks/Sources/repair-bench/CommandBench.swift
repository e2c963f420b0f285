import Foundation
import RawSQLite
import RepairCore
import RepairStore

/// A whole command, durable: load, decide, append with a tag and a key, beside a C program that
/// loads the same streams and writes the same rows.
struct CommandBench: Bench {
  static let name = "command"
  static let summary = "durable commands with tag and key, beside the same reads and writes in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let source = try workshop.largeLog()
    let count = 2_000
    let note = RawEvents([.note], ofCommands: true)
    var (raw, ours): ([Double], [Double]) = ([], [])
    for round in 0..<workshop.rounds {
      let rawPath = try copy(source, to: workshop.path("command-raw-\(round).db"))
      raw.append(raw_commands(rawPath, Int32(count), note.pointer))
      let log = try EventLog.open(
        at: copy(source, to: workshop.path("command-\(round).db")), mode: .readWrite)
      let tickets = TicketLog(log)
      let streams = try log.head().rawValue / 8
      var seed: UInt64 = 7
      ours.append(
        try seconds {
          for index in 0..<count {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int((seed >> 33) % UInt64(streams))
            guard let id = TicketID("N-\(number)"), let worker = PersonID("w-7") else { continue }
            let envelope = CommandEnvelope(
              .addNote(text: "checked again, all dry", internal: false), ticket: id,
              by: Actor(id: worker, role: .worker),
              at: Timestamp(clamping: 1_780_000_000_000 + Int64(index)), key: "command-\(index)")
            guard case .accepted = try tickets.execute(envelope) else {
              throw BenchFailure(description: "a command was refused")
            }
          }
        })
      log.close()
      for name in ["command-raw-\(round).db", "command-\(round).db"] {
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: workshop.path(name + suffix))
        }
      }
    }
    return [
      Figure(
        name: "command, durable", ours: rate(count, in: median(ours)),
        beside: "C \(rate(count, in: median(raw)))",
        ratio: median(zip(raw, ours).map { $0 / $1 }), aim: .atLeast(0.70))
    ]
  }

  private func copy(_ source: String, to target: String) throws -> String {
    try? FileManager.default.removeItem(atPath: target)
    let log = try EventLog.open(at: source, mode: .readOnly)
    _ = try log.backup(to: target)
    return target
  }
}
