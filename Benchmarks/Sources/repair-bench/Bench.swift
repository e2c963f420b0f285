import Foundation
import RepairStore

/// One thing to measure.
///
/// Each round measures ours and the other in turn, because the machine's
/// speed drifts; the ratio of a round is fair even when the round is slow.
protocol Bench {
  /// The word that asks for it.
  static var name: String { get }
  /// What it measures, in one line.
  static var summary: String { get }

  /// Whether it runs when no bench is named.
  static var isForPeople: Bool { get }

  init()

  /// Measures.
  ///
  /// - Parameter workshop: files to work on, and how much to do.
  /// - Returns: one figure or more.
  /// - Throws: what the store throws, and ``BenchFailure``.
  func run(in workshop: Workshop) async throws -> [Figure]
}

extension Bench {
  static var isForPeople: Bool { true }
}

/// Where benchmarks keep their files, and how much they do.
struct Workshop {
  /// A folder of this run's own.
  let folder: String
  /// How many events the large log has.
  let events: Int
  /// How many rounds to take the median of.
  let rounds: Int

  /// The path of a file of this run's own.
  func path(_ name: String) -> String { folder + "/" + name }

  /// The large log, made on first use.
  func largeLog() throws -> String {
    let path = path("large.db")
    if !FileManager.default.fileExists(atPath: path) {
      FileHandle.standardError.write(Data("making a log of \(events) events\n".utf8))
      try BenchLog.make(at: path, events: events)
    }
    return path
  }

  /// A new empty log, in the place of an earlier one of that name.
  func emptyLog(_ name: String) throws -> String {
    try remove(name)
    try EventLog.create(at: path(name), origin: "bench").close()
    return path(name)
  }

  /// Removes a log that may be there.
  func remove(_ name: String) throws {
    for path in ["", "-wal", "-shm"].map({ path(name + $0) })
    where FileManager.default.fileExists(atPath: path) {
      try FileManager.default.removeItem(atPath: path)
    }
  }
}

/// That the C side, or a process, did not do as asked.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String
}
