public import RepairCore

/// Which tickets to show, in which order.
///
/// ```swift
/// var query = BoardQuery()
/// query.phases = [.submitted]
/// query.campus = CampusCode("north")
/// ```
public struct BoardQuery: Hashable, Sendable {
  /// In which order tickets are shown.
  public enum Order: String, CaseIterable, Hashable, Sendable {
    /// The last submitted first: by the log's order, or by time where a time range is asked for.
    case newest
    /// The first submitted first.
    case oldest
    /// The last changed first.
    case updated
    /// The most urgent first, and of those the first submitted.
    case priority
    /// The one due next first, and those without a date last.
    case deadline
  }

  /// Only these phases; all when empty.
  public var phases: Set<TicketPhase> = []
  /// Only these statuses; all when empty.
  public var statuses: Set<TicketStatus> = []
  /// Only this campus.
  public var campus: CampusCode?
  /// Only this kind of fault.
  public var category: CategoryCode?
  /// Only what this worker has or did.
  public var worker: PersonID?
  /// Only what this person asked for.
  public var requester: PersonID?
  /// Only this urgency.
  public var priority: Priority?
  /// Only this thing.
  public var asset: AssetCode?
  /// Only what was submitted at this time or later.
  public var since: Timestamp?
  /// Only what was submitted before this time.
  public var until: Timestamp?
  /// Only what is still to be done at this time although its date has passed.
  public var overdueAt: Timestamp?
  /// Only what rests.
  public var onHold = false
  /// Only what contains all these words, in the report, the place, the remarks or the work done.
  public var text: String?
  /// In which order.
  public var order = Order.newest
  /// How many at most; `nil` for all.
  public var limit: Int?
  /// Only what comes after an earlier page.
  public var after: BoardCursor?

  /// Makes a query for every ticket, the newest first.
  public init() {}
}
