import RepairCore
import RepairTestSupport

/// A history with an event of every kind, filled to the brim, that ends with a command.
///
/// No desk would bring it about; but a log is never judged, so it is a history all the same.
enum EveryEvent {
  /// The rules of a desk that left nothing as it was.
  static func policy() throws -> TicketPolicy {
    var policy = TicketPolicy.standard
    policy.hurryGap = TimeSpan(milliseconds: 90_500)
    policy.confirmationWindow = .days(3)
    policy.acknowledgeWindow = .minutes(20)
    policy.defaultPriority = .urgent
    policy.pausingHolds = [.parts, .vendor]
    policy.photoToSubmit = [try .named("glass"), try .named("door")]
    policy.openJobLimit = nil
    policy.oneTicketPerFault = true
    policy.dispatching.order = [.openJobs, .waiting]
    policy.dispatching.handBackWindow = .hours(36)
    policy.dispatching.keepsChoice = true
    return policy
  }

  /// Words that would do harm in a source that takes them as they are.
  static let hostile = "\"no\" \\(valve)\n\u{202E}\u{0301}*/ 水管 🪠"

  /// Every event but the first and the last.
  private static func events() throws -> [TicketEvent] {
    let later = try Timestamp.time("2026-03-09T08:00:00Z")
    let photo = Attachment(
      name: "a.jpg", sha256: String(repeating: "0f", count: 32), size: 7,
      mediaType: "image/jpeg", kind: "photo", url: "https://example.org/a")
    let worker = try PersonID.named("w-7")
    let line = LineNumber.first
    let few = try Quantity.number(3)
    let store = try StoreCode.named("main")
    let point = try Coordinates.point(latitudeE6: 39_904_200, longitudeE6: -116_407_400)
    return [
      .amended(
        TicketAmendment(
          description: "twice", place: Place(code: "dorm-6", coordinates: point),
          contact: Contact(openID: "o"), asset: try .named("tap-7"))),
      .noteAdded(text: hostile, internal: true), .fileAttached(photo), .hurried,
      .held(reason: .other, until: later, text: "holiday", pausesClock: false),
      .resumed(text: "go on"), .accepted(priority: .normal, category: try .named("power")),
      .workerDispatched(WorkerDispatch(worker: nil, assignment: try .number(1))),
      .workAcknowledged, .workRejected(reason: try .named("noParts"), text: nil),
      .assignmentReleased(reason: try .named("shift"), assignment: try .number(2)),
      .workerArrived(place: Place(address: "roof")), .accessDenied(text: nil), .workStarted,
      .workHandedOver(worker: worker, reason: nil, assignment: try .number(3)),
      .visitScheduled(try .between(later, and: later + .hours(2))),
      .deadlineSet(due: later, reason: nil),
      .extensionRequested(until: later, reason: try .named("parts")),
      .extensionApproved(until: later), .extensionRefused(reason: nil),
      .materialRequested(
        line: line, item: try .named("valve"), description: nil, unit: "pcs", quantity: few),
      .materialReserved(line: line, quantity: few, store: store, override: nil),
      .materialIssued(line: line, quantity: few, store: store, override: "urgent"),
      .materialUsed(line: line, quantity: few),
      .materialReturned(line: line, quantity: few, store: nil),
      .materialWrittenOff(line: line, quantity: few, reason: try .named("lost"), text: nil),
      .costAdded(
        line: line,
        CostEntry(
          kind: try .named("labour"), amount: try .amount(1_250, "CNY"), payer: .requester,
          replaces: try .number(9))),
      .fundingSet(source: try .named("housing"), warranty: .in),
      .quoteMade(quote: line, QuoteOffer(amount: try .amount(5, "EUR"), until: later)),
      .quoteAccepted(quote: line), .quoteRefused(quote: line, reason: nil),
      .workCompleted(
        WorkCompletion(
          cause: "seal", workDone: "replaced", outcome: .temporary, remote: true,
          attachments: [photo], consumables: "1 seal")),
      .completionCorrected(cause: nil, workDone: "replaced twice", outcome: .fixed),
      .resultConfirmed,
      .reworkRequested(
        reason: try .named("leaks"), text: nil, to: .worker, assignment: try .number(4)),
      .confirmedByDefault,
      .evaluated(TicketEvaluation(result: try .number(5), efficiency: nil, late: true)),
      .evaluationAmended(result: nil, efficiency: try .number(4), attitude: nil, text: "better"),
      .cancellationRequested(reason: try .named("moved"), remark: nil),
      .cancellationRefused(reason: nil),
      .cancelled(TicketCancellation(kind: .duplicate, duplicateOf: try .named("N-2"))),
      .transferred(to: try .named("south"), reason: try .named("moved")),
      .recategorised(try .named("plumbing"), reason: try .named("x")),
      .priorityChanged(.urgent, reason: try .named("flood")),
      .reopened(reason: try .named("again"), text: nil),
      .accepted(priority: nil, category: nil),
    ]
  }

  /// The history.
  static func timeline() throws -> TicketTimeline? {
    let at = TicketStory.beginning
    let mark = EventRemarks(imported: ImportMark(format: "sheet", time: .inferred))
    let legacy = LegacyRecord(id: "17", warranty: .out, funding: "3", raw: #"{"id":17}"#)
    var facts = [
      TicketFact(
        version: StreamVersion(1), occurredAt: at, actor: try .named("sheet"), role: .system,
        onBehalfOf: try .named("u-17"),
        event: .submitted(
          TicketSubmission(
            campus: try .named("north"), category: try .named("plumbing"), description: "leak",
            place: Place(code: "dorm-5", address: "5栋 301"),
            contact: Contact(name: "Li", phone: "12345"), channel: .import, legacy: legacy)),
        remarks: mark)
    ]
    for event in try events() {
      let number = facts.count + 1
      facts.append(
        TicketFact(
          version: StreamVersion(number), occurredAt: at + .minutes(Int64(number)),
          actor: try .named("d-1"), role: .dispatcher, onBehalfOf: try .named("u-17"),
          event: event,
          remarks: EventRemarks(campuses: [try .named("north"), try .named("south")])))
    }
    let last = try TicketTimeline(of: .named("N-1"), facts)?.last
    let recorded = RecordedCommand(
      .dispatch(
        worker: try .named("w-9"), override: "knows the house", force: true,
        choice: DispatchChoice(
          rank: 1, candidates: 2, reasons: [DispatchReason(.openJobs, 2), DispatchReason(.onDuty)],
          runnersUp: [RankedWorker(worker: try .named("w-8"), reasons: [])])),
      by: try .dispatcher("d-1"), at: at + .minutes(Int64(facts.count)))
    let decision = try Ticket.decide(
      .command(recorded.command), on: last?.after, named: .named("N-1"),
      in: CommandContext(actor: recorded.actor, at: recorded.at), under: policy())
    facts += decision.events.map { event in
      TicketFact(
        version: StreamVersion(facts.count + 1), occurredAt: decision.occurredAt,
        actor: recorded.actor.id, role: recorded.actor.role, event: event,
        remarks: decision.remarks)
    }
    return try TicketTimeline(of: .named("N-1"), facts)
  }
}
