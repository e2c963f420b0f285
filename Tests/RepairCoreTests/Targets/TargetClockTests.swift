import RepairCore
import Testing

/// What starts, stops and restarts a target, against cases reckoned by hand.
struct TargetClockTests {
  /// Friday, 6 March 2026, 10:00 in Shanghai.
  private static let friday = "2026-03-06T02:00Z"

  // MARK: Holds

  @Test("A hold over a weekend costs only its working time")
  func holdOverWeekend() throws {
    // Friday 16:00 to Monday 10:00: half a working day of three.
    let held = Given.accepted(Self.friday).held(.parts, "2026-03-06T08:00Z")
    let still = try #require(held.target(.complete, at: "2026-03-08T00:00Z"))
    #expect(still.state == .paused)
    #expect(still.dueAt == nil)
    #expect(still.used == .hours(12))
    #expect(still.remaining == .hours(60))

    let resumed = held.resumed("2026-03-09T02:00Z")

    let target = try #require(resumed.target(.complete, at: "2026-03-09T02:00Z"))
    #expect(target.state == .running)
    #expect(target.dueAt == .at("2026-03-11T08:00Z"))
  }

  @Test("A hold over a holiday week and a make-up day costs only its working time")
  func holdOverHoliday() throws {
    let given = Given.accepted("2026-09-30T02:00Z")
      .held(.vendor, "2026-09-30T08:00Z").resumed("2026-10-08T02:00Z")

    let target = given.target(
      .complete, under: .complete(.workingDays(3), in: "china"), at: "2026-10-08T02:00Z")

    #expect(target?.dueAt == .at("2026-10-10T08:00Z"))
  }

  @Test(
    "A hold over a change of the clocks costs only its working time",
    arguments: [
      (
        "berlin", "2026-03-27T13:00Z", "2026-03-27T14:00Z", "2026-03-30T08:00Z", "2026-03-31T07:00Z"
      ),
      (
        "berlin", "2026-10-23T12:00Z", "2026-10-23T13:00Z", "2026-10-26T09:00Z", "2026-10-27T08:00Z"
      ),
      (
        "newYork", "2026-03-06T20:00Z", "2026-03-06T21:00Z", "2026-03-09T15:00Z",
        "2026-03-10T14:00Z"
      ),
      (
        "newYork", "2026-10-30T19:00Z", "2026-10-30T20:00Z", "2026-11-02T16:00Z",
        "2026-11-03T15:00Z"
      ),
    ] as [(String, String, String, String, String)])
  func holdOverClockChange(
    _ calendar: String, _ start: String, _ from: String, _ to: String, _ due: String
  ) throws {
    let code = try #require(CalendarCode(calendar))
    let given = Given.accepted(start).held(.parts, from).resumed(to)

    let target = given.target(.complete, under: .complete(.span(.hours(8)), in: code), at: to)

    #expect(target?.used == .hours(1))
    #expect(target?.dueAt == .at(due))
  }

