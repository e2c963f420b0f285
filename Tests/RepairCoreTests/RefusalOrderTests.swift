import RepairCore
import Testing

/// A command with several faults is told the weightiest, and clocks that differ are borne with.
struct RefusalOrderTests {
  /// A ticket that nobody here may touch in any way: each test mends one fault more.
  private static let rested = Given(.awaitingAcknowledgement).onHold(.parts)
  private static let early = Timestamp.start(.minutes(1))

  private static func complete(_ text: String) -> TicketCommand {
    .complete(WorkReport(cause: text, workDone: text, outcome: .fixed))
  }

  @Test("The codes stand in the order of the contract")
  func codes() {
    let order = [
      "duplicateKey", "unknownTicket", "unknownMember", "unknownItem", "alreadyExists",
      "conflict", "unknownActor", "notPermitted", "wrongCampus", "illegalTransition",
      "notAssigned", "outOfOrder", "onHold", "invalidField", "workerUnavailable", "materialsOpen",
      "tooEarly", "tooLate", "limitReached",
    ]
    #expect(RefusalCode.allCases.map(\.rawValue) == order)
  }

  @Test(
    "A worker's completion is judged by role, phase, assignment, order, hold and fields in turn")
  func worker() {
    Given.nothing.when(Self.complete(""), by: .auditor).refused(.unknownTicket)
    Self.rested.when(Self.complete(""), by: .auditor, at: Self.early).refused(.notPermitted)
    Self.rested.when(Self.complete(""), by: .otherWorker, at: Self.early)
      .refused(.illegalTransition)
    let taken = Self.rested.and(.workAcknowledged, by: .worker)
    taken.when(Self.complete(""), by: .otherWorker, at: Self.early).refused(.notAssigned)
    taken.when(Self.complete(""), by: .worker, at: Self.early).refused(.outOfOrder)
    taken.when(Self.complete(""), by: .worker).refused(.onHold)
    let resumed = taken.and(.resumed(text: nil))
    resumed.when(Self.complete(""), by: .worker).refused(.invalidField, field: "cause")
    resumed.wanting(2).issued(2).when(Self.complete(""), by: .worker)
      .refused(.invalidField, field: "cause")
    resumed.wanting(2).issued(2).when(Self.complete("x"), by: .worker).refused(.materialsOpen)
    resumed.when(Self.complete("x"), by: .worker).accepted()
  }

  @Test("A dispatch is judged by role, campus, phase, order, fields, worker and limit in turn")
  func dispatcher() {
    let long = String(repeating: "x", count: 501)
    let facts = WorkerFacts(isActive: false, openJobs: 99)
    func send(_ override: String?) -> TicketCommand {
      .dispatch(worker: "w-1", override: override, force: false)
    }
    let submitted = Given(.submitted)
    let rejected = Given(.rejectedByWorker)
    submitted.when(send(long), by: .worker, at: .earliest, worker: facts).refused(.notPermitted)
    submitted.when(send(long), by: .dispatcherElsewhere, at: .earliest, worker: facts)
      .refused(.wrongCampus)
    submitted.when(send(long), by: .dispatcher, at: .earliest, worker: facts)
      .refused(.illegalTransition)
    rejected.when(send(long), by: .dispatcher, at: .earliest, worker: facts).refused(.outOfOrder)
    rejected.when(send(long), by: .dispatcher, worker: facts)
      .refused(.invalidField, field: "override")
    rejected.when(send(nil), by: .dispatcher, worker: facts).refused(.workerUnavailable)
    rejected.when(
      .dispatch(worker: "w-1", override: "flood", force: true), by: .dispatcher,
      worker: WorkerFacts(isActive: true, openJobs: 99)
    ).refused(.limitReached)
  }

  @Test("Fields come before time, and time before limits")
  func fieldsTimeLimits() {
    let late = Timestamp.start(.days(99))
    Given(.unconfirmed).when(
      .rejectResult(reason: "x", text: "\0", to: nil), by: .requester, at: .start(.minutes(62))
    ).refused(.invalidField, field: "text")
    Given(.unconfirmed).when(
      .rejectResult(reason: "x", text: "a\0", to: nil), by: .requester, at: late
    )
    .refused(.invalidField, field: "text")
    Given(.evaluated).and(
      .evaluationAmended(result: 1, efficiency: nil, attitude: nil, text: nil), by: .requester
    ).when(
      .amendEvaluation(result: nil, efficiency: nil, attitude: nil, text: nil), by: .requester
    ).refused(.invalidField, field: "result, efficiency, attitude, text")
  }

