import RawSQLite
import RepairStore

/// One append after another, each safe on the disk before the next, beside the same rows in C.
struct AppendBench: Bench {
  static let name = "append"
  static let summary = "durable single appends with tag and key, beside the same rows in C"

  func run(in workshop: Workshop) throws -> [Figure] {
    let count = 2_000
    let note = RawEvents([.note])
    let appends = try (0..<count).map { try BenchLog.append($0) }
    var (raw, ours): ([Double], [Double]) = ([], [])
    for _ in 0..<workshop.rounds {
      let rawPath = try workshop.emptyLog("append-raw.db")
      raw.append(raw_append(rawPath, Int32(count), 1, 0, note.pointer, note.count))
      let log = try EventLog.open(at: workshop.emptyLog("append.db"), mode: .readWrite)
      ours.append(try seconds { for append in appends { try log.append(append) } })
    }
    return [
      Figure(
        name: "append, one a transaction, durable", ours: rate(count, in: median(ours)),
        beside: "C \(rate(count, in: median(raw)))", ratio: median(zip(raw, ours).map { $0 / $1 }),
        aim: .none)
    ]
  }
}
