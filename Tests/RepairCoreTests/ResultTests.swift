import RepairCore
import Testing

/// The end of the work, and what the requester says of it.
struct ResultTests {
  /// When the sample ticket was completed.
  private static let done = Timestamp.start(.minutes(60))
  private static let rejectResult = TicketCommand.rejectResult(
    reason: "stillLeaks", text: nil, to: nil)
  private static let fiveStars = TicketCommand.evaluate(
    result: 5, efficiency: 5, attitude: nil, text: nil)

  @Test("A completion says what was wrong, what was done and what it came to")
  func complete() {
    let report = WorkReport(cause: "worn seal", workDone: "replaced", outcome: .temporary)
    Given(.acknowledged).when(.complete(report), by: .worker)
      .then(
        .workCompleted(
          WorkCompletion(cause: "worn seal", workDone: "replaced", outcome: .temporary)))
    Given(.inProgress)
      .when(.complete(WorkReport(cause: " ", workDone: "x", outcome: .fixed)), by: .worker)
      .refused(.invalidField, field: "cause")
    Given(.inProgress)
      .when(.complete(WorkReport(cause: "x", workDone: "", outcome: .fixed)), by: .worker)
      .refused(.invalidField, field: "workDone")
  }

  @Test("A category can demand a photo of the work")
  func photo() {
    let given = Given(.inProgress).under { $0.photoToComplete = ["plumbing"] }
    given.when(.sample(.complete, at: .start), by: .worker)
      .refused(.invalidField, field: "attachments")
    let photo = TicketFile(
      name: "tap.jpg", sha256: String(repeating: "00", count: 32), size: 1,
      mediaType: "image/jpeg", kind: "photo")
    let report = WorkReport(cause: "a", workDone: "b", outcome: .fixed, attachments: [photo])
    let complete = given.when(.complete(report), by: .worker).accepted()
    #expect(complete.ticket?.attachments == [photo])
  }

  @Test("Completion drops a cancellation asked for")
  func dropsCancellation() {
    let given = Given(.inProgress)
      .and(.cancellationRequested(reason: "moved", remark: nil), by: .requester)
      .when(.sample(.complete, at: .start), by: .worker).accepted()
    #expect(given.ticket?.cancellationRequest == nil)
  }

  @Test("A correction changes what it names, and something must change")
  func correct() {
    let given = Given(.unconfirmed)
    for person in [Person.worker, .dispatcher] {
      let corrected = given.when(
        .correctCompletion(cause: nil, workDone: "resealed", outcome: .temporary), by: person
      ).then(.completionCorrected(cause: nil, workDone: "resealed", outcome: .temporary))
      #expect(corrected.ticket?.completion?.work.cause == "worn seal")
      #expect(corrected.ticket?.completion?.work.workDone == "resealed")
      #expect(corrected.ticket?.completion?.work.outcome == .temporary)
      #expect(corrected.ticket?.status == .unconfirmed)
    }
    given.when(.correctCompletion(cause: nil, workDone: nil, outcome: nil), by: .worker)
      .refused(.invalidField, field: "cause, workDone, outcome")
    given.when(
      .correctCompletion(cause: "worn seal", workDone: "replaced", outcome: .fixed), by: .worker
    ).refused(.invalidField, field: "cause, workDone, outcome")
    given.when(.correctCompletion(cause: "", workDone: nil, outcome: nil), by: .worker)
      .refused(.invalidField, field: "cause")
  }

  @Test("Whoever resolves from afar did the work, and cannot rate it")
  func remote() {
    let resolve = TicketCommand.resolveRemotely(workDone: "told how to", cause: nil)
    let event = TicketEvent.workCompleted(WorkCompletion(workDone: "told how to", remote: true))
    for status in [TicketStatus.accepted, .awaitingAcknowledgement, .inProgress] {
      let given = Given(status).when(resolve, by: .dispatcher).then(event)
      #expect(given.ticket?.completion?.worker == "d-1")
      given.when(Self.fiveStars, by: .deskForRequester).refused(.notPermitted)
      given.when(Self.fiveStars, by: .requester).accepted()
    }
    let byWorker = Given(.awaitingAcknowledgement).when(resolve, by: .worker).then(event)
    #expect(byWorker.ticket?.completion?.worker == "w-1")
  }

