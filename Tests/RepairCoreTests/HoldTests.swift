import RepairCore
import Testing

/// How a ticket rests, and how the rest ends.
struct HoldTests {
  private static let openHold = TicketCommand.hold(reason: .parts, until: nil, text: nil)

  @Test("All reasons but \"other\" stop the clock", arguments: HoldReason.allCases)
  func pausing(_ reason: HoldReason) {
    Given(.accepted).when(.hold(reason: reason, until: nil, text: nil), by: .dispatcher)
      .then(.held(reason: reason, until: nil, text: nil, pausesClock: reason != .other))
  }

  @Test("A submitted ticket rests only for information", arguments: HoldReason.allCases)
  func submitted(_ reason: HoldReason) {
    let when = Given(.submitted).when(.hold(reason: reason, until: nil, text: nil), by: .dispatcher)
    if reason == .information { when.accepted() } else { when.refused(.illegalTransition) }
  }

  @Test("Start and completion wait for the end of any rest", arguments: HoldReason.allCases)
  func workWaits(_ reason: HoldReason) {
    Given(.acknowledged).onHold(reason).when(.startWork, by: .worker).refused(.onHold)
    Given(.inProgress).onHold(reason).when(.sample(.complete, at: .start), by: .worker)
      .refused(.onHold)
    Given(.acknowledged).onHold(reason).when(.resume, by: .worker).then(.resumed(text: nil))
      .when(.startWork, by: .worker).then(.workStarted)
  }

  @Test("A rest stays through accept, dispatch, handing over, handing back and release")
  func stays() {
    let asked = Given(.submitted).onHold(.information)
    let accepted = asked.when(.accept(priority: nil, category: nil), by: .dispatcher).accepted()
    let sent = accepted.when(.sample(.dispatch, at: .start), by: .dispatcher).accepted()
    let handed = sent.when(
      .command(.handOver(worker: "w-1", reason: nil)), by: Actor(id: "w-5", role: .worker)
    ).accepted()
    let rejected = handed.when(.reject(reason: "noParts", text: nil), by: .worker).accepted()
    let released = handed.when(.release(reason: "shift", assignment: nil), by: .dispatcher)
      .accepted()
    for given in [accepted, sent, handed, rejected, released] {
      #expect(given.ticket?.hold == asked.ticket?.hold, "\(given.ticket?.phase.rawValue ?? "")")
    }
  }

  @Test("A rest ends without an event of its own when the ticket is done with")
  func endsSilently() {
    let remote = Given(.acknowledged).onHold(.parts)
      .when(.resolveRemotely(workDone: "told how to", cause: nil), by: .worker).accepted()
    #expect(remote.ticket?.hold == nil)
    #expect(remote.history.last?.event.kind == .workCompleted)
    let cancelled = Given(.inProgress).onHold(.parts)
      .when(.cancel(reason: "demolished", remark: nil), by: .dispatcher).accepted()
    #expect(cancelled.ticket?.hold == nil)
    #expect(cancelled.history.last?.event.kind == .cancelled)
  }

  @Test("The same reason again moves the end and keeps the beginning")
  func again() {
    let given = Given(.accepted).onHold(.parts, at: .start(.hours(1)))
    let later = Timestamp.start(.days(2))
    let moved = given.when(.hold(reason: .parts, until: later, text: "Tuesday"), by: .dispatcher)
      .then(.held(reason: .parts, until: later, text: "Tuesday", pausesClock: true))
    #expect(moved.ticket?.hold?.since == .start(.hours(1)))
    #expect(moved.ticket?.hold?.until == later)
    moved.when(.hold(reason: .parts, until: later, text: "Tuesday"), by: .dispatcher)
      .refused(.invalidField, field: "until")
  }

  @Test("Another reason does not end the first")
  func anotherReason() {
    let given = Given(.accepted).onHold(.parts)
    given.when(.hold(reason: .weather, until: nil, text: nil), by: .dispatcher).refused(.onHold)
    given.when(.askInformation(text: "which?"), by: .dispatcher).refused(.onHold)
  }

  @Test("The end of a rest lies in the future, by a millisecond at least")
  func end() {
    let given = Given(.accepted)
    let at = Timestamp.start(.hours(1))
    given.when(.hold(reason: .parts, until: at, text: nil), by: .dispatcher, at: at)
      .refused(.invalidField, field: "until")
    given.when(.hold(reason: .parts, until: at + .millisecond, text: nil), by: .dispatcher, at: at)
      .accepted()
  }

  @Test("An automation resumes from the end on, to the millisecond, and never without one")
  func automation() {
    let until = Timestamp.start(.days(2))
    let given = Given(.accepted).onHold(.weather, until: until)
    given.when(.resume, by: .timer, at: until - .millisecond).refused(.tooEarly)
    given.when(.resume, by: .timer, at: until).then(.resumed(text: nil))
    given.when(.resume, by: .dispatcher, at: until - .millisecond).then(.resumed(text: nil))
    Given(.accepted).onHold(.weather).when(.resume, by: .timer, at: .latest).refused(.tooEarly)
  }

  @Test("What does not rest cannot be resumed", arguments: [Person.dispatcher, .worker, .timer])
  func nothingToResume(_ person: Person) {
    Given(.inProgress).when(.resume, by: person).refused(.illegalTransition)
  }

  @Test("A question rests the ticket and the answer ends it")
  func question() {
    let asked = Given(.inProgress).when(.askInformation(text: "which tap?"), by: .worker)
      .then(.held(reason: .information, until: nil, text: "which tap?", pausesClock: true))
    asked.when(.giveInformation(text: "the left"), by: .requester)
      .then(.resumed(text: "the left"))
    asked.when(.giveInformation(text: "the left"), by: .deskForRequester)
      .then(.resumed(text: "the left"))
    asked.when(.giveInformation(text: " "), by: .requester).refused(.invalidField, field: "text")
  }

  @Test("An answer needs a question")
  func answerWithoutQuestion() {
    Given(.accepted).when(.giveInformation(text: "the left"), by: .requester)
      .refused(.illegalTransition)
    Given(.accepted).onHold(.parts).when(.giveInformation(text: "the left"), by: .requester)
      .refused(.illegalTransition)
  }
}
