import RepairCore
import Testing

/// Which targets begin anew, go on or fall away when a ticket takes a turn.
struct TargetCycleTests {
  private static let friday = "2026-03-06T02:00Z"

  @Test("Reopening counts the end and the arrival anew, and the acceptance not")
  func reopened() {
    let given = Given.accepted(Self.friday)
      .and(.workDone, by: .worker, "2026-03-09T02:00Z")
      .and(
        .evaluated(TicketEvaluation(result: 1, efficiency: 1)), by: .requester, "2026-03-09T03:00Z"
      )
      .and(.reopened(reason: "again", text: nil), by: .requester, "2026-03-16T02:00Z")
    let now = "2026-03-16T03:00Z"

    #expect(given.target(.accept, at: now)?.state == .met)
    #expect(given.target(.accept, at: now)?.startedAt == .at(Self.friday))
    #expect(given.target(.complete, at: now)?.startedAt == .at("2026-03-16T02:00Z"))
    #expect(given.target(.complete, at: now)?.dueAt == .at("2026-03-19T02:00Z"))
    #expect(given.target(.arrive, at: now)?.dueAt == .at("2026-03-19T02:00Z"))
  }

  @Test("A ticket withdrawn before anybody took it on waits anew once it is reopened")
  func reopenedUnaccepted() {
    let given = Given.nothing.and(.submitted(.leak), by: .requester, Self.friday)
      .and(.cancelled(TicketCancellation(kind: .withdrawn)), by: .requester, "2026-03-06T02:10Z")
      .and(.reopened(reason: "again", text: nil), by: .requester, "2026-03-09T02:00Z")

    let target = given.target(.accept, at: "2026-03-09T02:00Z")

    #expect(target?.state == .running)
    #expect(target?.dueAt == .at("2026-03-09T02:30Z"))
  }

  @Test("After rework the end goes on with what was used, without the time in between")
  func rework() {
    // A day until it was done, a day with the requester.
    let given = Given.accepted(Self.friday)
      .and(.dispatched("w-1", 1), "2026-03-06T02:20Z")
      .and(.workAcknowledged, by: .worker, "2026-03-06T02:25Z")
      .and(.workDone, by: .worker, "2026-03-09T02:00Z")
      .and(
        .reworkRequested(reason: "stillLeaks", text: nil, to: nil, assignment: 2), by: .requester,
        "2026-03-10T02:00Z")
    let now = "2026-03-10T02:00Z"

    let target = given.target(.complete, at: now)
    #expect(target?.state == .running)
    #expect(target?.used == .days(1))
    #expect(target?.dueAt == .at("2026-03-12T02:00Z"))
    #expect(given.target(.acknowledge, at: now)?.dueAt == .at("2026-03-10T02:10Z"))
    #expect(given.target(.arrive, at: now)?.state == .met)
  }

  @Test("Transfer makes the new campus accept anew, and the end goes on")
  func transfer() {
    let given = Given.accepted(Self.friday)
      .and(.dispatched("w-1", 1), "2026-03-06T02:20Z")
      .and(.workRejected(reason: "noParts", text: nil), by: .worker, "2026-03-06T02:30Z")
      .and(.transferred(to: "south", reason: "moved"), "2026-03-06T03:00Z")
    let now = "2026-03-06T03:10Z"

    #expect(given.target(.accept, at: now)?.dueAt == .at("2026-03-06T03:30Z"))
    #expect(given.target(.complete, at: now)?.dueAt == .at("2026-03-11T02:00Z"))
    #expect(given.target(.acknowledge, at: now) == nil)
  }

