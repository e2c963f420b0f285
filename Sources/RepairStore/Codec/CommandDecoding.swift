import RepairCore

extension CommandFields {
  /// Reads the particulars of a command; `nil` when one that must be there is not, or cannot be.
  mutating func command(_ kind: TicketCommandKind) throws(MalformedCommand) -> TicketCommand? {
    switch kind {
    case .submit: return try submit()
    case .amend:
      return .amend(
        TicketAmendment(
          description: try text("description"), place: try place(), contact: try contact(),
          asset: try identifier("asset")))
    case .addNote:
      let isInternal = try flag("internal") ?? false
      return try neededText("text").map { .addNote(text: $0, internal: isInternal) }
    case .attachFile: return try attachment().map { .attachFile($0) }
    case .hurry: return .hurry
    case .askInformation: return try neededText("text").map { .askInformation(text: $0) }
    case .giveInformation: return try neededText("text").map { .giveInformation(text: $0) }
    case .accept:
      return .accept(priority: try priority("priority"), category: try identifier("category"))
    case .decline: return try reasoned("text") { .decline(reason: $0, text: $1) }
    case .markDuplicate:
      return need(try identifier("of", "a ticket's name"), "of").map { .markDuplicate(of: $0) }
    case .resolveRemotely:
      let cause = try text("cause")
      return try neededText("workDone").map { .resolveRemotely(workDone: $0, cause: cause) }
    case .dispatch: return try dispatch()
    case .acknowledge: return .acknowledge
    case .reject: return try reasoned("text") { .reject(reason: $0, text: $1) }
    case .release:
      let assignment = try number(
        "assignment", "the number of an assignment, 1 or more", AssignmentNumber.init)
      return try neededName("reason").map { .release(reason: $0, assignment: assignment) }
    case .checkIn: return .checkIn(place: try place())
    case .recordNoAccess: return .recordNoAccess(text: try text("text"))
    case .startWork: return .startWork
    case .handOver:
      let reason: ReasonCode? = try identifier("reason")
      return try neededName("worker").map { .handOver(worker: $0, reason: reason) }
    case .scheduleVisit: return try scheduleVisit()
    case .hold:
      let (until, text) = (try time("until"), try text("text"))
      return need(try code("reason"), "reason").map {
        .hold(reason: $0, until: until, text: text)
      }
    case .resume: return .resume
    case .setDeadline:
      let reason: ReasonCode? = try identifier("reason")
      return need(try time("due"), "due").map { .setDeadline(due: $0, reason: reason) }
    default: return try laterCommand(kind)
    }
  }

  /// The rest of ``command(_:)``, from extensions on.
  private mutating func laterCommand(
    _ kind: TicketCommandKind
  ) throws(MalformedCommand) -> TicketCommand? {
    switch kind {
    case .requestExtension:
      let until = need(try time("until"), "until")
      let reason: ReasonCode? = try neededName("reason")
      guard let until, let reason else { return nil }
      return .requestExtension(until: until, reason: reason)
    case .approveExtension: return .approveExtension
    case .refuseExtension: return .refuseExtension(reason: try identifier("reason"))
    case .complete: return try complete()
    case .correctCompletion:
      return .correctCompletion(
        cause: try text("cause"), workDone: try text("workDone"), outcome: try code("outcome"))
    case .confirm: return .confirm
    case .rejectResult:
      let target: ReworkTarget? = try code("to")
      return try reasoned("text") { .rejectResult(reason: $0, text: $1, to: target) }
    case .confirmByDefault: return .confirmByDefault
    case .evaluate: return try evaluate()
    case .amendEvaluation:
      return .amendEvaluation(
        result: try rating("result"), efficiency: try rating("efficiency"),
        attitude: try rating("attitude"), text: try text("text"))
    case .cancel: return try reasoned("remark") { .cancel(reason: $0, remark: $1) }
    case .requestCancellation:
      return try reasoned("remark") { .requestCancellation(reason: $0, remark: $1) }
    case .refuseCancellation: return .refuseCancellation(reason: try identifier("reason"))
    case .reopen: return try reasoned("text") { .reopen(reason: $0, text: $1) }
    case .changePriority:
      let priority = need(try priority("priority"), "priority")
      let reason: ReasonCode? = try neededName("reason")
      guard let priority, let reason else { return nil }
      return .changePriority(priority, reason: reason)
    case .recategorise:
      let category: CategoryCode? = try neededName("category")
      let reason: ReasonCode? = try neededName("reason")
      guard let category, let reason else { return nil }
      return .recategorise(category, reason: reason)
    case .transfer:
      let campus: CampusCode? = try neededName("campus")
      let reason: ReasonCode? = try neededName("reason")
      guard let campus, let reason else { return nil }
      return .transfer(to: campus, reason: reason)
    default: return try supplyCommand(kind)
    }
  }

  private mutating func reasoned(
    _ words: String, _ make: (ReasonCode, String?) -> TicketCommand
  ) throws(MalformedCommand) -> TicketCommand? {
    let reason: ReasonCode? = try neededName("reason")
    let text = try text(words)
    return reason.map { make($0, text) }
  }

  private mutating func submit() throws(MalformedCommand) -> TicketCommand? {
    let campus: CampusCode? = try neededName("campus")
    let category: CategoryCode? = try neededName("category")
    let description = try neededText("description")
    let place = need(try place(), "place")
    let contact = try contact()
    let channel: Channel? = try code("channel")
    let asset: AssetCode? = try identifier("asset")
    let attachments = try attachments()
    guard let campus, let category, let description, let place else { return nil }
    return .submit(
      TicketSubmission(
        campus: campus, category: category, description: description, place: place,
        contact: contact, channel: channel ?? .app, asset: asset, attachments: attachments))
  }

  private mutating func dispatch() throws(MalformedCommand) -> TicketCommand? {
    let worker: PersonID? = try neededName("worker")
    let override = try text("override")
    let force = try flag("force") ?? false
    let choice = try choice()
    return worker.map { .dispatch(worker: $0, override: override, force: force, choice: choice) }
  }

  private mutating func scheduleVisit() throws(MalformedCommand) -> TicketCommand? {
    let from = need(try time("from"), "from")
    let to = need(try time("to"), "to")
    guard let from, let to else { return nil }
    guard let window = VisitWindow(from: from, to: to) else {
      reject("to", "must be later than from")
      return nil
    }
    return .scheduleVisit(window)
  }

  private mutating func complete() throws(MalformedCommand) -> TicketCommand? {
    let cause = try neededText("cause")
    let workDone = try neededText("workDone")
    let outcome: Outcome? = need(try code("outcome"), "outcome")
    let attachments = try attachments()
    guard let cause, let workDone, let outcome else { return nil }
    return .complete(
      WorkReport(cause: cause, workDone: workDone, outcome: outcome, attachments: attachments))
  }

  private mutating func evaluate() throws(MalformedCommand) -> TicketCommand? {
    let result = need(try rating("result"), "result")
    let efficiency = need(try rating("efficiency"), "efficiency")
    let attitude = try rating("attitude")
    let text = try text("text")
    guard let result, let efficiency else { return nil }
    return .evaluate(result: result, efficiency: efficiency, attitude: attitude, text: text)
  }
}
