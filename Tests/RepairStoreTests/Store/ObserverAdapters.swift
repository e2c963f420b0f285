import RepairStore

/// The adapters that the documentation shows, compiled here beside stand-ins for the packages they
/// are for, which this repository does not depend on. A test compares the two.

// documented: logging
struct LoggingObserver: StoreObserver {
  let logger: Logger

  func observe(_ signal: StoreSignal) {
    switch signal {
    case .commitFailed(let error, let appends):
      logger.error(
        "commit failed", metadata: ["code": "\(error.code)", "appends": "\(appends)"])
    case .walCheckpointed(isComplete: false, let pages, _):
      logger.warning("a reader keeps the -wal", metadata: ["pages": "\(pages)"])
    case .read(let read) where read.took > .seconds(1):
      logger.notice("slow read", metadata: ["what": "\(read.what)", "took": "\(read.took)"])
    default: break
    }
  }
}
// end

// documented: metrics
struct MetricsObserver: StoreObserver {
  let append = Timer(label: "repair.append")
  let batch = Recorder(label: "repair.batch")
  let depth = Gauge(label: "repair.queue")
  let wal = Gauge(label: "repair.wal.pages")
  let conflicts = Counter(label: "repair.conflicts")
  let retries = Counter(label: "repair.retries")

  func observe(_ signal: StoreSignal) {
    switch signal {
    case .committed(let commit):
      append.recordNanoseconds(Int64((commit.waited + commit.took) / .nanoseconds(1)))
      batch.record(commit.appends)
      depth.record(commit.queueDepth)
      wal.record(commit.walPages)
      conflicts.increment(by: Int64(commit.conflicts))
    case .retried: retries.increment(by: 1)
    default: break
    }
  }
}
// end

// documented: tracing
struct TracingObserver: StoreObserver {
  func perform<Result>(
    _ operation: StoreOperation, _ body: () async throws -> sending Result
  ) async throws -> sending Result {
    try await withSpan("repair.\(operation.name)") { span in
      if let subject = operation.subject { span.attributes["repair.subject"] = subject }
      return try await body()
    }
  }
}
// end

// MARK: - Stand-ins

/// Stands for swift-log's logger.
struct Logger: Sendable {
  let lines: LineRecorder

  func error(_ message: String, metadata: [String: String]) { note("error", message, metadata) }

  func warning(_ message: String, metadata: [String: String]) { note("warning", message, metadata) }

  func notice(_ message: String, metadata: [String: String]) { note("notice", message, metadata) }

  private func note(_ level: String, _ message: String, _ metadata: [String: String]) {
    let facts = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    lines.add("\(level) \(message) \(facts.joined(separator: " "))")
  }
}

/// Stands for swift-metrics' timer.
struct Timer: Sendable {
  let label: String
  func recordNanoseconds(_ nanoseconds: Int64) { Figures.all.add("\(label) \(nanoseconds > 0)") }
}

/// Stands for swift-metrics' recorder.
struct Recorder: Sendable {
  let label: String
  func record(_ value: Int) { Figures.all.add("\(label) \(value)") }
}

/// Stands for swift-metrics' gauge.
struct Gauge: Sendable {
  let label: String
  func record(_ value: Int) { Figures.all.add("\(label) \(value)") }
}

/// Stands for swift-metrics' counter.
struct Counter: Sendable {
  let label: String
  func increment(by amount: Int64) { Figures.all.add("\(label) +\(amount)") }
}

/// Stands for the system that swift-metrics hands figures to.
enum Figures {
  static let all = LineRecorder()
}

/// Stands for swift-distributed-tracing's span.
final class Span {
  var attributes: [String: String] = [:]
}

/// Stands for swift-distributed-tracing's function.
func withSpan<Result>(
  _ name: String, _ body: (Span) async throws -> sending Result
) async throws -> sending Result {
  let span = Span()
  let result = try await body(span)
  Figures.all.add("\(name) \(span.attributes["repair.subject"] ?? "")")
  return result
}