  @Test("Each worker who is sent has the time to answer, and handing back is an answer")
  func acknowledgePerAssignment() {
    let sent = Given.accepted(Self.friday).and(.dispatched("w-3", 1), "2026-03-06T02:20Z")
    let back = sent.and(
      .workRejected(reason: "noParts", text: nil), by: .formerWorker, "2026-03-06T02:25Z")
    let again = back.and(.dispatched("w-1", 2), "2026-03-06T02:40Z")
    let over = again.and(
      .workHandedOver(worker: "w-2", reason: nil, assignment: 3), by: .worker, "2026-03-06T02:45Z")
    let released = over.and(
      .assignmentReleased(reason: "silence", assignment: nil), by: .timer, "2026-03-06T02:56Z")

    #expect(sent.target(.acknowledge, at: "2026-03-06T02:31Z")?.state == .breached)
    #expect(back.target(.acknowledge, at: "2026-03-06T02:31Z")?.state == .met)
    #expect(
      again.target(.acknowledge, at: "2026-03-06T02:41Z")?.dueAt == .at("2026-03-06T02:50Z"))
    #expect(
      over.target(.acknowledge, at: "2026-03-06T02:46Z")?.dueAt == .at("2026-03-06T02:55Z"))
    #expect(released.target(.acknowledge, at: "2026-03-06T02:57Z")?.state == .dropped)
  }

  @Test("Of an imported dispatch nobody knows whether it was answered")
  func importedDispatch() {
    let given = Given.accepted(Self.friday).and(
      .dispatched("w-1", 1), at: .at("2026-03-06T02:20Z"),
      remarks: EventRemarks(imported: ImportMark(format: "sheet", time: .exact)))

    #expect(given.target(.acknowledge, at: "2026-03-06T05:00Z") == nil)
  }

  @Test(
    "The worker at the door has arrived, by whatever that is known",
    arguments: [
      TicketEvent.workerArrived(place: nil), .workStarted, .accessDenied(text: nil), .workDone,
    ])
  func arrived(_ event: TicketEvent) {
    let given = Given.accepted(Self.friday)
      .and(.dispatched("w-1", 1), "2026-03-06T02:20Z")
      .and(.workAcknowledged, by: .worker, "2026-03-06T02:25Z")
      .and(event, by: .worker, "2026-03-06T03:00Z")

    let target = given.target(.arrive, at: "2026-03-06T04:00Z")

    #expect(target?.state == .met)
    #expect(target?.endedAt == .at("2026-03-06T03:00Z"))
  }

  @Test("No access stops the clock until the worker is let in")
  func noAccess() {
    let given = Given.accepted(Self.friday, priority: 1)
      .and(.dispatched("w-1", 1), "2026-03-06T02:20Z")
      .and(.accessDenied(text: nil), by: .worker, "2026-03-06T03:00Z")
      .and(.workerArrived(place: nil), by: .worker, "2026-03-06T08:00Z")

    #expect(given.target(.complete, at: "2026-03-06T08:00Z")?.dueAt == .at("2026-03-07T07:00Z"))
  }

  @Test("What is dealt with from afar needs nobody to come")
  func remote() {
    let given = Given.accepted(Self.friday)
      .and(.workCompleted(WorkCompletion(workDone: "reset", remote: true)), "2026-03-06T03:00Z")
    let now = "2026-03-06T04:00Z"

    #expect(given.target(.arrive, at: now)?.state == .dropped)
    #expect(given.target(.complete, at: now)?.state == .met)
  }

  @Test(
    "To say no is an answer, to withdraw is none",
    arguments: [
      (CancellationKind.declined, TargetReport.State.met), (.duplicate, .met),
      (.cancelledByDispatcher, .met), (.withdrawn, .dropped),
    ])
  func cancelled(_ kind: CancellationKind, _ state: TargetReport.State) {
    let given = Given.nothing.and(.submitted(.leak), by: .requester, Self.friday)
      .and(.cancelled(TicketCancellation(kind: kind)), "2026-03-06T02:10Z")
    let now = "2026-03-09T00:00Z"

    #expect(given.target(.accept, at: now)?.state == state)
    #expect(given.target(.complete, at: now)?.state == .dropped)
    #expect(given.clock.isOpen == false)
  }

  @Test("Sending a worker has no target of its own: the arrival's goes on")
  func dispatchHasNone() {
    let given = Given.accepted(Self.friday, priority: 1)

    let targets = given.clock.targets(under: .standard, at: .at("2026-03-06T03:00Z"))

    #expect(targets.reports.map(\.kind) == [.accept, .arrive, .complete])
    #expect(targets.nextBreach?.kind == .arrive)
    #expect(targets.nextBreach?.at == .at("2026-03-06T04:00Z"))
  }

  @Test("The next breach is one to come, the most urgent one may be past")
  func mostUrgent() {
    let given = Given.accepted(Self.friday, priority: 1)

    let targets = given.clock.targets(under: .standard, at: .at("2026-03-06T05:00Z"))

    #expect(targets.nextBreach?.kind == .complete)
    #expect(targets.mostUrgent?.kind == .arrive)
    #expect(targets.mostUrgent?.at == .at("2026-03-06T04:00Z"))
  }

  @Test("Escalation follows the target it is about, until it is met")
  func escalation() throws {
    let given = Given.accepted(Self.friday, priority: 1)
    let near = TargetEscalation(at: .nearBreach, tell: [.worker])
    let later = TargetEscalation(
      target: .complete, at: .afterBreach(.hours(3)), tell: [.role(.dispatcher)])
    let complete = try #require(given.target(.complete, at: "2026-03-06T05:00Z"))
    let arrive = try #require(given.target(.arrive, at: "2026-03-06T05:00Z"))
    let accept = try #require(given.target(.accept, at: "2026-03-06T05:00Z"))

    #expect(near.moment(for: complete) == .at("2026-03-06T21:12Z"))
    #expect(near.moment(for: arrive) == .at("2026-03-06T03:36Z"))
    #expect(near.moment(for: accept) == nil)
    #expect(later.moment(for: complete) == .at("2026-03-07T05:00Z"))
    #expect(later.moment(for: arrive) == nil)
  }
}
