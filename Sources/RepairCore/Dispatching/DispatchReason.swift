/// One fact that speaks for or against sending a worker, as a code and the numbers that belong to it.
public struct DispatchReason: Hashable, Sendable {
  /// What kind of fact it is; each says what its numbers mean.
  @nonexhaustive
  public enum Code: String, CaseIterable, Hashable, Sendable {
    /// On duty.
    case onDuty
    /// Whether the worker is on duty is not known.
    case dutyUnknown
    /// Serves the ticket's campus.
    case servesCampus
    /// Repairs this kind of fault.
    case repairsCategory
    /// What the worker repairs is not known.
    case tradeUnknown
    /// Belongs to a preferred group; `value` is which of them, from 1.
    case preferredGroup
    /// Has handed this ticket back; `value` is how often of late, `detail` how many hours ago last.
    case handedBack
    /// Has open jobs; `value` is how many, `detail` how many more rest.
    case openJobs
    /// Is rated; `value` is the mean mark in hundredths, `detail` of how many.
    case rated
    /// Has too few ratings for them to count; `value` is how many.
    case fewRatings
    /// Is away; `value` is how many metres.
    case distance
    /// Was given jobs of late; `value` is how many.
    case recentlySent
    /// Waits for a job; `value` is how many hours since the last one.
    case waiting
    /// Was never given a job.
    case neverSent

    /// No longer works here.
    case left
    /// Is not on duty.
    case offDuty
    /// Does not serve the ticket's campus.
    case otherCampus
    /// Does not repair this kind of fault.
    case otherTrade
    /// Has as many open jobs as is allowed; `value` is how many.
    case jobLimit
    /// Asked for the repair.
    case requester
    /// Has just handed the ticket back.
    case justHandedBack
    /// Has the ticket.
    case hasTicket

    /// Whether it rules the worker out.
    public var rulesOut: Bool {
      switch self {
      case .onDuty, .dutyUnknown, .servesCampus, .repairsCategory, .tradeUnknown,
        .preferredGroup, .handedBack, .openJobs, .rated, .fewRatings, .distance, .recentlySent,
        .waiting, .neverSent:
        false
      case .left, .offDuty, .otherCampus, .otherTrade, .jobLimit, .requester, .justHandedBack,
        .hasTicket:
        true
      }
    }
  }

  /// What kind of fact it is.
  public var code: Code
  /// Its first number, where its code has one.
  public var value: Int?
  /// Its second number, where its code has one.
  public var detail: Int?

  /// Makes a reason.
  public init(_ code: Code, _ value: Int? = nil, _ detail: Int? = nil) {
    self.code = code
    self.value = value
    self.detail = detail
  }
}

/// A worker in a ranking, with what speaks for and against sending them.
public struct RankedWorker: Hashable, Sendable {
  /// Who it is.
  public var worker: PersonID
  /// The facts, in a fixed order.
  public var reasons: [DispatchReason]

  /// Makes an entry.
  public init(worker: PersonID, reasons: [DispatchReason]) {
    self.worker = worker
    self.reasons = reasons
  }
}
