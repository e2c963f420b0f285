import RepairCore
import Testing

/// Calendars and clocks against a model that counts minutes; a failure names the seed that made it.
struct TargetPropertyTests {
  static let seeds: [UInt64] = [1, 2, 3, 20_260_301, 0xDEAD_BEEF, .max]
  /// Three weeks around the clock changes of March 2026, in minutes.
  private static let range: Range<Int> = 29_544_480..<29_574_720
  /// What is asked about, far enough from both ends that the model knows the days whole.
  private static let asked: Range<Int> = 29_548_800..<29_570_400

  private static func moment(_ minute: Int) -> Timestamp {
    Timestamp(clamping: Int64(minute) * 60_000)
  }

  @Test("Added up or minute by minute, working time is the same", arguments: seeds)
  func agreesWithMinutes(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<3 {
      let calendar = random.calendar(within: Self.asked)
      let model = MinuteModel(calendar, Self.range)
      for _ in 0..<12 {
        let ends = [
          Int.random(in: Self.asked, using: &random), Int.random(in: Self.asked, using: &random),
        ].sorted()
        let (start, end) = (Self.moment(ends[0]), Self.moment(ends[1]))
        let time = calendar.workingTime(from: start, to: end)
        let days = calendar.workingDays(from: start, to: end)
        #expect(
          time == .minutes(Int64(model.minutes(ends[0]..<ends[1]))),
          "seed \(seed): \(start) to \(end) in \(calendar)")
        #expect(
          days.milliseconds == model.dayParts(ends[0]..<ends[1]),
          "seed \(seed): days from \(start) to \(end) in \(calendar)")

        let amount = Int.random(in: 1...4_000, using: &random)
        if let due = model.end(of: amount, from: ends[0]) {
          #expect(
            calendar.adding(.span(.minutes(Int64(amount))), to: start) == Self.moment(due),
            "seed \(seed): \(amount) minutes from \(start) in \(calendar)")
        }
      }
    }
  }

  @Test("A working day is over at the first moment at which it is", arguments: seeds)
  func daysEndFirst(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      let calendar = random.calendar(within: Self.asked)
      let start = Self.moment(Int.random(in: Self.asked, using: &random))
      let amount = TargetAmount.workingDays(Int.random(in: 1...9, using: &random))
      guard let due = calendar.adding(amount, to: start) else { continue }
      #expect(calendar.workingDays(from: start, to: due) >= amount.span)
      #expect(
        calendar.workingDays(from: start, to: due - .millisecond) < amount.span,
        "seed \(seed): \(amount) from \(start) in \(calendar)")
    }
  }

  @Test("A clock with rests is due when the minutes outside them are used up", arguments: seeds)
  func restsAgreeWithMinutes(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<3 {
      let calendar = random.calendar(within: Self.asked)
      let model = MinuteModel(calendar, Self.range)
      for _ in 0..<8 {
        let amount = Int.random(in: 1...3_000, using: &random)
        let term = TargetTerm(.span(.minutes(Int64(amount))), in: "random")
        let plan = try TargetPlan(
          calendars: [calendar], profiles: [3: TargetProfile(complete: term)])
        var times: Set<Int> = []
        while times.count < 7 { times.insert(Int.random(in: Self.asked, using: &random)) }
        let places = times.sorted()
        var given = Given.nothing.and(
          .submitted(.leak), by: .requester, at: Self.moment(places[0]))
        var rests: [Range<Int>] = []
        for index in [1, 3, 5] {
          given =
            given
            .and(
              .held(reason: .parts, until: nil, text: nil, pausesClock: true),
              at: Self.moment(places[index])
            )
            .and(.resumed(text: nil), at: Self.moment(places[index + 1]))
          rests.append(places[index]..<places[index + 1])
        }
        let now = Self.moment(places[6])
        let report = try #require(given.clock.reports(under: plan, at: now).last)

        if let due = model.end(of: amount, from: places[0], without: rests) {
          #expect(report.dueAt == Self.moment(due), "seed \(seed): \(places) in \(calendar)")
        }
        let used = rests.reduce(model.minutes(places[0]..<places[6])) { $0 - model.minutes($1) }
        #expect(report.used == .minutes(Int64(used)), "seed \(seed): \(places) in \(calendar)")
      }
    }
  }

  @Test("While nothing happens, what is due stays due", arguments: seeds)
  func dueStays(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      var (given, last) = (Given.accepted("2026-03-20T02:00Z"), Timestamp.at("2026-03-20T02:10Z"))
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        last = last + .minutes(Int64.random(in: 0...3_000, using: &random))
        let kind = random.pick(TicketEventKind.allCases.filter { $0 != .submitted })
        given = given.and(random.event(kind, at: last), at: last)
      }
      let later = last + .minutes(Int64.random(in: 1...20_000, using: &random))
      let before = given.clock.reports(under: .standard, at: last)
      let after = given.clock.reports(under: .standard, at: later)
      #expect(before.map(\.dueAt) == after.map(\.dueAt), "seed \(seed): \(given.history)")
      #expect(before.map(\.endedAt) == after.map(\.endedAt))
      for (first, second) in zip(before, after) { #expect(first.used <= second.used) }
    }
  }

  @Test(
    "Whatever happened, the clock knows the ticket's phase, promises and date", arguments: seeds)
  func knowsTicket(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      var given = Given.nothing.and(.submitted(random.submission()), by: .requester, at: .start)
      for _ in 0..<30 {
        let kind = random.pick(TicketEventKind.allCases.filter { $0 != .submitted })
        let at = random.pick([given.soon, .start, .earliest, .latest])
        let wasOpen = given.clock.isOpen
        given = given.and(random.event(kind, at: at), at: at)
        let ticket = try #require(given.ticket)
        let clock = given.clock
        #expect(clock.isOpen == ticket.phase.isOpen, "seed \(seed): \(given.history.map(\.event))")
        if clock.isOpen, !wasOpen { #expect(TargetClock.openers.contains(kind)) }
        #expect(clock.priority == ticket.priority)
        #expect(clock.campus == ticket.campus)
        #expect(clock.category == ticket.category)
        #expect(clock.deadline == ticket.deadline)
        let reports = clock.reports(
          under: .standard, at: random.pick([.earliest, at, .latest]))
        #expect(reports.allSatisfy { $0.used >= .zero })
      }
    }
  }

  @Test("A history folded bit by bit, or anew, is one clock", arguments: seeds)
  func refolds(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var given = Given.nothing.and(.submitted(.leak), by: .requester, at: .start)
    var clock = given.clock
    for _ in 0..<60 {
      let kind = random.pick(TicketEventKind.allCases.filter { $0 != .submitted })
      given = given.and(random.event(kind, at: given.soon))
      if let fact = given.history.last { clock.apply(fact) }
      #expect(clock == given.clock)
    }
  }

  @Test("A rest cut in two, and one of no length, change nothing")
  func restsCompose() {
    let whole = Given.accepted("2026-03-06T02:00Z")
      .held(.parts, "2026-03-06T08:00Z").resumed("2026-03-10T02:00Z")
    let cut = Given.accepted("2026-03-06T02:00Z")
      .held(.parts, "2026-03-06T08:00Z").resumed("2026-03-08T08:00Z")
      .held(.vendor, "2026-03-08T08:00Z").resumed("2026-03-10T02:00Z")
      .held(.weather, "2026-03-10T02:00Z").resumed("2026-03-10T02:00Z")
    let now = Timestamp.at("2026-03-10T03:00Z")

    #expect(
      cut.clock.reports(under: .standard, at: now) == whole.clock.reports(under: .standard, at: now)
    )
  }

  @Test("A history moved by whole weeks is due so many weeks later")
  func weeksShift() throws {
    let weeks = TimeSpan.days(7 * 52)
    let given = Given.accepted("2026-03-06T02:00Z").held(.parts, "2026-03-06T08:00Z")
      .resumed("2026-03-10T02:00Z")
    var clock = TargetClock(of: given.id)
    for var fact in given.history {
      fact.occurredAt = fact.occurredAt + weeks
      clock.apply(fact)
    }
    let now = Timestamp.at("2026-03-10T02:00Z")

    let before = given.clock.reports(under: .standard, at: now)
    let after = clock.reports(under: .standard, at: now + weeks)

    #expect(after.map(\.dueAt) == before.map { $0.dueAt.map { $0 + weeks } })
    #expect(after.map(\.used) == before.map(\.used))
  }

  @Test("A plan that promises nothing sensible is none")
  func refusesPlans() {
    func problem(_ make: () throws(InvalidField) -> TargetPlan) -> String? {
      do throws(InvalidField) {
        _ = try make()
        return nil
      } catch {
        return error.field
      }
    }
    let one: WorkingCalendar = .china
    let term = TargetTerm(.span(.hours(1)), in: "nowhere")
    #expect(
      problem { () throws(InvalidField) in try TargetPlan(calendars: [one, one], profiles: [:]) }
        == "calendars[1].code")
    #expect(
      problem { () throws(InvalidField) in
        try TargetPlan(calendars: [.aroundTheClock], profiles: [:])
      } == "calendars[0].code")
    #expect(
      problem { () throws(InvalidField) in
        try TargetPlan(profiles: [2: TargetProfile(arrive: term)])
      } == "profiles.2.arrive.calendar")
    #expect(
      problem { () throws(InvalidField) in
        try TargetPlan(profiles: [2: TargetProfile(accept: TargetTerm(.span(.zero)))])
      } == "profiles.2.accept")
    #expect(
      problem { () throws(InvalidField) in
        try TargetPlan(profiles: [2: TargetProfile(accept: TargetTerm(.workingDays(-1)))])
      } == "profiles.2.accept")
    #expect(
      problem { () throws(InvalidField) in
        try TargetPlan(profiles: [:], overrides: [TargetOverride(calendar: "nowhere")])
      } == "overrides[0].calendar")
    for share in [0, 100] {
      #expect(
        problem { () throws(InvalidField) in try TargetPlan(profiles: [:], nearShare: share) }
          == "nearShare")
    }
  }
}