  @Test("A missing photo is named before too many files, and so is a missing number")
  func fieldsBeforeFileLimit() {
    let file = TicketFile(
      name: "a", sha256: String(repeating: "00", count: 32), size: 1, mediaType: "a/b",
      kind: "voice")
    let given = Given(.inProgress).under {
      $0.attachmentLimit = 0
      $0.photoToComplete = ["plumbing"]
    }
    given.when(
      .complete(WorkReport(cause: "a", workDone: "b", outcome: .fixed, attachments: [file])),
      by: .worker
    ).refused(.invalidField, field: "attachments")
    var call = TicketSubmission.leak
    call.channel = .phone
    call.contact = nil
    call.attachments = [file]
    Given.nothing.under { $0.attachmentLimit = 0 }.when(.submit(call), by: .deskForRequester)
      .refused(.invalidField, field: "contact.phone")
    var bad = file
    bad.size = -1
    Given(.submitted).under { $0.attachmentLimit = 0 }.when(.attachFile(bad), by: .requester)
      .refused(.invalidField, field: "size")
  }

  @Test("A dispatcher's report is judged by campus before its fields")
  func submission() {
    var empty = TicketSubmission.leak
    empty.description = ""
    Given(.submitted).when(.submit(empty), by: .auditor).refused(.alreadyExists)
    Given.nothing.when(.submit(empty), by: .auditor).refused(.notPermitted)
    Given.nothing.when(.submit(empty), by: .deskElsewhere).refused(.wrongCampus)
    Given.nothing.when(.submit(empty), by: .deskForRequester)
      .refused(.invalidField, field: "description")
  }

  @Test("Partiality and a false requester weigh more than the wrong campus")
  func identity() {
    let elsewhere = Actor(id: "d-9", role: .dispatcher, onBehalfOf: "u-2", campuses: ["south"])
    Given(.unconfirmed).when(.command(.confirm), by: elsewhere).refused(.notPermitted)
  }

  @Test("A field that could not be read is named only when nothing weightier is wrong")
  func unreadable() {
    let request = TicketRequest.invalid(.reject, InvalidField("reason", "is missing"))
    Given.nothing.when(request, by: Person.worker.actor).refused(.unknownTicket)
    Given(.accepted).when(request, by: Person.worker.actor).refused(.illegalTransition)
    Given(.inProgress).when(request, by: Person.requester.actor).refused(.notPermitted)
    Given(.inProgress).when(request, by: Person.otherWorker.actor).refused(.notAssigned)
    Given(.inProgress).when(request, by: Person.worker.actor)
      .refused(.invalidField, field: "reason")
    let submit = TicketRequest.invalid(.submit, InvalidField("campus", "is missing"))
    Given.nothing.when(submit, by: Person.auditor.actor).refused(.notPermitted)
    Given.nothing.when(submit, by: Person.requester.actor).refused(.invalidField, field: "campus")
  }

  @Test("A refusal says where the ticket stands and what this actor could do instead")
  func allowed() {
    guard
      case .failure(let refusal) = Given(.awaitingAcknowledgement)
        .when(.startWork, by: .worker).result
    else {
      Issue.record("work started before it was acknowledged")
      return
    }
    #expect(refusal.phase == .dispatched)
    #expect(
      refusal.allowed == [
        .addNote, .attachFile, .askInformation, .resolveRemotely, .acknowledge, .reject,
        .handOver, .scheduleVisit, .hold, .requestExtension, .requestMaterial, .addCost,
        .setFunding, .quote,
      ])
    guard case .failure(let nobody) = Given(.accepted).when(.hurry, by: .auditor).result else {
      Issue.record("an auditor changed something")
      return
    }
    #expect(nobody.allowed == [])
  }

  @Test("A clock two minutes slow is borne with: the last time counts, the stated one is kept")
  func tolerance() {
    let given = Given(.accepted)
    let last = Timestamp.start(.minutes(10))
    let edge = last - .minutes(2)
    let when = given.when(.hurry, by: .requester, at: edge)
    let after = when.then(.hurried, statedAt: edge)
    #expect(after.ticket?.updatedAt == last)
    #expect(after.ticket?.lastHurriedAt == last)
    given.when(.hurry, by: .requester, at: edge - .millisecond).refused(.outOfOrder)
    given.when(.hurry, by: .requester, at: last).then(.hurried, statedAt: nil)
    given.when(.hurry, by: .requester, at: last - .millisecond)
      .then(.hurried, statedAt: last - .millisecond)
    given.when(.hurry, by: .requester, at: .latest).then(.hurried, statedAt: nil)
  }

  @Test("The actor's scope is kept beside the event when the command gave one")
  func scope() {
    let scoped = Given(.submitted).when(.sample(.accept, at: .start), by: .dispatcher).accepted()
    #expect(scoped.history.last?.remarks == EventRemarks(campuses: ["north"]))
    let free = Given(.submitted).when(
      .command(.sample(.accept, at: .start)), by: Actor(id: "d-0", role: .dispatcher)
    ).accepted()
    #expect(free.history.last?.remarks == nil)
  }
}
