import RepairCore
import Testing

/// A millisecond.
private let tick = TimeSpan(milliseconds: 1)

extension Given {
  /// The ticket's timers that have not fired.
  func timers(
    fired: [FiredTimer] = [], plan: TargetPlan = .standard,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> [DueTimer] {
    var clock = TargetClock(of: id)
    for fact in history { clock.apply(fact) }
    var state: TicketTimers?
    for (index, occurrence) in fired.enumerated() {
      let fact = Fact(
        version: StreamVersion(index + 1), occurredAt: occurrence.dueAt, actor: "timer.test",
        role: .system, event: TicketTimersEvent.fired(occurrence))
      do {
        try TicketTimers.evolve(&state, named: id, with: fact)
      } catch {
        Issue.record(error, sourceLocation: sourceLocation)
      }
    }
    return ticket?.timers(clock: clock, fired: state, under: policy, plan) ?? []
  }

  /// The timer of a kind that has not fired, if there is one.
  func timer(
    _ kind: TimerKind, _ reminder: ReminderKind? = nil, _ target: TargetKind? = nil,
    fired: [FiredTimer] = [], plan: TargetPlan = .standard
  ) -> DueTimer? {
    timers(fired: fired, plan: plan).first {
      $0.kind == kind && (reminder == nil || $0.occurrence.reminder == reminder)
        && (target == nil || $0.occurrence.target == target)
    }
  }
}

/// It fires from a moment on and not a millisecond before.
private func expect(
  _ timer: DueTimer?, firesFrom moment: Timestamp,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let timer else {
    Issue.record("there is no such timer", sourceLocation: sourceLocation)
    return
  }
  #expect(!timer.fires(at: moment - tick), sourceLocation: sourceLocation)
  #expect(timer.fires(at: moment), sourceLocation: sourceLocation)
  #expect(timer.fires(at: moment + tick), sourceLocation: sourceLocation)
}

@Suite("A timer that gives a command")
struct CommandTimerTests {
  @Test(
    "releases a job ten minutes after a worker who does not answer was sent, as the rules let it")
  func release() throws {
    let given = Given(.awaitingAcknowledgement)
    let timer = try #require(given.timer(.release))
    let due = Timestamp.start(.minutes(50))
    expect(timer, firesFrom: due)
    #expect(timer.dueAt == due)
    guard case .command(let command) = timer.effect else {
      Issue.record("it is no command")
      return
    }
    given.when(.command(command), by: timer.kind.actor, at: due - tick).refused(.tooEarly)
    given.when(.command(command), by: timer.kind.actor, at: due)
      .then(.assignmentReleased(reason: "notAcknowledged", assignment: 2))
  }

  @Test("leaves a worker alone who has answered, or of whom it is not known")
  func noRelease() {
    for status in [TicketStatus.acknowledged, .inProgress, .dispatched, .accepted] {
      #expect(Given(status).timer(.release) == nil, "\(status)")
    }
  }

  @Test("does not release while the ticket rests, and gives the whole time again after the rest")
  func rest() throws {
    let resting = Given(.awaitingAcknowledgement).onHold(.parts, at: .start(.minutes(45)))
    #expect(resting.timer(.release) == nil)
    let awake = resting.and(.resumed(text: nil), at: .start(.minutes(90)))
    let timer = awake.timer(.release)
    expect(timer, firesFrom: .start(.minutes(100)))
    guard case .command(let command)? = timer?.effect else { return }
    awake.when(.command(command), by: TimerKind.release.actor, at: .start(.minutes(100)) - tick)
      .refused(.tooEarly)
  }

  @Test("ends a rest when its end has come, and none without an end")
  func resume() {
    let until = Timestamp.start(.hours(5))
    let given = Given(.acknowledged).onHold(.parts, until: until)
    expect(given.timer(.resume), firesFrom: until)
    given.when(.command(.resume), by: TimerKind.resume.actor, at: until - tick)
      .refused(.tooEarly)
    given.when(.command(.resume), by: TimerKind.resume.actor, at: until)
      .then(.resumed(text: nil))
    #expect(Given(.acknowledged).onHold(.parts).timer(.resume) == nil)
  }

  @Test("moves with the end of a rest")
  func movedRest() {
    let moved = Given(.acknowledged).onHold(.parts, until: .start(.hours(5)))
      .onHold(.parts, until: .start(.hours(8)))
    expect(moved.timer(.resume), firesFrom: .start(.hours(8)))
  }