  @Test("A result can be rejected for seven days, to the millisecond")
  func rejectionWindow() {
    let end = Self.done + .days(7)
    Given(.unconfirmed).when(Self.rejectResult, by: .requester, at: end).accepted()
    Given(.unconfirmed).when(Self.rejectResult, by: .requester, at: end + .millisecond)
      .refused(.tooLate)
  }

  @Test("Silence agrees after seven days, to the millisecond")
  func byDefault() {
    let end = Self.done + .days(7)
    Given(.unconfirmed).when(.confirmByDefault, by: .timer, at: end - .millisecond)
      .refused(.tooEarly)
    let given = Given(.unconfirmed).when(.confirmByDefault, by: .timer, at: end)
      .then(.confirmedByDefault)
    #expect(given.ticket?.status == .confirmedByDefault)
  }

  @Test("Rework goes back to the same worker as a new assignment, and is counted")
  func rework() {
    let first = Given(.unconfirmed).when(Self.rejectResult, by: .requester)
      .then(.reworkRequested(reason: "stillLeaks", text: nil, to: nil, assignment: 3))
    #expect(first.ticket?.status == .awaitingAcknowledgement)
    #expect(first.ticket?.assignment?.worker == "w-1")
    #expect(first.ticket?.reworks == 1)
    let second = first.when(.acknowledge, by: .worker).accepted()
      .when(.sample(.complete, at: .start), by: .worker).accepted()
      .when(
        .rejectResult(reason: "stillLeaks", text: "worse", to: .worker), by: .deskForRequester
      )
      .then(.reworkRequested(reason: "stillLeaks", text: "worse", to: .worker, assignment: 4))
    #expect(second.ticket?.reworks == 2)
    #expect(second.ticket?.firstCompletedAt == Self.done)
  }

  @Test("The window for rejecting begins with the last completion")
  func secondWindow() {
    let later = Timestamp.start(.days(3))
    let given = Given(.unconfirmed).when(Self.rejectResult, by: .requester).accepted()
      .and(.workAcknowledged, by: .worker).and(.workDone, by: .worker, at: later)
    given.when(Self.rejectResult, by: .requester, at: later + .days(7)).accepted()
    given.when(.confirmByDefault, by: .timer, at: Self.done + .days(8)).refused(.tooEarly)
  }

  @Test("Rework goes to the desk if asked, if the work was remote, or if the worker left")
  func reworkByDesk() {
    let event = { (target: ReworkTarget?) in
      TicketEvent.reworkRequested(
        reason: "stillLeaks", text: nil, to: target, assignment: nil)
    }
    let asked = Given(.unconfirmed)
      .when(.rejectResult(reason: "stillLeaks", text: nil, to: .desk), by: .requester)
      .then(event(.desk))
    #expect(asked.ticket?.status == .accepted)
    #expect(asked.ticket?.reworks == 1)
    Given(.acknowledged)
      .when(.resolveRemotely(workDone: "told how to", cause: nil), by: .worker).accepted()
      .when(Self.rejectResult, by: .requester).then(event(nil))
    let left = Given(.unconfirmed).when(
      .rejectResult(reason: "stillLeaks", text: nil, to: .worker), by: .requester,
      worker: WorkerFacts(isActive: false)
    ).then(event(.worker))
    #expect(left.ticket?.status == .accepted)
    Given(.unconfirmed).when(
      Self.rejectResult, by: .requester, worker: WorkerFacts(isActive: true, isOnDuty: false)
    ).then(.reworkRequested(reason: "stillLeaks", text: nil, to: nil, assignment: 3))
  }