  @Test("A hold that does not stop the clock costs nothing, unless the plan says it does")
  func holdForOther() {
    let given = Given.accepted("2026-03-06T00:00Z", priority: 1).held(.other, "2026-03-06T10:00Z")
    let profile = TargetProfile(complete: TargetTerm(.span(.hours(24))))
    let strict = TargetPlan.made([1: profile], pausingHolds: [])
    let lenient = TargetPlan.made([1: profile], pausingHolds: [.other])

    #expect(given.target(.complete, at: "2026-03-06T12:00Z")?.dueAt == .at("2026-03-07T00:00Z"))
    #expect(given.target(.complete, under: lenient, at: "2026-03-06T12:00Z")?.state == .paused)
    let parts = Given.accepted("2026-03-06T00:00Z", priority: 1).held(.parts, "2026-03-06T10:00Z")
    #expect(
      parts.target(.complete, under: strict, at: "2026-03-06T12:00Z")?.dueAt
        == .at("2026-03-07T00:00Z"))
  }

  @Test("A target that rests is not breached, however long")
  func neverBreachedAtRest() {
    let given = Given.accepted(Self.friday, priority: 1).held(.parts, "2026-03-06T03:00Z")

    let target = given.target(.complete, at: "2036-01-01T00:00Z")

    #expect(target?.state == .paused)
    #expect(target?.used == .hours(1))
    #expect(target?.breachedAt == nil)
  }

  @Test("A target that was breached before the rest stays breached")
  func breachedBeforeRest() {
    let given = Given.accepted(Self.friday, priority: 1).held(.parts, "2026-03-08T02:00Z")

    let target = given.target(.complete, at: "2026-03-08T05:00Z")

    #expect(target?.state == .breached)
    #expect(target?.breachedAt == .at("2026-03-07T02:00Z"))
  }

  @Test("A rest that begins as the time is used up moves nothing")
  func restAtTheEnd() {
    let given = Given.accepted(Self.friday, priority: 1)
      .held(.parts, "2026-03-07T02:00Z").resumed("2026-03-08T02:00Z")

    let target = given.target(.complete, at: "2026-03-08T05:00Z")

    #expect(target?.dueAt == .at("2026-03-07T02:00Z"))
    #expect(target?.state == .breached)
  }

  @Test("Where a history's times run backwards no time of rest counts twice")
  func restsBackwards() {
    let given = Given.accepted("2026-03-06T00:00Z", priority: 1)
      .held(.parts, "2026-03-06T10:00Z").resumed("2026-03-06T12:00Z")
      .held(.parts, "2026-03-06T09:00Z").resumed("2026-03-06T11:00Z")
      .held(.parts, "2026-03-06T11:00Z").resumed("2026-03-06T13:00Z")

    #expect(given.target(.complete, at: "2026-03-06T14:00Z")?.dueAt == .at("2026-03-07T03:00Z"))
  }

  @Test("A hold renewed, or put in place of another, is one rest")
  func holdRenewed() {
    let given = Given.accepted(Self.friday, priority: 1)
      .held(.parts, "2026-03-06T03:00Z").held(.parts, "2026-03-06T05:00Z")
      .held(.access, "2026-03-06T06:00Z").resumed("2026-03-06T08:00Z")

    #expect(given.target(.complete, at: "2026-03-06T08:00Z")?.dueAt == .at("2026-03-07T07:00Z"))
  }

  // MARK: Priority, campus, kind of fault

  @Test("Each change of priority counts for the whole history")
  func priorityChangedTwice() {
    let first = Given.accepted(Self.friday)
    #expect(first.target(.complete, at: Self.friday)?.dueAt == .at("2026-03-11T02:00Z"))

    let urgent = first.and(.priorityChanged(1, reason: "flood"), "2026-03-06T06:00Z")
    #expect(
      urgent.target(.complete, at: "2026-03-06T06:00Z")?.dueAt == .at("2026-03-07T02:00Z"))

    let long = urgent.and(.priorityChanged(4, reason: "factory"), "2026-03-09T02:00Z")
    #expect(long.target(.complete, at: "2026-03-09T02:00Z")?.dueAt == .at("2026-03-17T02:00Z"))
    #expect(long.target(.complete, at: "2026-03-09T02:00Z")?.used == .days(1))

    let back = long.and(.priorityChanged(3, reason: "mistake"), "2026-03-10T02:00Z")
    #expect(back.target(.complete, at: "2026-03-10T02:00Z")?.dueAt == .at("2026-03-11T02:00Z"))
  }

  @Test("Rests are kept when the priority changes")
  func restsSurvivePriority() {
    let given = Given.accepted(Self.friday)
      .held(.parts, "2026-03-06T08:00Z").resumed("2026-03-09T02:00Z")
      .and(.priorityChanged(1, reason: "flood"), "2026-03-09T02:10Z")

    // 6 hours until the hold, 18 hours after it.
    #expect(given.target(.complete, at: "2026-03-09T03:00Z")?.dueAt == .at("2026-03-09T20:00Z"))
  }

  @Test("A ticket counts as normal until it is accepted")
  func unknownPriority() {
    let given = Given.nothing.and(.submitted(.leak), by: .requester, Self.friday)

    #expect(given.target(.accept, at: Self.friday)?.dueAt == .at("2026-03-06T02:30Z"))
    #expect(given.target(.complete, at: Self.friday)?.amount == .workingDays(3))
  }

  @Test("A campus can have its own calendar, and a kind of fault its own profile")
  func overrides() {
    let profile = TargetProfile(
      accept: TargetTerm(.span(.minutes(30))), complete: TargetTerm(.span(.hours(2)), in: "china"))
    let plan = TargetPlan.made(
      [3: profile],
      overrides: [
        TargetOverride(campus: "south", calendar: "newYork"),
        TargetOverride(
          category: "electric", profile: TargetProfile(complete: TargetTerm(.span(.hours(1))))),
      ])
    let north = Given.accepted("2026-03-06T09:00Z")
    let south = Given.nothing
      .and(.submitted(.leak), by: .requester, "2026-03-06T09:00Z")
      .and(.transferred(to: "south", reason: "moved"), "2026-03-06T09:05Z")
      .and(.accepted(priority: 3, category: nil), "2026-03-06T09:10Z")
    let electric = north.and(.recategorised("electric", reason: "wires"), "2026-03-06T09:20Z")
    let now = "2026-03-06T09:20Z"

    #expect(north.target(.complete, under: plan, at: now)?.dueAt == .at("2026-03-09T01:00Z"))
    #expect(south.target(.complete, under: plan, at: now)?.dueAt == .at("2026-03-06T16:00Z"))
    #expect(south.target(.complete, under: plan, at: now)?.calendar == "newYork")
    #expect(south.target(.accept, under: plan, at: now)?.calendar == nil)
    #expect(electric.target(.complete, under: plan, at: now)?.dueAt == .at("2026-03-06T10:00Z"))
    #expect(electric.target(.accept, under: plan, at: now) == nil)
  }

  // MARK: Dates set by hand

  @Test("A date set by hand replaces the end and slides for nothing")
  func deadlineByHand() throws {
    let given = Given.accepted(Self.friday)
      .and(.deadlineSet(due: .at("2026-03-08T02:00Z"), reason: nil), "2026-03-06T03:00Z")
      .held(.parts, "2026-03-06T08:00Z")
      .and(.priorityChanged(1, reason: "flood"), "2026-03-06T09:00Z")

    let target = try #require(given.target(.complete, at: "2026-03-07T00:00Z"))
    #expect(target.state == .running)
    #expect(target.isByHand)
    #expect(target.dueAt == .at("2026-03-08T02:00Z"))
    #expect(target.nearAt == .at("2026-03-07T16:24Z"))
    #expect(target.remaining == nil)
    #expect(given.target(.complete, at: "2026-03-08T02:00Z")?.state == .running)
    #expect(given.target(.complete, at: "2026-03-08T02:01Z")?.state == .breached)
  }

  @Test("A later date that is granted replaces the one set")
  func extensionGranted() {
    let given = Given.accepted(Self.friday)
      .and(.deadlineSet(due: .at("2026-03-08T02:00Z"), reason: nil), "2026-03-06T03:00Z")
      .and(.extensionApproved(until: .at("2026-03-20T00:00Z")), "2026-03-07T03:00Z")

    #expect(given.target(.complete, at: "2026-03-09T02:00Z")?.dueAt == .at("2026-03-20T00:00Z"))
  }

  @Test("A date set by hand counts where the plan promises nothing")
  func deadlineWithoutPromise() {
    let given = Given.accepted(Self.friday)
      .and(.deadlineSet(due: .at("2026-03-08T02:00Z"), reason: nil), "2026-03-06T03:00Z")

    let target = given.target(.complete, under: .made([:]), at: "2026-03-06T04:00Z")

    #expect(target?.dueAt == .at("2026-03-08T02:00Z"))
    #expect(target?.amount == nil)
    #expect(target?.used == .hours(2))
  }

  // MARK: The end

  @Test("Done in the last millisecond is in time, and one later is not")
  func boundary() {
    let due = Timestamp.at("2026-03-07T02:00Z")
    let given = Given.accepted(Self.friday, priority: 1)
    let inTime = given.and(.workDone, by: .worker, at: due)
    let late = given.and(.workDone, by: .worker, at: due + .millisecond)
    let now = "2026-03-09T00:00Z"

    #expect(inTime.target(.complete, at: now)?.state == .met)
    #expect(inTime.target(.complete, at: now)?.doneAt == due)
    #expect(late.target(.complete, at: now)?.state == .missed)
    #expect(late.target(.complete, at: now)?.breachedAt == due)
    #expect(given.clock.reports(under: .standard, at: due).last?.state == .running)
    #expect(
      given.clock.reports(under: .standard, at: due + .millisecond).last?.state == .breached)
  }

  @Test("A target that ends at closing time is breached overnight")
  func breachedOvernight() {
    // Due on Friday at 18:00, done on Monday at 08:00: no working time later, and yet too late.
    let given = Given.accepted(Self.friday)
      .and(.workDone, by: .worker, "2026-03-09T00:00Z")
    let plan = TargetPlan.complete(.span(.hours(6)), in: "china")

    let target = given.target(.complete, under: plan, at: "2026-03-09T00:00Z")

    #expect(target?.dueAt == .at("2026-03-06T10:00Z"))
    #expect(target?.used == .hours(6))
    #expect(target?.state == .missed)
  }

  @Test("What is due in a calendar without hours is never due")
  func neverDue() {
    let given = Given.accepted(Self.friday)
    let plan = TargetPlan.complete(.workingDays(1), in: "closed")

    let target = given.target(.complete, under: plan, at: "2099-01-01T00:00Z")

    #expect(target?.state == .running)
    #expect(target?.dueAt == nil)
    #expect(target?.nearAt == nil)
    #expect(given.clock.targets(under: plan, at: .latest).nextBreach == nil)
  }

  @Test("The end is near once the plan's share of the time is used")
  func nearBreach() {
    let given = Given.accepted(Self.friday, priority: 1)
      .held(.parts, "2026-03-06T12:00Z").resumed("2026-03-06T14:00Z")
    let now = Timestamp.at("2026-03-06T23:11Z")

    let target = given.target(.complete, at: "2026-03-06T23:11Z")

    // 80 of 100 parts of 24 hours are 19 hours and 12 minutes, and 2 hours of rest.
    #expect(target?.nearAt == .at("2026-03-06T23:12Z"))
    #expect(target?.isNear(at: now) == false)
    #expect(target?.isNear(at: now + .minutes(1)) == true)
  }
}
