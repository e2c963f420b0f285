import RepairCore

extension JSONWriter {
  /// Writes the particulars of a command, in the order they are declared; what is absent, false or
  /// empty is left out.
  mutating func members(of command: TicketCommand) {
    switch command {
    case .submit(let submission): members(of: submission)
    case .amend(let amendment): members(of: .amended(amendment))
    case .addNote(let text, let isInternal):
      member("text", text)
      member("internal", isInternal)
    case .attachFile(let attachment): members(of: attachment)
    case .hurry, .acknowledge, .startWork, .resume, .approveExtension, .confirm, .confirmByDefault:
      break
    case .askInformation(let text), .giveInformation(let text): member("text", text)
    case .accept(let priority, let category):
      member("priority", priority?.rawValue)
      member("category", category)
    case .decline(let reason, let text), .reject(let reason, let text),
      .reopen(let reason, let text):
      member("reason", reason)
      member("text", text)
    case .markDuplicate(let other): member("of", other)
    case .resolveRemotely(let workDone, let cause):
      member("workDone", workDone)
      member("cause", cause)
    case .dispatch(let worker, let override, let force, let choice):
      member("worker", worker)
      member("override", override)
      member("force", force)
      member("choice", choice)
    case .release(let reason, let assignment):
      member("reason", reason)
      member("assignment", assignment?.rawValue)
    case .checkIn(let place): member("place", place)
    case .recordNoAccess(let text): member("text", text)
    case .handOver(let worker, let reason):
      member("worker", worker)
      member("reason", reason)
    case .scheduleVisit(let window):
      member("from", window.from)
      member("to", window.to)
    case .hold(let reason, let until, let text):
      member("reason", reason.rawValue)
      member("until", until)
      member("text", text)
    case .setDeadline(let due, let reason):
      member("due", due)
      member("reason", reason)
    case .requestExtension, .refuseExtension, .complete, .correctCompletion, .rejectResult,
      .evaluate, .amendEvaluation, .cancel, .requestCancellation, .refuseCancellation,
      .changePriority, .recategorise, .transfer:
      laterMembers(of: command)
    case .requestMaterial, .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial,
      .writeOffMaterial, .addCost, .setFunding, .quote, .acceptQuote, .refuseQuote:
      supplyMembers(of: command)
    }
  }

  /// The rest of the command's members, from extensions on.
  private mutating func laterMembers(of command: TicketCommand) {
    switch command {
    case .requestExtension(let until, let reason):
      member("until", until)
      member("reason", reason)
    case .refuseExtension(let reason), .refuseCancellation(let reason): member("reason", reason)
    case .complete(let report):
      member("cause", report.cause)
      member("workDone", report.workDone)
      member("outcome", report.outcome.rawValue)
      member("attachments", report.attachments)
    case .correctCompletion(let cause, let workDone, let outcome):
      member("cause", cause)
      member("workDone", workDone)
      member("outcome", outcome?.rawValue)
    case .rejectResult(let reason, let text, let target):
      member("reason", reason)
      member("text", text)
      member("to", target?.rawValue)
    case .evaluate(let result, let efficiency, let attitude, let text):
      marks(result, efficiency, attitude, text)
    case .amendEvaluation(let result, let efficiency, let attitude, let text):
      marks(result, efficiency, attitude, text)
    case .cancel(let reason, let remark), .requestCancellation(let reason, let remark):
      member("reason", reason)
      member("remark", remark)
    case .changePriority(let priority, let reason):
      member("priority", priority.rawValue)
      member("reason", reason)
    case .recategorise(let category, let reason):
      member("category", category)
      member("reason", reason)
    case .transfer(let campus, let reason):
      member("campus", campus)
      member("reason", reason)
    default: break
    }
  }

  private mutating func marks(
    _ result: Rating?, _ efficiency: Rating?, _ attitude: Rating?, _ text: String?
  ) {
    member("result", result?.rawValue)
    member("efficiency", efficiency?.rawValue)
    member("attitude", attitude?.rawValue)
    member("text", text)
  }
}
