import RepairCore

extension JSONWriter {
  /// Writes the members of an event, in the order its fields are declared; what is absent, false or
  /// empty is left out.
  mutating func members(of event: TicketEvent) {
    switch event {
    case .submitted(let submission): members(of: submission)
    case .amended(let amendment):
      member("description", amendment.description)
      member("place", amendment.place)
      member("contact", amendment.contact)
      member("asset", amendment.asset)
    case .noteAdded(let text, let isInternal):
      member("text", text)
      member("internal", isInternal)
    case .fileAttached(let attachment): members(of: attachment)
    case .hurried, .workAcknowledged, .workStarted, .resultConfirmed, .confirmedByDefault: break
    case .held(let reason, let until, let text, let pausesClock):
      member("reason", reason.rawValue)
      member("until", until)
      member("text", text)
      member("pausesClock", pausesClock)
    case .resumed(let text), .accessDenied(let text): member("text", text)
    case .accepted(let priority, let category):
      member("priority", priority?.rawValue)
      member("category", category)
    case .cancelled(let cancellation):
      member("kind", cancellation.kind?.rawValue)
      member("reason", cancellation.reason)
      member("remark", cancellation.remark)
      member("duplicateOf", cancellation.duplicateOf)
    case .workCompleted(let work):
      member("cause", work.cause)
      member("workDone", work.workDone)
      member("outcome", work.outcome?.rawValue)
      member("remote", work.remote)
      member("attachments", work.attachments)
      member("consumables", work.consumables)
    case .workerDispatched(let dispatch):
      member("worker", dispatch.worker)
      member("assignment", dispatch.assignment.rawValue)
      member("override", dispatch.override)
      member("force", dispatch.force)
      member("choice", dispatch.choice)
    case .workRejected(let reason, let text), .reopened(let reason, let text):
      member("reason", reason)
      member("text", text)
    case .assignmentReleased(let reason, let assignment):
      member("reason", reason)
      member("assignment", assignment?.rawValue)
    case .workerArrived(let place): member("place", place)
    case .workHandedOver(let worker, let reason, let assignment):
      member("worker", worker)
      member("reason", reason)
      member("assignment", assignment.rawValue)
    case .visitScheduled(let window):
      member("from", window.from)
      member("to", window.to)
    case .deadlineSet(let due, let reason):
      member("due", due)
      member("reason", reason)
    case .extensionRequested(let until, let reason):
      member("until", until)
      member("reason", reason)
    case .extensionApproved(let until): member("until", until)
    case .extensionRefused(let reason), .cancellationRefused(let reason):
      member("reason", reason)
    case .completionCorrected, .reworkRequested, .evaluated, .evaluationAmended,
      .cancellationRequested, .priorityChanged, .recategorised, .transferred:
      laterMembers(of: event)
    case .materialRequested, .materialReserved, .materialIssued, .materialUsed,
      .materialReturned, .materialWrittenOff, .costAdded, .fundingSet, .quoteMade,
      .quoteAccepted, .quoteRefused:
      supplyMembers(of: event)
    }
  }

  /// The rest of ``members(of:)-(TicketEvent)``, from the result on.
  private mutating func laterMembers(of event: TicketEvent) {
    switch event {
    case .completionCorrected(let cause, let workDone, let outcome):
      member("cause", cause)
      member("workDone", workDone)
      member("outcome", outcome?.rawValue)
    case .reworkRequested(let reason, let text, let target, let assignment):
      member("reason", reason)
      member("text", text)
      member("to", target?.rawValue)
      member("assignment", assignment?.rawValue)
    case .evaluated(let evaluation):
      member("result", evaluation.result?.rawValue)
      member("efficiency", evaluation.efficiency?.rawValue)
      member("attitude", evaluation.attitude?.rawValue)
      member("text", evaluation.text)
      member("late", evaluation.late)
    case .evaluationAmended(let result, let efficiency, let attitude, let text):
      member("result", result?.rawValue)
      member("efficiency", efficiency?.rawValue)
      member("attitude", attitude?.rawValue)
      member("text", text)
    case .cancellationRequested(let reason, let remark):
      member("reason", reason)
      member("remark", remark)
    case .priorityChanged(let priority, let reason):
      member("priority", priority.rawValue)
      member("reason", reason)
    case .recategorised(let category, let reason):
      member("category", category)
      member("reason", reason)
    case .transferred(let campus, let reason):
      member("campus", campus)
      member("reason", reason)
    default: break
    }
  }

