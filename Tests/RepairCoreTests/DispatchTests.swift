import RepairCore
import Testing

/// Whom one can send, and what becomes of the assignment.
struct DispatchTests {
  private static func send(
    _ worker: PersonID, override: String? = nil, force: Bool = false
  ) -> TicketCommand {
    .dispatch(worker: worker, override: override, force: force)
  }

  @Test("Each dispatch is another assignment, with the next number")
  func numbers() {
    let first = Given(.accepted).when(Self.send("w-1"), by: .dispatcher)
      .then(.dispatched("w-1", 1))
    let second = first.when(Self.send("w-2"), by: .dispatcher).then(.dispatched("w-2", 2))
    let handed = second.when(.handOver(worker: "w-4", reason: "sick"), by: .otherWorker)
      .then(.workHandedOver(worker: "w-4", reason: "sick", assignment: 3))
    #expect(handed.ticket?.assignment?.worker == "w-4")
    #expect(handed.ticket?.status == .awaitingAcknowledgement)
    #expect(handed.ticket?.lastAssignment == 3)
  }

  @Test("What a directory does not say is not checked")
  func nothingKnown() {
    Given(.accepted).when(Self.send("w-5"), by: .dispatcher, worker: nil).accepted()
    Given(.accepted).when(Self.send("w-5"), by: .dispatcher, worker: WorkerFacts()).accepted()
  }

  @Test("A worker on duty, of the campus and the trade, below the limit, can be sent")
  func fit() {
    let facts = WorkerFacts(
      isActive: true, isOnDuty: true, campuses: ["south", "north"],
      trades: ["electric", "plumbing"], openJobs: 9)
    Given(.accepted).when(Self.send("w-5"), by: .dispatcher, worker: facts).accepted()
    Given(.acknowledged)
      .when(.handOver(worker: "w-5", reason: nil), by: .worker, worker: facts).accepted()
  }

  @Test(
    "Duty, campus and trade stop a dispatch unless a reason overrides, and always a handing over",
    arguments: [
      WorkerFacts(isOnDuty: false), WorkerFacts(campuses: ["south"]), WorkerFacts(campuses: []),
      WorkerFacts(trades: ["electric"]), WorkerFacts(trades: []),
    ])
  func overridable(_ facts: WorkerFacts) {
    for given in [Given(.accepted), Given(.rejectedByWorker), Given(.inProgress)] {
      for person in [Person.dispatcher, .timer] {
        given.when(Self.send("w-5"), by: person, worker: facts).refused(.workerUnavailable)
        given.when(Self.send("w-5", override: ""), by: person, worker: facts)
          .refused(.workerUnavailable)
        given.when(Self.send("w-5", override: " \n"), by: person, worker: facts)
          .refused(.workerUnavailable)
        given.when(Self.send("w-5", force: true), by: person, worker: facts)
          .refused(.workerUnavailable)
        given.when(Self.send("w-5", override: "flood"), by: person, worker: facts).accepted()
      }
    }
    Given(.acknowledged)
      .when(.handOver(worker: "w-5", reason: nil), by: .worker, worker: facts)
      .refused(.workerUnavailable)
  }

  @Test("Nothing overrides that a worker has left or is the requester")
  func never() {
    let left = WorkerFacts(isActive: false)
    for given in [Given(.accepted), Given(.inProgress)] {
      given.when(Self.send("w-5", override: "flood", force: true), by: .dispatcher, worker: left)
        .refused(.workerUnavailable)
      given.when(Self.send("u-1", override: "flood", force: true), by: .dispatcher)
        .refused(.workerUnavailable)
    }
    Given(.acknowledged).when(.handOver(worker: "u-1", reason: nil), by: .worker)
      .refused(.workerUnavailable)
    Given(.acknowledged).when(.handOver(worker: "w-5", reason: nil), by: .worker, worker: left)
      .refused(.workerUnavailable)
  }

  @Test("A worker may have as many open jobs as the limit, and not one more")
  func jobLimit() {
    func facts(_ jobs: Int) -> WorkerFacts { WorkerFacts(openJobs: jobs) }
    Given(.accepted).when(Self.send("w-5"), by: .dispatcher, worker: facts(9)).accepted()
    Given(.accepted).when(Self.send("w-5", override: "flood"), by: .dispatcher, worker: facts(10))
      .refused(.limitReached)
    Given(.acknowledged)
      .when(.handOver(worker: "w-5", reason: nil), by: .worker, worker: facts(10))
      .refused(.limitReached)
    Given(.accepted).under { $0.openJobLimit = nil }
      .when(Self.send("w-5"), by: .dispatcher, worker: facts(.max)).accepted()
  }

  @Test("The one who has just handed it back is sent again only by force")
  func handedBack() {
    let given = Given(.rejectedByWorker)
    given.when(Self.send("w-1"), by: .dispatcher).refused(.workerUnavailable)
    given.when(Self.send("w-1", override: "flood"), by: .dispatcher).refused(.workerUnavailable)
    given.when(Self.send("w-1", force: true), by: .dispatcher)
      .then(.workerDispatched(WorkerDispatch(worker: "w-1", assignment: 3, force: true)))
    // Another one handed it back before; that is not "just".
    given.when(Self.send("w-3"), by: .dispatcher).accepted()
  }

  @Test("A dispatch to the worker who has it changes nothing, and is refused")
  func sameWorker() {
    for status in [TicketStatus.awaitingAcknowledgement, .acknowledged, .inProgress] {
      Given(status).when(Self.send("w-1", force: true), by: .dispatcher)
        .refused(.invalidField, field: "worker")
      Given(status).when(.handOver(worker: "w-1", reason: nil), by: .worker)
        .refused(.invalidField, field: "worker")
    }
  }

