import RepairCore

/// One function a shape of payload; events of the same fields share one.
extension EventReader {
  /// Reads the payload of an event of a kind, to the end of the text.
  @inline(__always)
  mutating func event(_ kind: TicketEventKind) throws(JSONError) -> TicketEvent {
    let event = try fields(of: kind)
    try json.finish()
    return event
  }

  private mutating func fields(of kind: TicketEventKind) throws(JSONError) -> TicketEvent {
    switch kind {
    case .submitted: try submitted()
    case .amended: try amended()
    case .noteAdded: try noteAdded()
    case .fileAttached: try fileAttached()
    case .hurried: try without(.hurried)
    case .held: try held()
    case .resumed: .resumed(text: try onlyText())
    case .accepted: try accepted()
    case .cancelled: try cancelled()
    case .workCompleted: try workCompleted()
    case .workerDispatched: try workerDispatched()
    case .workAcknowledged: try without(.workAcknowledged)
    case .workRejected: try reasoned("text") { .workRejected(reason: $0, text: $1) }
    case .assignmentReleased: try assignmentReleased()
    case .workerArrived: try workerArrived()
    case .accessDenied: .accessDenied(text: try onlyText())
    case .workStarted: try without(.workStarted)
    case .workHandedOver: try workHandedOver()
    case .visitScheduled: try visitScheduled()
    case .deadlineSet: try deadlineSet()
    case .extensionRequested: try extensionRequested()
    case .extensionApproved: try extensionApproved()
    case .extensionRefused: .extensionRefused(reason: try onlyReason())
    case .completionCorrected: try completionCorrected()
    case .resultConfirmed: try without(.resultConfirmed)
    case .reworkRequested: try reworkRequested()
    case .confirmedByDefault: try without(.confirmedByDefault)
    case .evaluated: try evaluated()
    case .evaluationAmended: try evaluationAmended()
    case .cancellationRequested:
      try reasoned("remark") { .cancellationRequested(reason: $0, remark: $1) }
    case .cancellationRefused: .cancellationRefused(reason: try onlyReason())
    case .reopened: try reasoned("text") { .reopened(reason: $0, text: $1) }
    case .priorityChanged: try priorityChanged()
    case .recategorised: try recategorised()
    case .transferred: try transferred()
    case .materialRequested: try materialRequested()
    case .materialReserved: try materialReserved()
    case .materialIssued: try materialIssued()
    case .materialUsed: try materialUsed()
    case .materialReturned: try materialReturned()
    case .materialWrittenOff: try materialWrittenOff()
    case .costAdded: try costAdded()
    case .fundingSet: try fundingSet()
    case .quoteMade: try quoteMade()
    case .quoteAccepted: try quoteAccepted()
    case .quoteRefused: try quoteRefused()
    }
  }

  private mutating func without(_ event: TicketEvent) throws(JSONError) -> TicketEvent {
    while let key = try nextKey() { try other(key) }
    return event
  }

  private mutating func onlyText() throws(JSONError) -> String? {
    var text: String?
    while let key = try nextKey() {
      if key.is("text") { try self.text(&text, key) } else { try other(key) }
    }
    return text
  }

