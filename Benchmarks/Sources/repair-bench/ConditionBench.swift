import Foundation
import RepairCore
import RepairStore

/// What an append condition adds to an append, on logs of three sizes.
///
/// Everything is measured inside transactions that are then rolled back: beside a flush of the disk
/// microseconds could not be seen.
struct ConditionBench: Bench {
  static let name = "condition"
  static let summary =
    "the time an append condition adds, for a tag on 1,000 events of small and large logs"

  func run(in workshop: Workshop) throws -> [Figure] {
    let rare = try need(EventTag(BenchLog.rareTag))
    let otherRare = try need(EventTag(BenchLog.otherRareTag))
    // One event in four of those with the tag is of such a type.
    let opened = ["TicketSubmitted", "WorkerDispatched"]
    let sizes = [100, 10, 1].map { workshop.events / $0 }.filter { $0 >= 2_000 }
    var (figures, all, typed, pairs): ([Figure], [[Double]], [[Double]], [Double]) = (
      [], [], [], []
    )
    for size in sizes {
      let path = workshop.path("condition-\(size).db")
      let source = size == workshop.events ? try workshop.largeLog() : path
      if source == path { try BenchLog.make(at: path, events: size) }
      let log = try EventLog.open(at: source, mode: .readWrite)
      let head = try log.head()
      var (tagAlone, withTypes, twoTags): ([Double], [Double], [Double]) = ([], [], [])
      for _ in 0..<workshop.rounds {
        func added(_ condition: AppendCondition, count: Int = 1_000) throws -> Double {
          let with = try time(count, on: log, under: condition)
          return (with - (try time(count, on: log, under: nil))) / Double(count) * 1e6
        }
        tagAlone.append(
          try added(AppendCondition(noneOf: EventQuery(tags: [rare]), after: head)))
        withTypes.append(
          try added(AppendCondition(noneOf: EventQuery(types: opened, tags: [rare]), after: head)))
        twoTags.append(
          try added(AppendCondition(noneOf: EventQuery(tags: [rare, otherRare])), count: 20))
      }
      log.close()
      func figure(_ name: String, _ times: [Double], _ aim: Figure.Aim) -> Figure {
        Figure(
          name: "condition, \(size) events: \(name)",
          ours: String(format: "%.1f us", median(times)), beside: "limit 30 us",
          ratio: median(times) / 30, aim: aim)
      }
      figures += [
        figure("a tag", tagAlone, .atMost(1)), figure("tag, 2 types", withTypes, .atMost(1)),
        figure("2 tags, whole log", twoTags, .none),
      ]
      all.append(tagAlone)
      typed.append(withTypes)
    }
    if let small = all.first, let large = all.last {
      pairs = zip(large, small).map { $0 / $1 }
      figures.append(
        Figure(
          name: "condition, largest against smallest log",
          ours: String(format: "%.1f us", median(large)),
          beside: String(format: "%.1f us", median(small)), ratio: median(pairs), aim: .atMost(1.5))
      )
    }
    return figures
  }

  private struct RolledBack: Error {}

  /// The seconds that so many appends take in one transaction, of which nothing is kept.
  private func time(
    _ count: Int, on log: EventLog, under condition: AppendCondition?
  ) throws -> Double {
    let appends = try (0..<count).map { index in
      var append = try BenchLog.append(index, series: "condition-")
      append.condition = condition
      return append
    }
    var took = 0.0
    do {
      try log.bulk { writer in
        // Names are looked up once in a transaction; that is not what is measured.
        var first = try BenchLog.append(0, series: "first-")
        first.condition = condition
        try writer.append(first)
        took = try seconds { for append in appends { try writer.append(append) } }
        throw RolledBack()
      }
    } catch is RolledBack {}
    return took
  }
}
