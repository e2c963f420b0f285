/// Where a ticket stands, as finely as is known: a phase, and inside some phases a step.
///
/// The steps `dispatched`, `completed` and `cancelled` stand for their phase where a legacy record
/// says no more than that.
public enum TicketStatus: String, CaseIterable, Hashable, Sendable {
  /// Waiting for a dispatcher.
  case submitted
  /// Waiting for a worker.
  case accepted
  /// 已派单: a worker has it; an imported record does not say how far it is.
  case dispatched
  /// 待接单: sent to a worker who has not answered yet.
  case awaitingAcknowledgement
  /// 已接单: the worker has taken the job.
  case acknowledged
  /// 维修中: the worker is at it.
  case inProgress
  /// Handed back by the worker.
  case rejectedByWorker
  /// 待验收: done; an imported record does not say what the requester made of it.
  case completed
  /// Done; the requester has not said whether it is.
  case unconfirmed
  /// Done, says the requester.
  case confirmed
  /// Done, because the requester said nothing within the window.
  case confirmedByDefault
  /// Rated.
  case evaluated
  /// Cancelled at the requester's wish.
  case withdrawn
  /// 不予受理: the desk will not do it.
  case declined
  /// 重复: another ticket is about the same fault.
  case duplicate
  /// Cancelled by the dispatcher.
  case cancelledByDispatcher
  /// Cancelled; a legacy record does not say by whom.
  case cancelled

  /// The phase this is a step of.
  public var phase: TicketPhase {
    switch self {
    case .submitted: .submitted
    case .accepted: .accepted
    case .dispatched, .awaitingAcknowledgement, .acknowledged, .inProgress: .dispatched
    case .rejectedByWorker: .rejectedByWorker
    case .completed, .unconfirmed, .confirmed, .confirmedByDefault: .completed
    case .evaluated: .evaluated
    case .withdrawn, .declined, .duplicate, .cancelledByDispatcher, .cancelled: .cancelled
    }
  }

  /// What the people at the desk call it.
  public var deskName: String {
    switch self {
    case .awaitingAcknowledgement: "待接单"
    case .acknowledged: "已接单"
    case .inProgress: "维修中"
    case .declined: "不予受理"
    case .duplicate: "重复"
    default: phase.deskName
    }
  }
}

/// A set of statuses, as small as a number: the lifecycle's table is made of them.
public struct TicketStatusSet: OptionSet, Hashable, Sendable {
  /// One bit a status, in the order of `TicketStatus.allCases`.
  public let rawValue: UInt32

  /// Makes a set of bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Makes a set of statuses.
  public init(_ statuses: TicketStatus...) {
    self.init(rawValue: statuses.reduce(0) { $0 | Self.bit($1) })
  }

  /// Makes the set of all statuses of some phases.
  public init(phases: TicketPhase...) {
    let members = TicketStatus.allCases.filter { phases.contains($0.phase) }
    self.init(rawValue: members.reduce(0) { $0 | Self.bit($1) })
  }

  /// Every status.
  public static let all = TicketStatusSet(rawValue: (1 << UInt32(TicketStatus.allCases.count)) - 1)

  /// The statuses of the four phases in which the repair is still to be done.
  public static let open = TicketStatusSet(
    phases: .submitted, .accepted, .dispatched, .rejectedByWorker)

  /// The statuses in the set, in their usual order.
  public var members: [TicketStatus] { TicketStatus.allCases.filter(contains) }

  /// Whether a status is in the set.
  public func contains(_ status: TicketStatus) -> Bool { rawValue & Self.bit(status) != 0 }

  private static func bit(_ status: TicketStatus) -> UInt32 {
    switch status {
    case .submitted: 1 << 0
    case .accepted: 1 << 1
    case .dispatched: 1 << 2
    case .awaitingAcknowledgement: 1 << 3
    case .acknowledged: 1 << 4
    case .inProgress: 1 << 5
    case .rejectedByWorker: 1 << 6
    case .completed: 1 << 7
    case .unconfirmed: 1 << 8
    case .confirmed: 1 << 9
    case .confirmedByDefault: 1 << 10
    case .evaluated: 1 << 11
    case .withdrawn: 1 << 12
    case .declined: 1 << 13
    case .duplicate: 1 << 14
    case .cancelledByDispatcher: 1 << 15
    case .cancelled: 1 << 16
    }
  }
}
