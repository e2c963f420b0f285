import RepairCore
import Testing

extension CalendarCode: ExpressibleByStringLiteral {
  init(stringLiteral text: String) {
    guard let code = CalendarCode(text as String) else { preconditionFailure("\(text) is no code") }
    self = code
  }
}

extension CalendarDay: ExpressibleByStringLiteral {
  init(stringLiteral text: String) {
    guard let day = CalendarDay(text as String) else { preconditionFailure("\(text) is no day") }
    self = day
  }
}

extension Timestamp {
  /// A moment that a test knows to be one, with or without seconds.
  static func at(_ text: String) -> Timestamp {
    guard let time = Timestamp(text) ?? Timestamp(text.dropLast() + ":00Z") else {
      preconditionFailure("\(text) is no time")
    }
    return time
  }
}

extension WorkingHours {
  /// Hours a test knows to be some, such as `08:00-12:00 14:00-18:00`.
  static func of(_ text: String) -> WorkingHours {
    let spans = text.split(separator: " ").map { span in
      let ends = span.split(separator: "-").map { time in
        let parts = time.split(separator: ":").compactMap { Int($0) }
        return parts[0] * 60 + parts[1]
      }
      return ends[0]..<ends[1]
    }
    guard let hours = WorkingHours(spans) else { preconditionFailure("\(text) are no hours") }
    return hours
  }
}

extension CalendarZone {
  static func made(
    _ name: String, hours: Int, _ transitions: [(at: String, hours: Int)] = []
  ) -> CalendarZone {
    do {
      return try CalendarZone(
        name: name, offset: hours * 3_600,
        transitions: transitions.map { .init(at: .at($0.at), offset: $0.hours * 3_600) })
    } catch {
      preconditionFailure("\(error)")
    }
  }

  static let shanghai = made("Asia/Shanghai", hours: 8)
  static let berlin = made(
    "Europe/Berlin", hours: 1, [("2026-03-29T01:00Z", 2), ("2026-10-25T01:00Z", 1)])
  static let newYork = made(
    "America/New_York", hours: -5, [("2026-03-08T07:00Z", -4), ("2026-11-01T06:00Z", -5)])
}

extension WorkingCalendar {
  /// 08:00 to 12:00 and 14:00 to 18:00 from Monday to Friday; the National Day week of 2026 off, and
  /// the Saturday after it worked instead.
  static let china = WorkingCalendar(
    code: "china", zone: .shanghai, week: .weekdays(.of("08:00-12:00 14:00-18:00")),
    exceptions: [
      "2026-10-01": .none, "2026-10-02": .none, "2026-10-05": .none, "2026-10-06": .none,
      "2026-10-07": .none, "2026-10-10": .of("08:00-12:00 14:00-18:00"),
    ])
  /// 08:00 to 16:00 from Monday to Friday, but 08:00 to 12:00 on Friday, 3 April.
  static let berlin = WorkingCalendar(
    code: "berlin", zone: .berlin, week: .weekdays(.of("08:00-16:00")),
    exceptions: ["2026-04-03": .of("08:00-12:00")])
  static let berlinAlways = WorkingCalendar(
    code: "berlinAlways", zone: .berlin, week: Week { _ in .wholeDay })
  static let berlinNights = WorkingCalendar(
    code: "berlinNights", zone: .berlin, week: Week { _ in .of("02:00-03:00") })
  /// 09:00 to 17:00 from Monday to Friday.
  static let newYork = WorkingCalendar(
    code: "newYork", zone: .newYork, week: .weekdays(.of("09:00-17:00")))
  static let newYorkNights = WorkingCalendar(
    code: "newYorkNights", zone: .newYork, week: Week { _ in .of("00:00-06:00") })
  static let closed = WorkingCalendar(code: "closed", zone: .utc, week: Week { _ in .none })
  /// Open for one hour in all of time.
  static let once = WorkingCalendar(
    code: "once", zone: .utc, week: Week { _ in .none },
    exceptions: ["2026-05-04": .of("09:00-10:00")])

  static let all: [WorkingCalendar] = [
    .china, .berlin, .berlinAlways, .berlinNights, .newYork, .newYorkNights, .closed, .once,
  ]
}

extension TargetPlan {
  /// A plan that a test knows to be one.
  static func made(
    _ profiles: [Priority: TargetProfile], overrides: [TargetOverride] = [],
    nearShare: Int = 80, pausingHolds: Set<HoldReason>? = nil,
    escalations: [TargetEscalation] = []
  ) -> TargetPlan {
    do {
      return try TargetPlan(
        calendars: WorkingCalendar.all, profiles: profiles, overrides: overrides,
        nearShare: nearShare, pausingHolds: pausingHolds, escalations: escalations)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Only the end of the work is promised, whatever the priority.
  static func complete(_ amount: TargetAmount, in calendar: CalendarCode? = nil) -> TargetPlan {
    let profile = TargetProfile(complete: TargetTerm(amount, in: calendar))
    return made([1: profile, 2: profile, 3: profile, 4: profile, 5: profile])
  }
}

extension Given {
  /// The ticket's clock.
  var clock: TargetClock {
    var clock = TargetClock(of: id)
    for fact in history { clock.apply(fact) }
    return clock
  }

  /// How a target stands; `nil` where it has not begun or nothing is promised.
  func target(
    _ kind: TargetKind, under plan: TargetPlan = .standard, at now: String
  ) -> TargetReport? {
    clock.reports(under: plan, at: .at(now)).first { $0.kind == kind }
  }

  /// A ticket submitted at a time, and accepted ten minutes later.
  static func accepted(_ at: String, priority: Priority = 3) -> Given {
    Given.nothing.and(.submitted(.leak), by: .requester, at: .at(at))
      .and(.accepted(priority: priority, category: nil), at: .at(at) + .minutes(10))
  }

  func and(_ event: TicketEvent, by person: Person = .dispatcher, _ at: String) -> Given {
    and(event, by: person, at: .at(at))
  }

  func held(_ reason: HoldReason, _ at: String) -> Given {
    and(.held(reason: reason, until: nil, text: nil, pausesClock: reason != .other), at: .at(at))
  }

  func resumed(_ at: String) -> Given { and(.resumed(text: nil), at: .at(at)) }
}
