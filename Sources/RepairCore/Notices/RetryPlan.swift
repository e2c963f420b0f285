/// How often, and how long after one another, a notice is tried that a channel does not take.
///
/// Each wait is twice the one before, up to the longest, and up to a quarter more: by how much is
/// told by the notice's name, so that a thousand that failed together do not come back together,
/// and the same one always comes back at the same time.
public struct RetryPlan: Hashable, Sendable {
  /// How often a notice is tried at most.
  public var attempts: Int
  /// How long to wait after the first failure.
  public var first: TimeSpan
  /// How long to wait at most.
  public var longest: TimeSpan

  /// Eight times within about two hours: 1, 2, 4… minutes apart.
  public static let standard = RetryPlan(attempts: 8, first: .minutes(1), longest: .hours(6))

  /// Makes a plan.
  public init(attempts: Int, first: TimeSpan, longest: TimeSpan) {
    self.attempts = attempts
    self.first = first
    self.longest = longest
  }

  /// How long to wait after a failure.
  ///
  /// - Parameters:
  ///   - attempt: which try failed, 1 for the first.
  ///   - notice: the notice.
  /// - Returns: the wait; `nil` when it was the last try.
  public func wait(after attempt: Int, of notice: NoticeID) -> TimeSpan? {
    guard attempt < attempts else { return nil }
    var base = max(0, first.milliseconds)
    let most = max(base, longest.milliseconds)
    // Beyond sixty-two doublings any wait is the longest one.
    for _ in 1..<max(2, min(attempt, 63)) where attempt > 1 {
      base = base > most / 2 ? most : base * 2
    }
    base = min(base, most)
    let share = Int64(Self.digest(of: notice, attempt) % 1_000)
    let (sum, overflow) = base.addingReportingOverflow(base / 4_000 * share)
    return TimeSpan(milliseconds: overflow ? .max : sum)
  }

  /// FNV-1a, which spreads names well enough for waits and is nothing to rely on for more.
  private static func digest(of notice: NoticeID, _ attempt: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in notice.rawValue.utf8 { add(byte) }
    for byte in String(attempt).utf8 { add(byte) }
    return hash ^ (hash >> 32)
  }
}