  private mutating func onlyReason() throws(JSONError) -> ReasonCode? {
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("reason") { try identifier(&reason, key) } else { try other(key) }
    }
    return reason
  }

  private mutating func reasoned(
    _ words: StaticString, _ make: (ReasonCode, String?) -> TicketEvent
  ) throws(JSONError) -> TicketEvent {
    var reason: ReasonCode?
    var text: String?
    while let key = try nextKey() {
      if key.is("reason") {
        try identifier(&reason, key)
      } else if key.is(words) {
        try self.text(&text, key)
      } else {
        try other(key)
      }
    }
    return make(try need(reason, "reason"), text)
  }

  private mutating func submitted() throws(JSONError) -> TicketEvent {
    var campus: CampusCode?
    var category: CategoryCode?
    var description: String?
    var place: Place?
    var contact: Contact?
    var channel: Channel?
    var asset: AssetCode?
    var attachments: [Attachment]?
    var legacy: LegacyRecord?
    while let key = try nextKey() {
      if key.is("campus") {
        try identifier(&campus, key)
      } else if key.is("category") {
        try identifier(&category, key)
      } else if key.is("description") {
        try text(&description, key)
      } else if key.is("place") {
        try self.place(&place, key)
      } else if key.is("contact") {
        try self.contact(&contact, key)
      } else if key.is("channel") {
        try code(&channel, key)
      } else if key.is("asset") {
        try identifier(&asset, key)
      } else if key.is("attachments") {
        try self.attachments(&attachments, key)
      } else if key.is("legacy") {
        try self.legacy(&legacy, key)
      } else {
        try other(key)
      }
    }
    return .submitted(
      TicketSubmission(
        campus: try need(campus, "campus"), category: try need(category, "category"),
        description: description ?? "", place: place ?? Place(),
        contact: contact, channel: try need(channel, "channel"), asset: asset,
        attachments: attachments ?? [], legacy: legacy))
  }

  private mutating func amended() throws(JSONError) -> TicketEvent {
    var amendment = TicketAmendment()
    while let key = try nextKey() {
      if key.is("description") {
        try text(&amendment.description, key)
      } else if key.is("place") {
        try place(&amendment.place, key)
      } else if key.is("contact") {
        try contact(&amendment.contact, key)
      } else if key.is("asset") {
        try identifier(&amendment.asset, key)
      } else {
        try other(key)
      }
    }
    return .amended(amendment)
  }

  private mutating func noteAdded() throws(JSONError) -> TicketEvent {
    var text: String?
    var isInternal: Bool?
    while let key = try nextKey() {
      if key.is("text") {
        try self.text(&text, key)
      } else if key.is("internal") {
        try flag(&isInternal, key)
      } else {
        try other(key)
      }
    }
    return .noteAdded(text: text ?? "", internal: isInternal ?? false)
  }

  private mutating func fileAttached() throws(JSONError) -> TicketEvent {
    var fields = AttachmentFields()
    while let key = try nextKey() {
      if try !fields.read(key, from: &self) { try other(key) }
    }
    return .fileAttached(try fields.attachment(self))
  }

  private mutating func held() throws(JSONError) -> TicketEvent {
    var reason: HoldReason?
    var until: Timestamp?
    var text: String?
    var pausesClock: Bool?
    while let key = try nextKey() {
      if key.is("reason") {
        try code(&reason, key)
      } else if key.is("until") {
        try time(&until, key)
      } else if key.is("text") {
        try self.text(&text, key)
      } else if key.is("pausesClock") {
        try flag(&pausesClock, key)
      } else {
        try other(key)
      }
    }
    return .held(
      reason: try need(reason, "reason"), until: until, text: text,
      pausesClock: pausesClock ?? false)
  }

  private mutating func accepted() throws(JSONError) -> TicketEvent {
    var priority: Priority?
    var category: CategoryCode?
    while let key = try nextKey() {
      if key.is("priority") {
        try self.priority(&priority, key)
      } else if key.is("category") {
        try identifier(&category, key)
      } else {
        try other(key)
      }
    }
    return .accepted(priority: priority, category: category)
  }

  private mutating func cancelled() throws(JSONError) -> TicketEvent {
    var cancellation = TicketCancellation(kind: nil)
    while let key = try nextKey() {
      if key.is("kind") {
        try code(&cancellation.kind, key)
      } else if key.is("reason") {
        try identifier(&cancellation.reason, key)
      } else if key.is("remark") {
        try text(&cancellation.remark, key)
      } else if key.is("duplicateOf") {
        try identifier(&cancellation.duplicateOf, key)
      } else {
        try other(key)
      }
    }
    return .cancelled(cancellation)
  }

  private mutating func workCompleted() throws(JSONError) -> TicketEvent {
    var cause: String?
    var workDone: String?
    var outcome: Outcome?
    var remote: Bool?
    var attachments: [Attachment]?
    var consumables: String?
    while let key = try nextKey() {
      if key.is("cause") {
        try text(&cause, key)
      } else if key.is("workDone") {
        try text(&workDone, key)
      } else if key.is("outcome") {
        try code(&outcome, key)
      } else if key.is("remote") {
        try flag(&remote, key)
      } else if key.is("attachments") {
        try self.attachments(&attachments, key)
      } else if key.is("consumables") {
        try text(&consumables, key)
      } else {
        try other(key)
      }
    }
    return .workCompleted(
      WorkCompletion(
        cause: cause, workDone: workDone, outcome: outcome, remote: remote ?? false,
        attachments: attachments ?? [], consumables: consumables))
  }

  private mutating func workerDispatched() throws(JSONError) -> TicketEvent {
    var worker: PersonID?
    var assignment: AssignmentNumber?
    var override: String?
    var force: Bool?
    var choice: DispatchChoice?
    while let key = try nextKey() {
      if key.is("worker") {
        try identifier(&worker, key)
      } else if key.is("assignment") {
        try self.assignment(&assignment, key)
      } else if key.is("override") {
        try text(&override, key)
      } else if key.is("force") {
        try flag(&force, key)
      } else if key.is("choice") {
        try self.choice(&choice, key)
      } else {
        try other(key)
      }
    }
    return .workerDispatched(
      WorkerDispatch(
        worker: worker, assignment: try need(assignment, "assignment"), override: override,
        force: force ?? false, choice: choice))
  }

  private mutating func assignmentReleased() throws(JSONError) -> TicketEvent {
    var reason: ReasonCode?
    var assignment: AssignmentNumber?
    while let key = try nextKey() {
      if key.is("reason") {
        try identifier(&reason, key)
      } else if key.is("assignment") {
        try self.assignment(&assignment, key)
      } else {
        try other(key)
      }
    }
    return .assignmentReleased(reason: try need(reason, "reason"), assignment: assignment)
  }

  private mutating func workerArrived() throws(JSONError) -> TicketEvent {
    var place: Place?
    while let key = try nextKey() {
      if key.is("place") { try self.place(&place, key) } else { try other(key) }
    }
    return .workerArrived(place: place)
  }

  private mutating func workHandedOver() throws(JSONError) -> TicketEvent {
    var worker: PersonID?
    var reason: ReasonCode?
    var assignment: AssignmentNumber?
    while let key = try nextKey() {
      if key.is("worker") {
        try identifier(&worker, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else if key.is("assignment") {
        try self.assignment(&assignment, key)
      } else {
        try other(key)
      }
    }
    return .workHandedOver(
      worker: try need(worker, "worker"), reason: reason,
      assignment: try need(assignment, "assignment"))
  }

  private mutating func visitScheduled() throws(JSONError) -> TicketEvent {
    var from: Timestamp?
    var to: Timestamp?
    while let key = try nextKey() {
      if key.is("from") {
        try time(&from, key)
      } else if key.is("to") {
        try time(&to, key)
      } else {
        try other(key)
      }
    }
    guard let window = VisitWindow(from: try need(from, "from"), to: try need(to, "to")) else {
      throw json.error(.invalidValue("a time that begins before it ends"))
    }
    return .visitScheduled(window)
  }
}
