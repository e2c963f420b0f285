import Foundation
import RawSQLite
import RepairExchange
import RepairStore

/// The whole log as XES and as OCEL in JSON, beside a C program that only reads all columns.
struct ExportBench: Bench {
  static let name = "export"
  static let summary = "exporting the log as XES and OCEL, beside a C scan of all columns"

  func run(in workshop: Workshop) throws -> [Figure] {
    let path = try workshop.largeLog()
    let log = try EventLog.open(at: path, mode: .readOnly)
    let output = workshop.folder + "/export"
    var (raw, xes, ocel): ([Double], [Double], [Double]) = ([], [], [])
    var (events, sum): (Int64, Int64) = (0, 0)
    func export(_ format: ExportFormat) throws -> Double {
      try? FileManager.default.removeItem(atPath: output)
      defer { try? FileManager.default.removeItem(atPath: output) }
      return try seconds {
        let report = try Exporter.run(from: log, format: format, to: output)
        guard report.rows == Int(events) else {
          throw BenchFailure(description: "\(report.rows) events of \(events) exported")
        }
      }
    }
    for _ in 0..<workshop.rounds {
      raw.append(raw_scan_all(path, &events, &sum))
      xes.append(try export(.xes))
      ocel.append(try export(.ocelJSON))
    }
    let count = Int(events)
    return [
      // 100,000 events a second are wanted: the ratio is to that.
      Figure(
        name: "export as XES", ours: rate(count, in: median(xes)), beside: "wanted 100 k/s",
        ratio: Double(count) / median(xes) / 100_000, aim: .atLeast(1)),
      Figure(
        name: "export as XES", ours: rate(count, in: median(xes)),
        beside: "C scan \(rate(count, in: median(raw)))",
        ratio: median(zip(raw, xes).map { $0 / $1 }), aim: .none),
      Figure(
        name: "export as OCEL in JSON", ours: rate(count, in: median(ocel)),
        beside: "C scan \(rate(count, in: median(raw)))",
        ratio: median(zip(raw, ocel).map { $0 / $1 }), aim: .none),
    ]
  }
}
