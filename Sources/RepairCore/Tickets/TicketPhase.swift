/// The seven phases of a ticket's life.
public enum TicketPhase: String, CaseIterable, Hashable, Sendable {
  /// 待受理: waiting for a dispatcher.
  case submitted
  /// 待派单: waiting for a worker.
  case accepted
  /// 已派单: a worker has it.
  case dispatched
  /// 已退单: handed back with a reason; waiting for another dispatch.
  case rejectedByWorker
  /// 待验收: the work is done.
  case completed
  /// 已评价: rated; the end, unless reopened.
  case evaluated
  /// 已取消: withdrawn, declined, a duplicate, or cancelled by the dispatcher.
  case cancelled

  /// Whether the repair is still to be done.
  public var isOpen: Bool {
    switch self {
    case .submitted, .accepted, .dispatched, .rejectedByWorker: true
    case .completed, .evaluated, .cancelled: false
    }
  }

  /// What the people at the desk call it.
  public var deskName: String {
    switch self {
    case .submitted: "待受理"
    case .accepted: "待派单"
    case .dispatched: "已派单"
    case .rejectedByWorker: "已退单"
    case .completed: "待验收"
    case .evaluated: "已评价"
    case .cancelled: "已取消"
    }
  }
}
