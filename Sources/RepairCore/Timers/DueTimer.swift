/// A timer of a ticket that has not fired: what it is about, from when on it fires, and what it does.
///
/// It is derived from the ticket's history each time it is asked for, and kept nowhere.
public struct DueTimer: Hashable, Comparable, Sendable {
  /// What firing comes to.
  public enum Effect: Hashable, Sendable {
    /// A command to the ticket, by the timer's automation.
    case command(TicketCommand)
    /// The sending of a worker, whom somebody has to choose.
    case dispatch
    /// A fact of its own, beside the ticket's stream.
    case record
  }

  /// The ticket.
  public var ticket: TicketID
  /// Which timer, about what.
  public var occurrence: FiredTimer
  /// What firing comes to.
  public var effect: Effect
  /// From when on it fires.
  ///
  /// That is when it becomes due, or for a date that may still be kept at the last moment, right after
  /// it.
  public var firesAt: Timestamp
  /// When it would come too late to be of use; `nil` for never.
  public var lapsesAt: Timestamp?

  /// Makes a timer.
  public init(
    _ occurrence: FiredTimer, of ticket: TicketID, effect: Effect, firesAt: Timestamp? = nil,
    lapsesAt: Timestamp? = nil
  ) {
    self.ticket = ticket
    self.occurrence = occurrence
    self.effect = effect
    self.firesAt = firesAt ?? occurrence.dueAt
    self.lapsesAt = lapsesAt
  }

  /// What kind of timer it is.
  public var kind: TimerKind { occurrence.timer }

  /// When it becomes due.
  public var dueAt: Timestamp { occurrence.dueAt }

  /// What the keys of timers begin with, and no other's.
  public static let keyPrefix = "timer:"

  /// The idempotency key under which it fires: the same in every process that derives it.
  public var key: String { "\(Self.keyPrefix)\(ticket):\(occurrence.occurrence)" }

  /// Whether it fires at a moment.
  public func fires(at now: Timestamp) -> Bool {
    firesAt <= now && lapsesAt.map { now < $0 } ?? true
  }

  /// The order of firing: by due time, then ticket, then kind.
  public static func < (left: DueTimer, right: DueTimer) -> Bool {
    if left.dueAt != right.dueAt { return left.dueAt < right.dueAt }
    if left.ticket != right.ticket { return left.ticket < right.ticket }
    if left.kind != right.kind { return left.kind.order < right.kind.order }
    return left.occurrence.occurrence.utf8
      .lexicographicallyPrecedes(right.occurrence.occurrence.utf8)
  }
}