  /// Writes what is said beside an event, after its own members.
  mutating func members(of remarks: EventRemarks) {
    member("statedAt", remarks.statedAt)
    if let campuses = remarks.campuses {
      key("campuses")
      beginArray()
      for campus in campuses { string(campus.rawValue) }
      endArray()
    }
    if let imported = remarks.imported {
      key("imported")
      beginObject()
      member("format", imported.format)
      member("time", imported.time.rawValue)
      member("activity", imported.activity?.name)
      member("transition", imported.activity?.transition)
      member("resource", imported.activity?.resource)
      endObject()
    }
  }

  /// Writes the members of a report.
  mutating func members(of submission: TicketSubmission) {
    member("campus", submission.campus)
    member("category", submission.category)
    member("description", submission.description)
    member("place", submission.place.isEmpty ? nil : submission.place)
    member("contact", submission.contact)
    member("channel", submission.channel.rawValue)
    member("asset", submission.asset)
    member("attachments", submission.attachments)
    if let legacy = submission.legacy {
      key("legacy")
      beginObject()
      member("id", legacy.id)
      member("warranty", legacy.warranty?.rawValue)
      member("funding", legacy.funding)
      if let json = legacy.raw {
        key("raw")
        raw(json)
      }
      endObject()
    }
  }

  /// Writes the members of an attachment.
  mutating func members(of attachment: Attachment) {
    member("name", attachment.name)
    member("sha256", attachment.sha256)
    member("size", attachment.size)
    member("mediaType", attachment.mediaType)
    member("kind", attachment.kind)
    member("url", attachment.url)
  }

  // MARK: - One member

  mutating func member(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    key(name)
    string(text)
  }

  mutating func member(_ name: StaticString, _ identifier: (some TextIdentifier)?) {
    guard let identifier else { return }
    key(name)
    string(identifier.rawValue)
  }

  mutating func member(_ name: StaticString, _ number: Int?) {
    guard let number else { return }
    key(name)
    integer(number)
  }

  /// Writes an amount and its currency as two members.
  mutating func members(of money: Money) {
    key("amount")
    integer(money.minorUnits)
    member("currency", money.currency)
  }

  mutating func member(_ name: StaticString, _ time: Timestamp?) {
    guard let time else { return }
    key(name)
    self.time(time)
  }

  mutating func member(_ name: StaticString, _ flag: Bool) {
    guard flag else { return }
    key(name)
    bool(true)
  }

  mutating func member(_ name: StaticString, _ place: Place?) {
    guard let place else { return }
    key(name)
    beginObject()
    member("code", place.code)
    member("address", place.address)
    member("latitudeE6", place.coordinates?.latitudeE6)
    member("longitudeE6", place.coordinates?.longitudeE6)
    endObject()
  }

  mutating func member(_ name: StaticString, _ contact: Contact?) {
    guard let contact else { return }
    key(name)
    beginObject()
    member("name", contact.name)
    member("phone", contact.phone)
    member("openID", contact.openID)
    endObject()
  }

  mutating func member(_ name: StaticString, _ attachments: [Attachment]) {
    guard !attachments.isEmpty else { return }
    key(name)
    beginArray()
    for attachment in attachments {
      beginObject()
      members(of: attachment)
      endObject()
    }
    endArray()
  }
}
