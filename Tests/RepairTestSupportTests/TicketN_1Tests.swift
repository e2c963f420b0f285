import RepairCore
import RepairTestSupport
import Testing

@Suite("Ticket N-1")
struct TicketN_1Tests {
  @Test("What led to version 48 is decided as it was: dispatch")
  func version48() throws {
    var story = try TicketStory(of: .named("N-1"))
    story.policy.hurryGap = TimeSpan(milliseconds: 90500)
    story.policy.acknowledgeWindow = .minutes(20)
    story.policy.confirmationWindow = .days(3)
    story.policy.defaultPriority = try .number(1)
    story.policy.pausingHolds = [.parts, .vendor]
    story.policy.photoToSubmit = try [.named("door"), .named("glass")]
    story.policy.openJobLimit = nil
    story.policy.dispatching.order = [.openJobs, .waiting]
    story.policy.dispatching.handBackWindow = .hours(36)
    story.policy.dispatching.keepsChoice = true
    story.policy.oneTicketPerFault = true
    story = try story.given(
      .submitted(
        TicketSubmission(
          campus: .named("north"),
          category: .named("plumbing"),
          description: "leak",
          place: Place(code: "dorm-5", address: "5栋 301"),
          contact: Contact(name: "Li", phone: "12345"),
          channel: .import,
          legacy: LegacyRecord(id: "17", warranty: .out, funding: "3", raw: "{\"id\":17}"))),
      by: .person("sheet", .system, for: "u-17"),
      at: .time("2026-03-01T08:00:00.000Z"),
      remarks: EventRemarks(imported: ImportMark(format: "sheet", time: .inferred)))
    story = try story.given(
      .amended(
        TicketAmendment(
          description: "twice",
          place: Place(
            code: "dorm-6",
            coordinates: .point(latitudeE6: 39904200, longitudeE6: -116407400)),
          contact: Contact(openID: "o"),
          asset: .named("tap-7"))),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:02:00.000Z"))
    story = try story.given(
      .noteAdded(text: "\"no\" \\(valve)\n\u{202E}\u{301}*/ 水管 🪠", internal: true),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:03:00.000Z"))
    story = try story.given(
      .fileAttached(
        RepairCore.Attachment(
          name: "a.jpg",
          sha256: "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
          size: 7,
          mediaType: "image/jpeg",
          kind: "photo",
          url: "https://example.org/a")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:04:00.000Z"))
    story = try story.given(
      .hurried,
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:05:00.000Z"))
    story = try story.given(
      .held(
        reason: .other,
        until: .time("2026-03-09T08:00:00.000Z"),
        text: "holiday",
        pausesClock: false),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:06:00.000Z"))
    story = try story.given(
      .resumed(text: "go on"),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:07:00.000Z"))
    story = try story.given(
      .accepted(priority: .number(3), category: .named("power")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:08:00.000Z"))
    story = try story.given(
      .workerDispatched(WorkerDispatch(worker: nil, assignment: .number(1), force: false)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:09:00.000Z"))
    story = try story.given(
      .workAcknowledged,
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:10:00.000Z"))
    story = try story.given(
      .workRejected(reason: .named("noParts"), text: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:11:00.000Z"))
    story = try story.given(
      .assignmentReleased(reason: .named("shift"), assignment: .number(2)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:12:00.000Z"))
    story = try story.given(
      .workerArrived(place: Place(address: "roof")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:13:00.000Z"))
    story = try story.given(
      .accessDenied(text: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:14:00.000Z"))
    story = try story.given(
      .workStarted,
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:15:00.000Z"))
    story = try story.given(
      .workHandedOver(worker: .named("w-7"), reason: nil, assignment: .number(3)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:16:00.000Z"))
    story = try story.given(
      .visitScheduled(
        .between(.time("2026-03-09T08:00:00.000Z"), and: .time("2026-03-09T10:00:00.000Z"))),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:17:00.000Z"))
    story = try story.given(
      .deadlineSet(due: .time("2026-03-09T08:00:00.000Z"), reason: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:18:00.000Z"))
    story = try story.given(
      .extensionRequested(until: .time("2026-03-09T08:00:00.000Z"), reason: .named("parts")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:19:00.000Z"))
    story = try story.given(
      .extensionApproved(until: .time("2026-03-09T08:00:00.000Z")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:20:00.000Z"))
    story = try story.given(
      .extensionRefused(reason: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:21:00.000Z"))
    story = try story.given(
      .materialRequested(
        line: .number(1),
        item: .named("valve"),
        description: nil,
        unit: "pcs",
        quantity: .number(3)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:22:00.000Z"))
    story = try story.given(
      .materialReserved(
        line: .number(1),
        quantity: .number(3),
        store: .named("main"),
        override: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:23:00.000Z"))
    story = try story.given(
      .materialIssued(
        line: .number(1),
        quantity: .number(3),
        store: .named("main"),
        override: "urgent"),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:24:00.000Z"))
    story = try story.given(
      .materialUsed(line: .number(1), quantity: .number(3)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:25:00.000Z"))
    story = try story.given(
      .materialReturned(line: .number(1), quantity: .number(3), store: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:26:00.000Z"))
    story = try story.given(
      .materialWrittenOff(
        line: .number(1),
        quantity: .number(3),
        reason: .named("lost"),
        text: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:27:00.000Z"))
    story = try story.given(
      .costAdded(
        line: .number(1),
        CostEntry(
          kind: .named("labour"),
          amount: .amount(1250, "CNY"),
          payer: .requester,
          replaces: .number(9))),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:28:00.000Z"))
    story = try story.given(
      .fundingSet(source: .named("housing"), warranty: .in),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:29:00.000Z"))
    story = try story.given(
      .quoteMade(
        quote: .number(1),
        QuoteOffer(amount: .amount(5, "EUR"), until: .time("2026-03-09T08:00:00.000Z"))),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:30:00.000Z"))
    story = try story.given(
      .quoteAccepted(quote: .number(1)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:31:00.000Z"))
    story = try story.given(
      .quoteRefused(quote: .number(1), reason: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:32:00.000Z"))
    story = try story.given(
      .workCompleted(
        WorkCompletion(
          cause: "seal",
          workDone: "replaced",
          outcome: .temporary,
          remote: true,
          attachments: [
            RepairCore.Attachment(
              name: "a.jpg",
              sha256: "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
              size: 7,
              mediaType: "image/jpeg",
              kind: "photo",
              url: "https://example.org/a")
          ],
          consumables: "1 seal")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:33:00.000Z"))
    story = try story.given(
      .completionCorrected(cause: nil, workDone: "replaced twice", outcome: .fixed),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:34:00.000Z"))
    story = try story.given(
      .resultConfirmed,
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:35:00.000Z"))
    story = try story.given(
      .reworkRequested(reason: .named("leaks"), text: nil, to: .worker, assignment: .number(4)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:36:00.000Z"))
    story = try story.given(
      .confirmedByDefault,
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:37:00.000Z"))
    story = try story.given(
      .evaluated(TicketEvaluation(result: .number(5), efficiency: nil, late: true)),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:38:00.000Z"))
    story = try story.given(
      .evaluationAmended(result: nil, efficiency: .number(4), attitude: nil, text: "better"),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:39:00.000Z"))
    story = try story.given(
      .cancellationRequested(reason: .named("moved"), remark: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:40:00.000Z"))
    story = try story.given(
      .cancellationRefused(reason: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:41:00.000Z"))
    story = try story.given(
      .cancelled(TicketCancellation(kind: .duplicate, duplicateOf: .named("N-2"))),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:42:00.000Z"))
    story = try story.given(
      .transferred(to: .named("south"), reason: .named("moved")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:43:00.000Z"))
    story = try story.given(
      .recategorised(.named("plumbing"), reason: .named("x")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:44:00.000Z"))
    story = try story.given(
      .priorityChanged(.number(1), reason: .named("flood")),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:45:00.000Z"))
    story = try story.given(
      .reopened(reason: .named("again"), text: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:46:00.000Z"))
    story = try story.given(
      .accepted(priority: nil, category: nil),
      by: .dispatcher("d-1", for: "u-17", of: ["north", "south"]),
      at: .time("2026-03-01T08:47:00.000Z"))
    let turn = try story.when(
      .dispatch(
        worker: .named("w-9"),
        override: "knows the house",
        force: true,
        choice: DispatchChoice(
          rank: 1,
          candidates: 2,
          reasons: [DispatchReason(.openJobs, 2), DispatchReason(.onDuty)],
          runnersUp: [RankedWorker(worker: .named("w-8"), reasons: [])])),
      by: .dispatcher("d-1"),
      at: .time("2026-03-01T08:47:00.000Z"))
    try turn.then(
      .workerDispatched(
        WorkerDispatch(
          worker: .named("w-9"),
          assignment: .number(5),
          override: "knows the house",
          force: true,
          choice: DispatchChoice(
            rank: 1,
            candidates: 2,
            reasons: [DispatchReason(.openJobs, 2), DispatchReason(.onDuty)],
            runnersUp: [RankedWorker(worker: .named("w-8"), reasons: [])]))))
  }
}
