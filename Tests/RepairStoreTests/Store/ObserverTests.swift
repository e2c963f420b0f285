import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("Watching a store")
struct ObserverTests {
  @Test("A commit tells how many shared it, what was refused, and how far the log is")
  func commits() async throws {
    let signals = SignalRecorder()
    try await withStore(observer: signals) { store in
      try await store.append(Append([event(), event()], to: stream("s"), expecting: .noStream))
      _ = try? await store.append(Append([event()], to: stream("s"), expecting: .noStream))
    }
    let commits = signals.commits
    #expect(commits.map(\.appends) == [1, 1])
    #expect(commits.map(\.events) == [2, 0])
    #expect(commits.map(\.conflicts) == [0, 1])
    #expect(commits.last?.head == LogPosition(2))
    #expect(commits.allSatisfy { $0.took > .zero && $0.waited >= .zero && $0.walPages > 0 })
    #expect(signals.operations == ["append", "append"])
  }

  @Test("A write back of the -wal is told, and reads are told by what they read")
  func checkpointsAndReads() async throws {
    let signals = SignalRecorder()
    let folder = try TemporaryFolder()
    var configuration = SQLiteEventStore.Configuration()
    configuration.log.walCheckpointPages = 4
    configuration.observer = signals
    let store = try await SQLiteEventStore(
      creating: folder.file("log.db"), configuration: configuration)
    for _ in 0..<3 {
      try await store.append(Append([event()], to: stream("s"), expecting: .any))
    }
    _ = try await store.head()
    await store.close()
    let complete = signals.all.compactMap { signal -> Bool? in
      if case .walCheckpointed(let isComplete, _, _) = signal { isComplete } else { nil }
    }
    let reads = signals.all.compactMap { signal -> String? in
      if case .read(let read) = signal { read.what } else { nil }
    }
    #expect(!complete.isEmpty && complete.allSatisfy { $0 })
    #expect(reads == ["head"])
  }

  @Test("A board that catches up tells by how many events it was behind")
  func projections() async throws {
    let signals = SignalRecorder()
    let folder = try TemporaryFolder()
    let desk = try DeskPeople()
    var configuration = RepairEngine.Configuration()
    configuration.observer = signals
    let engine = try await RepairEngine(
      creating: folder.file("log.db"), configuration: configuration)
    try await engine.execute(
      desk.envelope(try desk.submission(), by: desk.requester, minute: 0))
    _ = try await engine.query(BoardQuery())
    _ = try await engine.query(BoardQuery())
    await engine.close()
    let projected = signals.all.compactMap { signal -> Int? in
      if case .projected("ticketBoard", let events, _) = signal { events } else { nil }
    }
    #expect(projected == [1])
    #expect(signals.operations.contains("submit"))
  }

  @Test("The adapters log, count and trace what happens")
  func adapters() async throws {
    let lines = LineRecorder()
    let logging = LoggingObserver(logger: Logger(lines: lines))
    logging.observe(.commitFailed(StoreError(.diskFull, "full"), appends: 3))
    logging.observe(.walCheckpointed(isComplete: false, pages: 9_000, took: .zero))
    #expect(
      lines.all == [
        "error commit failed appends=3 code=diskFull",
        "warning a reader keeps the -wal pages=9000",
      ])
    try await withStore(observer: MetricsObserver()) { store in
      try await store.append(Append([event()], to: stream("counted"), expecting: .any))
    }
    try await withStore(observer: TracingObserver()) { store in
      try await store.append(Append([event()], to: stream("traced"), expecting: .any))
    }
    let figures = Figures.all.all
    #expect(figures.contains("repair.append true") && figures.contains("repair.batch 1"))
    #expect(figures.contains("repair.append traced"))
  }

  @Test("The adapters in the documentation are those that are tested, line by line")
  func documented() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let source = try String(
      contentsOf: tests.appending(path: "ObserverAdapters.swift"), encoding: .utf8)
    let article = try String(
      contentsOf: tests.appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/WatchingAStore.md"), encoding: .utf8)
    let shown = Self.blocks(of: article, from: "```swift", to: "```")
    let tested = Self.blocks(of: source, from: "// documented:", to: "// end")
    #expect(tested.count == 3)
    for block in tested { #expect(shown.contains(block), "\(block)") }
  }

  private static func blocks(of text: String, from begin: String, to end: String) -> [String] {
    var blocks: [String] = []
    var lines: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let block = lines {
        if line == end {
          blocks.append(block.joined(separator: "\n"))
          lines = nil
        } else {
          lines = block + [line]
        }
      } else if line.hasPrefix(begin) {
        lines = []
      }
    }
    return blocks
  }
}

/// Lines from several threads.
final class LineRecorder: Sendable {
  private let lines = Lock<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }

  var all: [String] { lines.withLock { $0 } }
}
