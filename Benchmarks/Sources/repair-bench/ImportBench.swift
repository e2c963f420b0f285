import Foundation
import RepairStore

/// A large legacy table imported by the tool, in one transaction: how fast, and in how much memory.
struct ImportBench: Bench {
  static let name = "import"
  static let summary = "a legacy table of two rows for every eight events asked for, imported"

  func run(in workshop: Workshop) throws -> [Figure] {
    let rows = workshop.events / 4
    let table = workshop.path("sheet.csv")
    let codes = workshop.path("codes.json")
    try write(rows, to: table)
    try Data(#"{"status":{"3":"evaluated"},"type":{"1":"plumbing"},"campus":{"1":"north"}}"#.utf8)
      .write(to: URL(fileURLWithPath: codes))
    var (rates, peaks): ([Double], [Double]) = ([], [])
    var events = 0
    // Once or twice is enough for what takes this long, and memory does not vary.
    for _ in 0..<min(workshop.rounds, 2) {
      let log = try workshop.emptyLog("import.db")
      let run = try ToolRun(["--log", log, "import", table, "--from", "sheet", "--map", codes])
      events = try EventLog.open(at: log, mode: .readOnly).head().rawValue
      rates.append(Double(events) / run.wallTime)
      peaks.append(Double(run.peakMemory) / 1e6)
    }
    return [
      Figure(
        name: "import of \(rows) rows, \(events) events",
        ours: String(format: "%.1f k/s", median(rates) / 1e3), beside: "aim 60 k/s",
        ratio: median(rates) / 60_000, aim: .atLeast(1)),
      Figure(
        name: "import, most memory", ours: String(format: "%.0f MB", median(peaks)),
        beside: "limit 200 MB", ratio: median(peaks) / 200, aim: .atMost(1)),
    ]
  }

  private func write(_ rows: Int, to path: String) throws {
    try Data().write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var text = """
      id,teacherId,type,status,repairDate,address,campus,description,applicantName,mobile,level,\
      allocatedTime,finishTime,reason,detail,star,evaluate,evaluateDate\n
      """
    for row in 1...max(rows, 1) {
      let (hour, minute) = (row / 60 % 16, row % 60)
      let day = String(format: "2025-%02d-%02d", row % 12 + 1, row % 28 + 1)
      func time(_ hours: Int) -> String {
        "\(day) \(String(format: "%02d:%02d:00", hour + hours, minute))"
      }
      text +=
        "\(row),\(row % 20_000),1,3,\(time(0)),5栋 \(row % 600)室,1,卫生间水管漏水，地面有积水,张同学,"
        + "13800000000,3,\(time(1)),\(time(3)),密封圈老化,更换密封圈并试水,5,很快,\(time(5))\n"
      if text.utf8.count > 1 << 20 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }
}
