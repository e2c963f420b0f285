import Foundation

/// Prints at once: a run takes minutes, and may be cut short.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

// The benchmarks there are, in the order in which they run.
let benches: [any Bench.Type] = [
  ReplayBench.self, BoardBench.self, KeepBench.self, StreamBench.self, LargeBench.self,
  AppendBench.self,
  BulkBench.self, GroupBench.self, ConditionBench.self, CommandBench.self, TogetherBench.self,
  SubscribeBench.self, RankingBench.self, ToolBench.self, ImportBench.self, ExportBench.self,
  TargetsBench.self, TimersBench.self, DashboardBench.self, TreeBench.self, PeersBench.self,
]

var wanted: Set<String> = []
var (events, rounds) = (1_000_000, 5)
var kept: String?
var isForScripts = false
var arguments = CommandLine.arguments.dropFirst().makeIterator()
while let argument = arguments.next() {
  switch argument {
  case "--events": events = arguments.next().flatMap(Int.init) ?? events
  case "--rounds": rounds = max(1, arguments.next().flatMap(Int.init) ?? rounds)
  case "--keep": kept = arguments.next()
  case "--tsv": isForScripts = true
  case "--help", "-h":
    print("USAGE: repair-bench [name ...] [--events N] [--rounds N] [--keep FOLDER] [--tsv]\n")
    for bench in benches { print("  \(bench.name): \(bench.summary)") }
    exit(0)
  default: wanted.insert(argument)
  }
}

let unknown = wanted.subtracting(benches.map { $0.name })
guard unknown.isEmpty else {
  print("Unknown: \(unknown.sorted().joined(separator: ", ")). See --help.")
  exit(64)
}
let folder =
  kept ?? NSTemporaryDirectory() + "repair-bench-\(ProcessInfo.processInfo.processIdentifier)"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let workshop = Workshop(folder: folder, events: events, rounds: rounds)
if !isForScripts { say(Figure.header) }
var missed = 0
for bench in benches where wanted.contains(bench.name) || wanted.isEmpty && bench.isForPeople {
  for figure in try await bench.init().run(in: workshop) {
    if isForScripts {
      if let (ours, beside) = figure.numbers { say("\(figure.name)\t\(ours)\t\(beside)") }
      continue
    }
    say(figure.line)
    if !figure.isMet { missed += 1 }
  }
}
if kept == nil { try? FileManager.default.removeItem(atPath: folder) }
// A figure is a reading, not a verdict: a busy machine misses aims that a quiet one meets.
if missed > 0 { print("\(missed) missed; on a quiet machine, run it again before believing it.") }
