/// What somebody is told of, and who: one rule, with one template in each language.
@nonexhaustive
public enum NoticeRule: String, CaseIterable, Hashable, Sendable {
  /// A fault was reported → the dispatcher.
  case submitted
  /// A ticket was taken on → the storekeeper, to prepare materials.
  case accepted
  /// A worker was sent → the requester, with the worker's number, name and phone.
  case dispatched
  /// A worker was sent, or is to do it again → that worker.
  case assigned
  /// A job was taken away or called off → the worker who had it.
  case calledOff
  /// A worker handed the job back → the dispatcher.
  case rejected
  /// A job was taken from its worker → the dispatcher.
  case released
  /// The ticket rests → the requester.
  case held
  /// The requester was asked something → the requester.
  case informationAsked
  /// A visit was agreed on → the requester.
  case visitScheduled
  /// A worker asks for a later date → the dispatcher.
  case extensionAsked
  /// A later date was granted → the requester.
  case extended
  /// The work is done → the requester, asked to rate it.
  case completed
  /// The work is done → the dispatcher.
  case completedDesk
  /// The requester rejected the result → the dispatcher.
  case reworkAsked
  /// The requester asks to cancel while a worker has it → the dispatcher.
  case cancellationAsked
  /// The desk ended the ticket without a repair → the requester.
  case cancelled
  /// The ticket was taken up again → the dispatcher.
  case reopened
  /// A time target will soon be missed → the dispatcher.
  case nearBreach
  /// A time target was missed → the dispatcher.
  case breach
  /// A missed target is still missed → the dispatcher.
  case escalation
  /// A report, a ticket or a job waits for somebody → the dispatcher.
  case waiting
  /// A job waits for its worker's answer → that worker.
  case unacknowledged
  /// The requester has not rated the repair yet → the requester.
  case ratingReminder
  /// A member left → the dispatcher.
  case memberLeft
  /// Something was announced → its audience.
  case announced
  /// Somebody signs in: no event leads to it, the server renders it and sends the code itself.
  case loginCode

  /// What a text of this rule can say.
  public var variables: [NoticeVariable] {
    switch self {
    case .submitted: Self.ticket + [.requesterName, .requesterPhone, .description]
    case .accepted, .completedDesk: Self.ticket + Self.worker
    case .dispatched: Self.ticket + Self.worker
    case .assigned: Self.ticket + [.requesterName, .requesterPhone, .description]
    case .calledOff, .reopened, .reworkAsked, .cancellationAsked, .cancelled:
      Self.ticket + Self.worker + [.reason, .text]
    case .rejected, .released: Self.ticket + Self.worker + [.reason, .text]
    case .held: Self.ticket + [.reason, .text, .until]
    case .informationAsked: Self.ticket + [.text]
    case .visitScheduled: Self.ticket + Self.worker + [.from, .until]
    case .extensionAsked: Self.ticket + Self.worker + [.until, .reason]
    case .extended: Self.ticket + [.until]
    case .completed: Self.ticket + Self.worker + [.text]
    case .nearBreach, .breach, .escalation: Self.ticket + Self.worker + [.target, .until]
    case .waiting, .unacknowledged: Self.ticket + Self.worker
    case .ratingReminder: Self.ticket + Self.worker
    case .memberLeft: [.workerNumber, .workerName, .reason]
    case .announced: [.title, .text, .until, .senderName]
    case .loginCode: [.code, .minutes]
    }
  }

  /// What a text of this rule must say, or it would be of no use to its reader.
  public var demanded: [NoticeVariable] {
    switch self {
    case .dispatched: [.workerNumber, .workerName, .workerPhone]
    case .informationAsked: [.text]
    case .announced: [.title]
    case .loginCode: [.code]
    default: []
    }
  }

  private static let ticket: [NoticeVariable] = [.ticket, .campus, .category, .place]
  private static let worker: [NoticeVariable] = [.workerNumber, .workerName, .workerPhone]
}
