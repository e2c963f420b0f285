import RepairCore
import Testing

/// How a ticket ends without a repair, and how it is taken up again.
struct EndingTests {
  private static let done = Timestamp.start(.minutes(60))
  private static let cancel = TicketCommand.cancel(reason: "moved", remark: "")
  private static let reopen = TicketCommand.reopen(reason: "again", text: nil)

  private static func cancelled(_ kind: CancellationKind) -> TicketEvent {
    .cancelled(TicketCancellation(kind: kind, reason: "moved"))
  }

  @Test("A requester withdraws, a dispatcher cancels")
  func cancel() {
    Given(.submitted).when(Self.cancel, by: .requester).then(Self.cancelled(.withdrawn))
    Given(.accepted).when(Self.cancel, by: .requester).then(Self.cancelled(.withdrawn))
    Given(.accepted).when(Self.cancel, by: .dispatcher)
      .then(Self.cancelled(.cancelledByDispatcher))
  }

  @Test("A dispatcher who cancels what the requester asked to cancel withdraws it")
  func askedFor() {
    for status in [
      TicketStatus.awaitingAcknowledgement, .acknowledged, .inProgress, .rejectedByWorker,
    ] {
      Given(status).when(Self.cancel, by: .dispatcher)
        .then(Self.cancelled(.cancelledByDispatcher))
      let asked = Given(status)
        .when(.requestCancellation(reason: "moved", remark: "out"), by: .requester)
        .then(.cancellationRequested(reason: "moved", remark: "out"))
      asked.when(.requestCancellation(reason: "moved", remark: nil), by: .requester)
        .refused(.illegalTransition)
      asked.when(Self.cancel, by: .dispatcher).then(Self.cancelled(.withdrawn))
      let refused = asked.when(.refuseCancellation(reason: "begun"), by: .dispatcher)
        .then(.cancellationRefused(reason: "begun"))
      refused.when(.refuseCancellation(reason: nil), by: .dispatcher).refused(.illegalTransition)
      refused.when(Self.cancel, by: .dispatcher).then(Self.cancelled(.cancelledByDispatcher))
    }
  }

  @Test("A cancellation asked for outlives a release, and then the requester may simply cancel")
  func outlivesRelease() {
    let released = Given(.inProgress)
      .and(.cancellationRequested(reason: "moved", remark: nil), by: .requester)
      .when(.release(reason: "shift", assignment: nil), by: .dispatcher).accepted()
    #expect(released.ticket?.cancellationRequest?.reason == "moved")
    released.when(Self.cancel, by: .dispatcher).then(Self.cancelled(.withdrawn))
    released.when(Self.cancel, by: .requester).then(Self.cancelled(.withdrawn))
  }

  @Test(
    "A requester takes a finished ticket up again within thirty days of its first completion",
    arguments: [TicketStatus.confirmed, .confirmedByDefault, .evaluated])
  func reopenFinished(_ status: TicketStatus) {
    let end = Self.done + .days(30)
    let given = Given(status).when(Self.reopen, by: .requester, at: end)
      .then(.reopened(reason: "again", text: nil))
    #expect(given.ticket?.status == .accepted)
    #expect(given.ticket?.reopenings == 1)
    Given(status).when(Self.reopen, by: .requester, at: end + .millisecond).refused(.tooLate)
    Given(status).when(Self.reopen, by: .dispatcher, at: .latest).accepted()
  }

  @Test("A second completion does not restart the thirty days")
  func firstCompletionCounts() {
    let given = Given(.confirmed).and(.reopened(reason: "again", text: nil), by: .requester)
      .and(.dispatched("w-1", 3)).and(.workDone, by: .worker, at: .start(.days(20)))
      .and(.resultConfirmed, by: .requester)
    #expect(given.ticket?.firstCompletedAt == Self.done)
    given.when(Self.reopen, by: .requester, at: Self.done + .days(30)).accepted()
    given.when(Self.reopen, by: .requester, at: Self.done + .days(30) + .millisecond)
      .refused(.tooLate)
  }

  @Test("A requester takes a withdrawn ticket up again within seven days")
  func reopenWithdrawn() {
    let given = Given(.withdrawn)
    let end = Timestamp.start(.minutes(1)) + .days(7)
    given.when(Self.reopen, by: .requester, at: end).accepted()
    given.when(Self.reopen, by: .requester, at: end + .millisecond).refused(.tooLate)
    given.when(Self.reopen, by: .dispatcher, at: .latest).accepted()
  }

  @Test(
    "Every cancelled ticket can be taken up again by a dispatcher, at any time",
    arguments: TicketStatus.allCases.filter { $0.phase == .cancelled })
  func reopenCancelled(_ status: TicketStatus) {
    let given = Given(status).when(Self.reopen, by: .dispatcher, at: .latest).accepted()
    let wasAccepted = ![.withdrawn, .cancelled].contains(status)
    #expect(given.ticket?.status == (wasAccepted ? .accepted : .submitted))
  }

  @Test("A ticket withdrawn after it was accepted goes back to accepted")
  func withdrawnLater() {
    let given = Given(.accepted).when(Self.cancel, by: .requester).accepted()
      .when(Self.reopen, by: .requester).accepted()
    #expect(given.ticket?.status == .accepted)
  }

  @Test("Work that nobody has agreed to is rejected, not reopened")
  func unconfirmed() {
    Given(.unconfirmed).when(Self.reopen, by: .requester).refused(.illegalTransition)
    Given(.unconfirmed).when(Self.reopen, by: .dispatcher).refused(.illegalTransition)
  }

  @Test("A ticket taken up again lives its whole life once more")
  func secondLife() {
    let given = Given(.evaluated).when(Self.reopen, by: .requester).accepted()
      .when(.sample(.dispatch, at: .start), by: .dispatcher).accepted()
      .when(.release(reason: "shift", assignment: nil), by: .dispatcher).accepted()
      .when(.dispatch(worker: "w-1", override: nil, force: false), by: .dispatcher).accepted()
      .when(.acknowledge, by: .worker).accepted()
      .when(.sample(.complete, at: .start), by: .worker).accepted()
      .when(.sample(.evaluate, at: .start), by: .requester).accepted()
      .when(.sample(.amendEvaluation, at: .start), by: .requester).accepted()
    #expect(given.ticket?.status == .evaluated)
    #expect(given.ticket?.lastAssignment == 4)
  }
}
