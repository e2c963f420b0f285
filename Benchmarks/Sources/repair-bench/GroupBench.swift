import Foundation
import RawSQLite
import RepairStore

/// Many callers at once, each waiting until its append is on the disk, beside group commit in C.
struct GroupBench: Bench {
  static let name = "group"
  static let summary = "many callers of one store, beside the same group commit in C"

  func run(in workshop: Workshop) async throws -> [Figure] {
    let note = RawEvents([.note])
    let sizes = [(1, 4_000), (4, 1_500), (16, 750), (64, 400), (256, 150)]
    var alone: [Double] = []
    var (ours, same, simple): ([[Double]], [[Double]], [[Double]]) = ([], [], [])
    for _ in 0..<workshop.rounds {
      var (oursNow, sameNow, simpleNow): ([Double], [Double], [Double]) = ([], [], [])
      let (_, each) = sizes[0]
      let path = try workshop.emptyLog("group-raw.db")
      let took = raw_append(path, Int32(each), 1, 0, note.pointer, note.count)
      alone.append(Double(each) / took)
      for (callers, each) in sizes {
        func inC(checked: Int32) throws -> Double {
          let path = try workshop.emptyLog("group-raw.db")
          let took = raw_group(path, Int32(callers), Int32(each), checked, note.pointer)
          return Double(callers * each) / took
        }
        oursNow.append(Double(callers * each) / (try await append(callers, each, in: workshop)))
        sameNow.append(try inC(checked: 1))
        simpleNow.append(try inC(checked: 0))
      }
      ours.append(oursNow)
      same.append(sameNow)
      simple.append(simpleNow)
    }
    func column(_ rows: [[Double]], _ index: Int) -> [Double] { rows.map { $0[index] } }
    func figure(
      _ name: String, _ index: Int, _ other: String, _ others: [Double], _ aim: Figure.Aim
    ) -> Figure {
      let mine = column(ours, index)
      return Figure(
        name: name, ours: said(median(mine)), beside: "\(other) \(said(median(others)))",
        ratio: median(zip(mine, others).map { $0 / $1 }), aim: aim)
    }
    var figures = [
      figure("one caller, beside bare C without a queue", 0, "C", alone, .atLeast(0.85))
    ]
    for (index, (callers, _)) in sizes.enumerated() {
      let name = callers == 1 ? "1 caller" : "\(callers) callers"
      figures.append(
        figure(
          name, index, "C, same checks", column(same, index), callers == 64 ? .atLeast(0.8) : .none)
      )
    }
    figures.append(figure("64 callers, C checks nothing", 3, "C", column(simple, 3), .none))
    figures.append(figure("64 callers against one", 3, "one", column(ours, 0), .atLeast(5)))
    return figures
  }

  private func append(_ callers: Int, _ each: Int, in workshop: Workshop) async throws -> Double {
    let appends = try (0..<callers).map { caller in
      try (0..<each).map { try BenchLog.append($0, series: "\(caller)-") }
    }
    let store = try await SQLiteEventStore(opening: workshop.emptyLog("group.db"))
    let took = try await seconds {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for mine in appends {
          group.addTask { for append in mine { try await store.append(append) } }
        }
        try await group.waitForAll()
      }
    }
    await store.close()
    return took
  }

  private func said(_ rate: Double) -> String { String(format: "%.1f k/s", rate / 1e3) }
}