  @Test("confirms by default seven days after the work was done, and nothing that was answered")
  func confirmByDefault() {
    let given = Given(.unconfirmed)
    let due = Timestamp.start(.minutes(60)) + .days(7)
    expect(given.timer(.confirmByDefault), firesFrom: due)
    given.when(.confirmByDefault, by: .timer, at: due - tick).refused(.tooEarly)
    given.when(.confirmByDefault, by: .timer, at: due).then(.confirmedByDefault)
    for status in [TicketStatus.confirmed, .confirmedByDefault, .evaluated, .completed] {
      #expect(Given(status).timer(.confirmByDefault) == nil, "\(status)")
    }
  }

  @Test("sends a worker as soon as the ticket waits for one, where the policy says so")
  func dispatch() {
    let given = Given(.accepted)
    #expect(given.timer(.dispatch) == nil)
    let automatic = given.under { $0.dispatching.isAutomatic = true }
    expect(automatic.timer(.dispatch), firesFrom: .start(.minutes(10)))
    let resting = automatic.onHold(.parts, at: .start(.minutes(15)))
    #expect(resting.timer(.dispatch) == nil)
  }

  @Test("takes every job from a worker who has left, whether answered or not, and from nobody else")
  func leavers() throws {
    for status in [TicketStatus.awaitingAcknowledgement, .acknowledged, .inProgress, .dispatched] {
      let given = Given(status)
      let ticket = try #require(given.ticket)
      #expect(ticket.releaseOfLeaver(among: ["w-2"], at: given.soon) == nil)
      let timer = try #require(ticket.releaseOfLeaver(among: ["w-1"], at: given.soon))
      #expect(timer.fires(at: given.soon))
      guard case .command(let command) = timer.effect else { continue }
      given.when(.command(command), by: timer.kind.actor, at: given.soon).accepted()
    }
    #expect(Given(.unconfirmed).ticket?.releaseOfLeaver(among: ["w-1"], at: .start) == nil)
  }

  @Test("has a name that only this occurrence has")
  func keys() {
    let first = Given(.unconfirmed)
    let again = first.and(
      .reworkRequested(reason: "leaks", text: nil, to: nil, assignment: 3),
      by: .requester
    ).and(.workAcknowledged, by: .worker).and(.workDone, by: .worker)
    #expect(first.timer(.confirmByDefault)?.key != again.timer(.confirmByDefault)?.key)
    let sent = Given(.awaitingAcknowledgement)
    let resent = sent.and(.dispatched("w-3", 3))
    #expect(sent.timer(.release)?.key == "timer:N-1:release:a2")
    #expect(resent.timer(.release)?.key == "timer:N-1:release:a3")
  }
}

@Suite("A reminder")
struct ReminderTests {
  @Test("of a report comes two hours after it, and after a rest two hours after that")
  func unaccepted() {
    let given = Given(.submitted)
    expect(given.timer(.reminder, .unaccepted), firesFrom: .start(.hours(2)))
    let asked = given.onHold(.information, at: .start(.hours(1)))
    #expect(asked.timer(.reminder) == nil)
    let answered = asked.and(.resumed(text: "yes"), by: .requester, at: .start(.hours(4)))
    expect(answered.timer(.reminder, .unaccepted), firesFrom: .start(.hours(6)))
  }

  @Test("of a report that went to another campus counts from its arrival there")
  func transferred() {
    let given = Given(.submitted)
      .and(.transferred(to: "south", reason: "theirs"), at: .start(.hours(1)))
    expect(given.timer(.reminder, .unaccepted), firesFrom: .start(.hours(3)))
  }

  @Test("of an unanswered job comes five minutes after the worker was sent, once a worker")
  func unacknowledged() throws {
    let given = Given(.awaitingAcknowledgement)
    let timer = try #require(given.timer(.reminder, .unacknowledged))
    expect(timer, firesFrom: .start(.minutes(45)))
    #expect(given.timer(.reminder, fired: [timer.occurrence]) == nil)
    let another = given.and(.dispatched("w-3", 3), at: .start(.minutes(60)))
    expect(
      another.timer(.reminder, .unacknowledged, fired: [timer.occurrence]),
      firesFrom: .start(.minutes(65)))
  }

  @Test("of a ticket that waits for a worker is off until the policy has one")
  func undispatched() {
    let given = Given(.rejectedByWorker)
    #expect(given.timer(.reminder) == nil)
    let reminding = given.under { $0.reminders[.undispatched] = .hours(4) }
    expect(
      reminding.timer(.reminder, .undispatched), firesFrom: .start(.minutes(55)) + .hours(4))
  }

