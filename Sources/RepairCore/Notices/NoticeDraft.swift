/// That somebody is to be told of an event, before it is settled by which ways.
public struct NoticeDraft: Hashable, Sendable {
  /// The rule that says so.
  public var rule: NoticeRule
  /// Whom to tell.
  public var recipient: NoticeRecipient
  /// What the log itself knows to say.
  public var values: NoticeValues
  /// The worker spoken of, whose name and phone a directory may know.
  public var worker: PersonID?
  /// How to reach the recipient, as far as the log knows; personal.
  public var contact: Contact?

  /// Makes a draft.
  public init(
    _ rule: NoticeRule, to recipient: NoticeRecipient, values: NoticeValues = NoticeValues(),
    worker: PersonID? = nil, contact: Contact? = nil
  ) {
    self.rule = rule
    self.recipient = recipient
    self.values = values
    self.worker = worker
    self.contact = contact
  }
}

extension NoticeDraft {
  /// Who is to be told of what happened to a ticket.
  ///
  /// Pure: the same event on the same ticket always gives the same drafts in the same order. Nobody
  /// is told of what they did themselves, and nobody of what was imported.
  ///
  /// - Parameters:
  ///   - fact: what happened.
  ///   - before: the ticket before; `nil` for its first event.
  ///   - after: the ticket after.
  /// - Returns: the drafts of all rules, whether a desk has them on or not.
  public static func drafts(
    for fact: TicketFact, before: Ticket?, after: Ticket
  ) -> [NoticeDraft] {
    guard fact.remarks?.imported == nil else { return [] }
    let maker = TicketDrafts(before: before, after: after)
    return maker.drafts(for: fact).filter { $0.recipient.person != fact.actor }
  }
}

/// The drafts of one fact.
struct TicketDrafts {
  let before: Ticket?
  let after: Ticket

  func drafts(for fact: TicketFact) -> [NoticeDraft] {
    switch fact.event {
    case .submitted: [desk(.submitted) { $0.addRequester(of: after) }]
    case .accepted: [role(.storekeeper, .accepted)]
    case .workerDispatched, .workHandedOver:
      requester(.dispatched) + worker(.assigned) { $0.addRequester(of: after) }
        + (fact.event.isHandOver ? [] : formerWorker())
    case .workRejected(let reason, let text):
      [desk(.rejected, worker: before?.worker) { $0.say(reason, text) }]
    case .assignmentReleased(let reason, _):
      [desk(.released, worker: before?.worker) { $0.say(reason, nil) }]
        + formerWorker(reason)
    case .held(let reason, let until, let text, _):
      if reason == .information, let text {
        requester(.informationAsked) { $0[words: .text] = text }
      } else {
        requester(.held) {
          $0[.reason] = .hold(reason)
          $0[.until] = until.map(NoticeValue.time)
          $0[words: .text] = text
        }
      }
    case .accessDenied(let text):
      requester(.held) {
        $0[.reason] = .hold(.access)
        $0[words: .text] = text
      }
    case .visitScheduled(let window):
      requester(.visitScheduled) {
        $0[.from] = .time(window.from)
        $0[.until] = .time(window.to)
      }
    case .extensionRequested(let until, let reason):
      [
        desk(.extensionAsked, worker: after.worker) {
          $0[.until] = .time(until)
          $0.say(reason, nil)
        }
      ]
    case .extensionApproved(let until): requester(.extended) { $0[.until] = .time(until) }
    case .workCompleted(let work):
      requester(.completed) { $0[words: .text] = work.workDone }
        + [desk(.completedDesk, worker: after.worker)]
    case .reworkRequested(let reason, let text, _, let assignment):
      [desk(.reworkAsked, worker: before?.worker) { $0.say(reason, text) }]
        + (assignment == nil ? [] : worker(.assigned) { $0.addRequester(of: after) })
    case .cancellationRequested(let reason, let remark):
      [desk(.cancellationAsked, worker: after.worker) { $0.say(reason, remark) }]
    case .cancelled(let cancellation):
      requester(.cancelled) { $0.say(cancellation.reason, cancellation.remark) }
        + formerWorker(cancellation.reason)
    case .reopened(let reason, let text):
      [desk(.reopened, worker: before?.worker) { $0.say(reason, text) }]
    default: []
    }
  }

  private var ticketValues: NoticeValues {
    var values = NoticeValues()
    values[words: .ticket] = after.id.rawValue
    values[words: .campus] = after.campus.rawValue
    values[words: .category] = after.category.rawValue
    values[words: .place] = after.place.address ?? after.place.code
    return values
  }

  private func make(
    _ rule: NoticeRule, _ recipient: NoticeRecipient, worker: PersonID?, contact: Contact?,
    _ add: (inout NoticeValues) -> Void
  ) -> NoticeDraft {
    var values = ticketValues
    values[words: .workerNumber] = worker?.rawValue
    add(&values)
    return NoticeDraft(rule, to: recipient, values: values, worker: worker, contact: contact)
  }

  private func role(
    _ role: Role, _ rule: NoticeRule, worker: PersonID? = nil,
    _ add: (inout NoticeValues) -> Void = { _ in }
  ) -> NoticeDraft {
    make(rule, .role(role, after.campus), worker: worker, contact: nil, add)
  }

  func desk(
    _ rule: NoticeRule, worker: PersonID? = nil, _ add: (inout NoticeValues) -> Void = { _ in }
  ) -> NoticeDraft {
    role(.dispatcher, rule, worker: worker, add)
  }

  /// To the requester, where one is known.
  func requester(
    _ rule: NoticeRule, _ add: (inout NoticeValues) -> Void = { _ in }
  ) -> [NoticeDraft] {
    guard let requester = after.requester else { return [] }
    return [
      make(rule, .person(requester), worker: after.worker, contact: after.contact, add)
    ]
  }

  /// To the worker who has the ticket now.
  func worker(
    _ rule: NoticeRule, _ add: (inout NoticeValues) -> Void = { _ in }
  ) -> [NoticeDraft] {
    guard let worker = after.assignment?.worker else { return [] }
    return [make(rule, .person(worker), worker: worker, contact: nil, add)]
  }

  /// To the worker who had the ticket and has it no more.
  private func formerWorker(_ reason: ReasonCode? = nil) -> [NoticeDraft] {
    guard let worker = before?.assignment?.worker, worker != after.assignment?.worker else {
      return []
    }
    return [
      make(.calledOff, .person(worker), worker: worker, contact: nil) { $0.say(reason, nil) }
    ]
  }
}

extension TicketEvent {
  fileprivate var isHandOver: Bool { if case .workHandedOver = self { true } else { false } }
}

extension NoticeValues {
  fileprivate mutating func say(_ reason: ReasonCode?, _ text: String?) {
    self[words: .reason] = reason?.rawValue
    self[words: .text] = text
  }

  fileprivate mutating func addRequester(of ticket: Ticket) {
    self[words: .requesterName] = ticket.contact?.name
    self[words: .requesterPhone] = ticket.contact?.phone
    self[words: .description] = ticket.description
  }
}