  @Test("A rating implies that the work is done")
  func evaluate() {
    let given = Given(.unconfirmed).when(
      .evaluate(result: 1, efficiency: 2, attitude: 3, text: "谢谢"), by: .deskForRequester
    ).then(.evaluated(TicketEvaluation(result: 1, efficiency: 2, attitude: 3, text: "谢谢")))
    #expect(given.ticket?.completion?.agreement == .confirmed)
    let silent = Given(.confirmedByDefault).when(Self.fiveStars, by: .requester).accepted()
    #expect(silent.ticket?.completion?.agreement == .confirmedByDefault)
  }

  @Test("A rating after seven days is late, to the millisecond, and still taken")
  func late() {
    let end = Self.done + .days(7)
    let inTime = TicketEvaluation(result: 5, efficiency: 5)
    var late = inTime
    late.late = true
    Given(.unconfirmed).when(Self.fiveStars, by: .requester, at: end).then(.evaluated(inTime))
    Given(.unconfirmed).when(Self.fiveStars, by: .requester, at: end + .millisecond)
      .then(.evaluated(late))
    Given(.confirmedByDefault).when(Self.fiveStars, by: .requester, at: .latest)
      .then(.evaluated(late))
  }

  @Test("Nobody rates a job they took or did, in whatever role they come")
  func partial() {
    for id in ["w-1", "w-3"] as [PersonID] {
      let given = Given.nothing
        .and(.submitted(.leak), by: Actor(id: id, role: .worker))
        .and(.accepted(priority: 3, category: nil))
        .and(.dispatched("w-3", 1)).and(.workAcknowledged, by: .formerWorker)
        .and(.dispatched("w-1", 2)).and(.workAcknowledged, by: .worker)
        .and(.workDone, by: .worker)
      given.when(.command(Self.fiveStars), by: Actor(id: id, role: .requester))
        .refused(.notPermitted)
      given.when(
        .command(Self.fiveStars), by: Actor(id: "d-1", role: .dispatcher, onBehalfOf: id)
      ).refused(.notPermitted)
      given.when(
        .command(.confirm), by: Actor(id: "d-1", role: .dispatcher, onBehalfOf: id)
      ).accepted()
    }
    let typist = Given.nothing.and(.submitted(.leak), by: .requester)
      .and(.accepted(priority: 3, category: nil)).and(.dispatched("d-1", 1))
      .and(.workAcknowledged, by: Actor(id: "d-1", role: .worker))
      .and(.workDone, by: Actor(id: "d-1", role: .worker))
    typist.when(Self.fiveStars, by: .deskForRequester).refused(.notPermitted)
  }

  @Test("A rating is given anew once, at any time")
  func amend() {
    let command = TicketCommand.amendEvaluation(
      result: nil, efficiency: nil, attitude: 2, text: nil)
    let given = Given(.evaluated).when(command, by: .requester, at: .start(.days(400)))
      .then(.evaluationAmended(result: nil, efficiency: nil, attitude: 2, text: nil))
    guard case .evaluated(let evaluated)? = given.ticket?.state else {
      Issue.record("stands at \(String(describing: given.ticket?.state))")
      return
    }
    #expect(
      evaluated.evaluation == TicketEvaluation(result: 5, efficiency: 4, attitude: 2))
    given.when(
      .amendEvaluation(result: 1, efficiency: nil, attitude: nil, text: nil), by: .requester
    ).refused(.limitReached)
  }

  @Test("A rating given anew must differ")
  func amendNothing() {
    for (result, efficiency, text) in [
      (nil, nil, nil), (5, 4, nil), (nil, nil, ""),
    ] as [(Rating?, Rating?, String?)] {
      Given(.evaluated).when(
        .amendEvaluation(result: result, efficiency: efficiency, attitude: nil, text: text),
        by: .requester
      ).refused(.invalidField, field: "result, efficiency, attitude, text")
    }
  }
}