  @Test("to rate comes three days after the work was done, and not once a rating would be late")
  func unrated() throws {
    let done = Timestamp.start(.minutes(60))
    for status in [TicketStatus.unconfirmed, .confirmed] {
      let timer = try #require(Given(status).timer(.reminder, .unrated))
      expect(timer, firesFrom: done + .days(3))
      #expect(timer.fires(at: done + .days(7) - tick))
      #expect(!timer.fires(at: done + .days(7)))
    }
    #expect(Given(.evaluated).timer(.reminder) == nil)
  }

  @Test("comes once for what it is about, though the policy move its date")
  func once() throws {
    let given = Given(.unconfirmed)
    let fired = try #require(given.timer(.reminder, .unrated)).occurrence
    let moved = given.under { $0.reminders[.unrated] = .days(5) }
    #expect(moved.timer(.reminder, .unrated, fired: [fired]) == nil)
  }

  @Test("is off where the policy leaves it out")
  func off() {
    for status in TicketStatus.allCases {
      let given = Given(status).under { $0.reminders = [:] }
      #expect(given.timer(.reminder) == nil, "\(status)")
    }
  }

  @Test("is not for what another system's record says happened")
  func imported() {
    var leak = TicketSubmission.leak
    leak.channel = .import
    let given = Given.nothing.and(.submitted(leak), at: .start)
    #expect(given.timers() == [])
    #expect(Given(.completed).timers().filter { $0.kind != .breach } == [])
  }
}

@Suite("The end of the time for a rating")
struct EvaluationExpiryTests {
  @Test("is noted right after the last moment in which a rating is in time")
  func boundary() {
    let end = Timestamp.start(.minutes(60)) + .days(7)
    let given = Given(.confirmed)
    #expect(given.timer(.evaluationExpired)?.dueAt == end)
    expect(given.timer(.evaluationExpired), firesFrom: end + tick)
    let rating = TicketCommand.evaluate(result: 5, efficiency: 4, attitude: nil, text: nil)
    given.when(rating, by: .requester, at: end)
      .then(.evaluated(TicketEvaluation(result: 5, efficiency: 4)))
    given.when(rating, by: .requester, at: end + tick)
      .then(.evaluated(TicketEvaluation(result: 5, efficiency: 4, late: true)))
  }

  @Test("is noted once for each time the work was done, and never for what was rated")
  func once() throws {
    let given = Given(.confirmedByDefault)
    let fired = try #require(given.timer(.evaluationExpired)).occurrence
    #expect(given.timers(fired: [fired]).filter { $0.kind != .breach } == [])
    #expect(Given(.evaluated).timer(.evaluationExpired) == nil)
  }
}

@Suite("A timer of a time target")
struct TargetTimerTests {
  /// A ticket of priority 1, whose targets run around the clock: accept within 30 minutes, complete
  /// within 24 hours.
  private let urgent = Given.nothing.and(.submitted(.leak), by: .requester, at: .start)
    .and(.accepted(priority: 1, category: nil), at: .start(.minutes(10)))

  private func plan(_ escalations: [TargetEscalation] = []) throws -> TargetPlan {
    try TargetPlan(
      profiles: [.normal: TargetProfile(accept: TargetTerm(.span(.hours(1))))],
      escalations: escalations)
  }

  @Test("warns when four fifths of the time are used, and no more once it is too late")
  func nearBreach() throws {
    let given = Given(.submitted)
    let timer = try #require(given.timer(.nearBreach, plan: plan()))
    expect(timer, firesFrom: .start(.minutes(48)))
    #expect(timer.fires(at: .start(.hours(1))))
    #expect(!timer.fires(at: .start(.hours(1)) + tick))
  }

  @Test("notes a miss right after the last moment that is in time")
  func breach() throws {
    let given = Given(.submitted)
    let timer = try #require(given.timer(.breach, plan: plan()))
    #expect(timer.dueAt == .start(.hours(1)))
    expect(timer, firesFrom: .start(.hours(1)) + tick)
  }

  @Test("notes a miss though what was promised is done by then, and no miss that was none")
  func lateAndMet() throws {
    let inTime = Given(.submitted).and(
      .accepted(priority: 3, category: nil), at: .start(.hours(1)))
    #expect(inTime.timer(.breach, plan: try plan()) == nil)
    let late = Given(.submitted).and(
      .accepted(priority: 3, category: nil), at: .start(.hours(1)) + tick)
    expect(late.timer(.breach, plan: try plan()), firesFrom: .start(.hours(1)) + tick)
    #expect(late.timer(.nearBreach, plan: try plan()) == nil)
  }