  @Test("Handing back is counted, and the ticket waits with who and why")
  func rejection() {
    let given = Given(.inProgress)
      .when(.reject(reason: "noParts", text: "no valve"), by: .worker)
      .then(.workRejected(reason: "noParts", text: "no valve"))
    #expect(given.ticket?.rejections == 2)
    guard case .rejectedByWorker(let handBack)? = given.ticket?.state else {
      Issue.record("stands at \(String(describing: given.ticket?.state))")
      return
    }
    #expect(handBack.worker == "w-1")
    #expect(handBack.reason == "noParts")
    #expect(handBack.text == "no valve")
  }

  @Test("A dispatcher releases at any step, an automation only what nobody has taken")
  func release() {
    let at = Timestamp.start(.days(1))
    for status in [TicketStatus.awaitingAcknowledgement, .acknowledged, .inProgress] {
      Given(status).when(.release(reason: "shift", assignment: nil), by: .dispatcher, at: at)
        .then(.assignmentReleased(reason: "shift", assignment: nil))
    }
    Given(.awaitingAcknowledgement)
      .when(.release(reason: "silence", assignment: 2), by: .timer, at: at)
      .then(.assignmentReleased(reason: "silence", assignment: 2))
    Given(.acknowledged).when(.release(reason: "silence", assignment: 2), by: .timer, at: at)
      .refused(.illegalTransition)
  }

  @Test("An automation waits until the time to acknowledge has passed, to the millisecond")
  func silence() {
    let due = Timestamp.start(.minutes(50))  // Sent at minute 40, ten minutes to answer.
    let given = Given(.awaitingAcknowledgement)
    let release = TicketCommand.release(reason: "silence", assignment: nil)
    given.when(release, by: .timer, at: due - .millisecond).refused(.tooEarly)
    given.when(release, by: .timer, at: due).accepted()
    given.when(release, by: .dispatcher, at: due - .millisecond).accepted()
  }

  @Test("An automation does not release what is on hold, unless the worker has left")
  func silenceOnHold() {
    let given = Given(.awaitingAcknowledgement).onHold(.parts)
    let at = Timestamp.start(.days(1))
    given.when(.release(reason: "silence", assignment: nil), by: .timer, at: at).refused(.onHold)
    given.when(.release(reason: "workerLeft", assignment: nil), by: .timer, at: at).accepted()
    given.when(.release(reason: "silence", assignment: nil), by: .dispatcher, at: at).accepted()
  }

  @Test("What a leaver has is released at once, but not while the facts say the worker is active")
  func leaver() {
    let release = TicketCommand.release(reason: "workerLeft", assignment: nil)
    for status in [TicketStatus.awaitingAcknowledgement, .acknowledged, .inProgress] {
      let given = Given(status)
      given.when(release, by: .timer).accepted()
      given.when(release, by: .timer, worker: WorkerFacts(isActive: false)).accepted()
      given.when(release, by: .timer, worker: WorkerFacts(isActive: true))
        .refused(.invalidField, field: "reason")
    }
  }

  @Test("A release that names an assignment hits only that one")
  func staleRelease() {
    let given = Given(.awaitingAcknowledgement)
    for number in [1, 3] as [AssignmentNumber] {
      given.when(
        .release(reason: "silence", assignment: number), by: .timer, at: .start(.days(1))
      ).refused(.notAssigned)
      given.when(.release(reason: "shift", assignment: number), by: .dispatcher)
        .refused(.notAssigned)
    }
  }

  @Test("The worker of an earlier assignment can do nothing more to it")
  func formerWorker() {
    for command in [
      TicketCommand.acknowledge, .reject(reason: "noParts", text: nil),
      .handOver(worker: "w-5", reason: nil),
    ] {
      Given(.awaitingAcknowledgement).when(command, by: .formerWorker).refused(.notAssigned)
    }
  }

  @Test("Arrival is noted and ends a hold for access alone")
  func arrival() {
    let place = Place(code: "dorm-5")
    let waiting = Given(.acknowledged).onHold(.access)
    let there = waiting.when(.checkIn(place: place), by: .worker)
      .then(.workerArrived(place: place))
    #expect(there.ticket?.hold == nil)
    #expect(there.ticket?.assignment?.arrivedAt == waiting.soon)
    let parts = Given(.acknowledged).onHold(.parts).when(.checkIn(place: nil), by: .worker)
      .then(.workerArrived(place: nil))
    #expect(parts.ticket?.hold?.reason == .parts)
    Given(.acknowledged).when(.checkIn(place: Place()), by: .worker)
      .refused(.invalidField, field: "place")
  }

  @Test("No access puts the ticket on hold, and a second time in vain is counted")
  func noAccess() {
    let once = Given(.inProgress).when(.recordNoAccess(text: "no answer"), by: .worker)
      .then(.accessDenied(text: "no answer"))
    #expect(once.ticket?.hold?.reason == .access)
    let twice = once.when(.recordNoAccess(text: nil), by: .worker).then(.accessDenied(text: nil))
    #expect(twice.ticket?.deniedVisits == 2)
    #expect(twice.ticket?.hold?.since == once.ticket?.hold?.since)
    Given(.inProgress).onHold(.parts).when(.recordNoAccess(text: nil), by: .worker)
      .refused(.onHold)
  }
}
