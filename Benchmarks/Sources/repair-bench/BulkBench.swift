import RawSQLite
import RepairStore

/// A thousand appends a transaction, each with the tags of an ordinary repair's event and a key.
struct BulkBench: Bench {
  static let name = "bulk"
  static let summary = "bulk appends with frugal tags and a key each, beside bare inserts in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let count = min(workshop.events, 200_000)
    let life = RawEvents(BenchEvent.life)
    var (bare, same, ours, random): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<workshop.rounds {
      func inC(bare: Int32) throws -> Double {
        let path = try workshop.emptyLog("bulk-raw.db")
        return raw_append(path, Int32(count), 1_000, bare, life.pointer, life.count)
      }
      bare.append(try inC(bare: 1))
      ours.append(try append(count, in: workshop) { $0 })
      same.append(try inC(bare: 0))
      // What a client makes up is as a rule random, and lands all over the index of keys.
      random.append(
        try append(count, in: workshop) { append in
          var append = append
          var name = SystemRandomNumberGenerator()
          append.key = append.key.flatMap { key in
            IdempotencyKey("key-\(name.next())-\(name.next())", digest: key.digest)
          }
          return append
        })
    }
    func figure(
      _ name: String, _ times: [Double], _ other: String, _ others: [Double], _ aim: Figure.Aim
    ) -> Figure {
      Figure(
        name: name, ours: rate(count, in: median(times)),
        beside: "\(other) \(rate(count, in: median(others)))",
        ratio: median(zip(others, times).map { $0 / $1 }), aim: aim)
    }
    return [
      figure("bulk append, tags and key, 1,000 a batch", ours, "bare C", bare, .atLeast(0.4)),
      figure("the same, with random keys", random, "bare C", bare, .none),
      figure("the same rows in C", ours, "C", same, .none),
    ]
  }

  private func append(
    _ count: Int, in workshop: Workshop, _ change: (Append) -> Append
  ) throws -> Double {
    let log = try EventLog.open(at: workshop.emptyLog("bulk.db"), mode: .readWrite)
    var took = 0.0
    for start in stride(from: 0, to: count, by: 1_000) {
      let batch = try (start..<min(start + 1_000, count)).map {
        change(try BenchLog.append($0, of: BenchEvent.life))
      }
      took += try seconds {
        try log.bulk { writer in for append in batch { try writer.append(append) } }
      }
    }
    return took
  }
}