  @Test("fires again for a date that moved after the miss, and not for one that stayed")
  func movedDate() throws {
    let fired = try #require(urgent.timer(.breach, nil, .complete)).occurrence
    let noted = urgent.and(.noteAdded(text: "x", internal: false), at: .start(.hours(25)))
    #expect(noted.timer(.breach, nil, .complete, fired: [fired]) == nil)
    let moved = noted.and(.deadlineSet(due: .start(.hours(30)), reason: nil))
    expect(
      moved.timer(.breach, nil, .complete, fired: [fired]), firesFrom: .start(.hours(30)) + tick)
  }

  @Test("stands still while the ticket rests")
  func rest() throws {
    let resting = urgent.onHold(.parts, at: .start(.hours(1)))
    #expect(resting.timer(.breach, nil, .complete) == nil)
    let awake = resting.and(.resumed(text: nil), at: .start(.hours(11)))
    expect(awake.timer(.breach, nil, .complete), firesFrom: .start(.hours(34)) + tick)
  }

  @Test("tells the next one when a miss lasts, each level once, and stops when it is done")
  func escalation() throws {
    let plan = try plan([
      TargetEscalation(at: .afterBreach(.hours(1)), tell: [.role(.dispatcher)]),
      TargetEscalation(at: .afterBreach(.hours(4)), tell: [.role(.auditor)]),
    ])
    let given = Given(.submitted)
    let levels = given.timers(plan: plan).filter { $0.kind == .escalation }
    #expect(levels.map(\.occurrence.level) == [1, 2])
    expect(levels.first, firesFrom: .start(.hours(2)))
    expect(levels.last, firesFrom: .start(.hours(5)))
    let left = given.timers(fired: levels.prefix(1).map(\.occurrence), plan: plan)
    #expect(left.filter { $0.kind == .escalation }.map(\.occurrence.level) == [2])
    let done = given.and(.accepted(priority: 3, category: nil), at: .start(.hours(3)))
    #expect(done.timer(.escalation, plan: plan) == nil)
  }

  @Test("is not for a report that another system's record is all that is known of")
  func imported() {
    var leak = TicketSubmission.leak
    leak.channel = .import
    let given = Given.nothing.and(.submitted(leak), at: .start)
      .and(.accepted(priority: 1, category: nil))
    #expect(given.timers() == [])
  }
}

@Suite("What has fired for a ticket")
struct TicketTimersTests {
  private let id: TicketID = "N-1"
  private let breach = FiredTimer(timer: .breach, dueAt: .start, target: .accept)

  private func decide(
    _ occurrence: FiredTimer, on state: TicketTimers? = nil, by role: Role = .system,
    at: Timestamp = .start
  ) -> RefusalCode? {
    do throws(Refusal) {
      let context = CommandContext(actor: Actor(id: "timer.breach", role: role), at: at)
      let events = try TicketTimers.decide(
        .fire(occurrence), on: state, named: id, in: context, under: .standard)
      #expect(events == [.fired(occurrence)])
      return nil
    } catch {
      return error.code
    }
  }

  private func fired(_ occurrence: FiredTimer, version: Int = 1) throws -> TicketTimers? {
    var state: TicketTimers?
    let fact = Fact(
      version: StreamVersion(version), occurredAt: .start(.hours(1)), actor: "timer.breach",
      role: .system, event: TicketTimersEvent.fired(occurrence))
    try TicketTimers.evolve(&state, named: id, with: fact)
    return state
  }

  @Test("is recorded by an automation alone, and not before its time")
  func whoAndWhen() {
    #expect(decide(breach) == nil)
    #expect(decide(breach, by: .dispatcher) == .notPermitted)
    #expect(decide(breach, at: .start - tick) == .tooEarly)
  }

  @Test("is recorded once, and once more for another date")
  func once() throws {
    let state = try fired(breach)
    let now = Timestamp.start(.hours(2))
    #expect(decide(breach, on: state, at: now) == .alreadyExists)
    var other = breach
    other.dueAt = .start(.hours(1))
    #expect(decide(other, on: state, at: now) == nil)
    other = breach
    other.target = .complete
    #expect(decide(other, on: state, at: now) == nil)
  }

  @Test("is not dated before what fired last, but for a clock that runs a little slow")
  func order() throws {
    let state = try fired(breach)
    var other = breach
    other.target = .complete
    #expect(decide(other, on: state, at: .start(.minutes(59))) == nil)
    #expect(decide(other, on: state, at: .start(.minutes(57))) == .outOfOrder)
  }

  @Test("is a history without gaps")
  func gap() {
    #expect(throws: ImpossibleHistory.self) { try fired(breach, version: 2) }
  }
}
