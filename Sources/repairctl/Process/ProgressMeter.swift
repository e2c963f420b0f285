import Glibc
import RepairCore

/// Shows a person at a terminal how far long work has come.
///
/// Work that is done within a second shows nothing, and nothing is shown where no terminal is.
///
/// Unchecked: a replay tells its progress from one thread of its own while the command's thread
/// waits for it, so that no two threads ever use a meter, or the stream it writes to, at once.
final class ProgressMeter: @unchecked Sendable {
  private static let quietTime: UInt64 = 1_000_000_000
  private static let interval: UInt64 = 200_000_000

  private let messages: TextOutput
  private let label: String
  private let unit: String
  private let clock: () -> UInt64
  private let start: UInt64
  private var lastShown: UInt64?
  private var stage: String?
  private var stageStart: UInt64 = 0

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - label: what is being done.
  ///   - unit: what is counted, in the plural.
  ///   - messages: where it is shown.
  ///   - clock: nanoseconds that never go back.
  init(
    _ label: String, unit: String, on messages: TextOutput,
    clock: @escaping () -> UInt64 = ProgressMeter.monotonicNanoseconds
  ) {
    self.label = label
    self.unit = unit
    self.messages = messages
    self.clock = clock
    start = clock()
  }

  /// Tells how far it is.
  ///
  /// - Parameters:
  ///   - stage: what is being done now, where that changes on the way.
  ///   - done: how many are done.
  ///   - total: how many there are, where that is known.
  func update(_ stage: String? = nil, done: Int, of total: Int?) {
    guard messages.sink.isTerminal else { return }
    let now = clock()
    let elapsed = now &- start
    if stage != self.stage { (self.stage, stageStart) = (stage, self.stage == nil ? start : now) }
    guard elapsed >= Self.quietTime, lastShown.map({ now &- $0 >= Self.interval }) ?? true else {
      return
    }
    lastShown = now
    let spent = stage == nil ? elapsed : max(now &- stageStart, 1)
    let rate = Double(done) / (Double(spent) / 1e9)
    var line = "\(stage ?? label): \(done)"
    if let total { line += " of \(total)" }
    line += " \(unit), \(Int(rate.rounded(.down)))/s"
    if let total, total > done, rate > 0 {
      let seconds = (Double(total - done) / rate).rounded(.up)
      line += ", \(TimeSpan.seconds(Int64(min(seconds, 1e9)))) left"
    }
    show("\r\(line)\u{1B}[K")
  }

  /// Takes the line away, so that what follows stands alone.
  func finish() {
    guard lastShown != nil else { return }
    lastShown = nil
    show("\r\u{1B}[K")
  }

  private func show(_ text: String) {
    // A person who cannot see progress loses nothing by it.
    try? messages.write(text)
    try? messages.flush()
  }

  static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
