/// Whether a member is there to work.
@nonexhaustive
public enum Duty: String, CaseIterable, Hashable, Sendable {
  /// Nobody has said; not to be taken for off duty.
  case unknown
  /// At work.
  case onDuty
  /// Not at work now.
  case offDuty
  /// Away for some time.
  case onLeave
}

/// That a member is away for some time.
public struct Leave: Hashable, Sendable {
  /// The first moment away.
  public var from: Timestamp
  /// The first moment back; `nil` until the member says so.
  public var until: Timestamp?

  /// Makes a leave, or `nil` when it does not end after it begins.
  public init?(from: Timestamp, until: Timestamp? = nil) {
    if let until, until <= from { return nil }
    self.from = from
    self.until = until
  }

  /// Whether a moment falls into it.
  public func covers(_ moment: Timestamp) -> Bool {
    from <= moment && until.map { moment < $0 } ?? true
  }
}
