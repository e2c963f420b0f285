import Foundation
import RawSQLite
import RepairCore
import RepairStore

let folder = NSTemporaryDirectory() + "repair-bench"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let path = folder + "/replay.db"
let count = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 1_000_000
if !FileManager.default.fileExists(atPath: path) {
  let t = Date()
  try BenchLog.make(at: path, events: count)
  print("made", Date().timeIntervalSince(t))
}
let log = try EventLog.open(at: path, mode: .readOnly)
let reps = ProcessInfo.processInfo.environment["REPS"].flatMap(Int.init) ?? 3
for _ in 0..<reps {
  var events: Int64 = 0
  var sum: Int64 = 0
  let raw = raw_scan_all(path, &events, &sum)
  let clock = ContinuousClock()
  let one = try clock.measure {
    let r = try Replay(of: log); precondition(r.events == Int(events))
  }
  let two = try clock.measure { _ = try Replay(of: log, threads: 2) }
  print(raw, one, two)
}
