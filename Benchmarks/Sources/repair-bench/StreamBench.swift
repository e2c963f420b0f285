import RawSQLite
import RepairCore
import RepairStore

/// Loading single tickets of eight events from all over the log, beside reading the same rows in C.
struct StreamBench: Bench {
  static let name = "stream"
  static let summary = "loading single tickets, beside reading all columns of the same rows in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let tickets = TicketLog(try EventLog.open(at: path, mode: .readOnly))
    let streams = try tickets.log.head().rawValue / 8
    let count = 20_000
    var (raw, ours): ([Double], [Double]) = ([], [])
    for _ in 0..<workshop.rounds {
      var events: Int64 = 0
      raw.append(raw_read_streams(path, Int32(count), &events))
      var seed: UInt64 = 1
      ours.append(
        try seconds {
          for _ in 0..<count {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int((seed >> 33) % UInt64(streams))
            guard let id = TicketID("N-\(number)"), try tickets.ticket(id) != nil else {
              throw BenchFailure(description: "no ticket N-\(number)")
            }
          }
        })
    }
    return [
      Figure(
        name: "ticket loaded (8 events)", ours: rate(count, in: median(ours)),
        beside: "C \(rate(count, in: median(raw)))",
        ratio: median(zip(raw, ours).map { $0 / $1 }), aim: .none)
    ]
  }
}
