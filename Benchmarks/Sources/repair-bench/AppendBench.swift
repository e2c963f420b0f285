import RawSQLite
import RepairCore
import RepairStore

/// Appends with a tag and a key each, beside the same rows written in C.
struct AppendBench: Bench {
  static let name = "append"
  static let summary = "durable single appends and bulk appends, beside the same rows written in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let single = try measure(workshop, count: 2_000, batch: 1)
    let bulk = try measure(workshop, count: min(workshop.events, 200_000), batch: 1_000)
    return [
      Figure(
        name: "append, one a transaction, durable", ours: single.ours, beside: single.raw,
        ratio: single.ratio, aim: .none),
      Figure(
        name: "append in bulk, tag and key each", ours: bulk.ours, beside: bulk.raw,
        ratio: bulk.ratio, aim: .none),
    ]
  }

  private func measure(
    _ workshop: Workshop, count: Int, batch: Int
  ) throws -> (ours: String, raw: String, ratio: Double) {
    var (raw, ours): ([Double], [Double]) = ([], [])
    for _ in 0..<workshop.rounds {
      let rawPath = try workshop.emptyLog("append-raw.db")
      raw.append(
        BenchLog.payload.withCString { raw_append(rawPath, Int32(count), Int32(batch), 1, $0) })
      let log = try EventLog.open(at: workshop.emptyLog("append.db"), mode: .readWrite)
      ours.append(
        try seconds {
          if batch == 1 {
            for index in 0..<count {
              try BenchLog.appendNote(index) {
                try log.append([$0], to: $1, expecting: $2, key: $3)
              }
            }
          } else {
            for start in stride(from: 0, to: count, by: batch) {
              try log.bulk { writer in
                for index in start..<min(start + batch, count) {
                  try BenchLog.appendNote(index) {
                    try writer.append([$0], to: $1, expecting: $2, key: $3)
                  }
                }
              }
            }
          }
        })
    }
    return (
      rate(count, in: median(ours)), "C \(rate(count, in: median(raw)))",
      median(zip(raw, ours).map { $0 / $1 })
    )
  }
}
