extension NoticeDraft {
  /// Who is to be told that a member has left: the dispatchers of where they worked.
  ///
  /// - Parameters:
  ///   - member: who left.
  ///   - reason: why.
  ///   - campuses: where they worked; none for anywhere.
  /// - Returns: a draft a campus.
  public static func drafts(
    forLeaving member: PersonID, reason: ReasonCode?, campuses: [CampusCode]
  ) -> [NoticeDraft] {
    var values = NoticeValues()
    values[words: .workerNumber] = member.rawValue
    values[words: .reason] = reason?.rawValue
    let places: [CampusCode?] = campuses.isEmpty ? [nil] : campuses
    return places.map {
      NoticeDraft(.memberLeft, to: .role(.dispatcher, $0), values: values, worker: member)
    }
  }
}

extension NoticeDraft {
  /// Who is to be told that a timer has fired.
  ///
  /// What the timer did to the ticket, such as taking a job away, is told by the ticket's own event.
  ///
  /// - Parameters:
  ///   - timer: which.
  ///   - ticket: the ticket it is about.
  ///   - escalations: who is told of targets, as the plan of time targets says; the dispatcher where
  ///     it says nothing.
  /// - Returns: the drafts.
  public static func drafts(
    for timer: FiredTimer, on ticket: Ticket,
    escalatedBy escalations: [TargetEscalation] = []
  ) -> [NoticeDraft] {
    let maker = TicketDrafts(before: nil, after: ticket)
    let recipients = timer.recipients(of: escalations)
    func late(_ rule: NoticeRule) -> [NoticeDraft] {
      var draft = maker.desk(rule, worker: ticket.worker) {
        $0[.target] = timer.target.map(NoticeValue.target)
        $0[.until] = .time(timer.dueAt)
      }
      return recipients.compactMap { recipient in
        switch recipient {
        case .role(let role): draft.recipient = .role(role, ticket.campus)
        case .person(let person): draft.recipient = .person(person)
        case .worker:
          guard let worker = ticket.worker else { return nil }
          draft.recipient = .person(worker)
        case .requester:
          guard let requester = ticket.requester else { return nil }
          draft.recipient = .person(requester)
        }
        return draft
      }
    }
    switch timer.timer {
    case .nearBreach: return late(.nearBreach)
    case .breach: return late(.breach)
    case .escalation: return late(.escalation)
    case .reminder:
      switch timer.reminder {
      case .unaccepted, .undispatched: return [maker.desk(.waiting, worker: ticket.worker)]
      case .unacknowledged: return maker.worker(.unacknowledged)
      case .unrated: return maker.requester(.ratingReminder)
      case nil: return []
      }
    case .resume, .release, .workerLeft, .dispatch, .confirmByDefault, .evaluationExpired:
      return []
    }
  }
}

extension FiredTimer {
  /// Whom the plan has told of it, each once; the dispatcher where it says nothing.
  fileprivate func recipients(
    of escalations: [TargetEscalation]
  ) -> [TargetEscalation.Recipient] {
    let meant = escalations.enumerated().filter { index, rule in
      switch (timer, rule.moment) {
      case (.nearBreach, .nearBreach), (.breach, .breach):
        rule.target == nil || rule.target == target
      case (.escalation, .afterBreach): index + 1 == level
      default: false
      }
    }
    var recipients: [TargetEscalation.Recipient] = []
    for recipient in meant.flatMap(\.element.recipients) where !recipients.contains(recipient) {
      recipients.append(recipient)
    }
    return recipients.isEmpty ? [.role(.dispatcher)] : recipients
  }
}
