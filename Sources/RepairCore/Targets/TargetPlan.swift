/// What the desk promises, as data: how much time for what, in which calendars, and who is told.
///
/// A plan is a value that is adopted into the log like the policy. Targets are computed from a
/// ticket's history and the plan in force, so another plan changes how the past looks too; what has
/// happened stays.
///
/// ```swift
/// let reports = clock.reports(under: .standard, at: now)
/// ```
public struct TargetPlan: Hashable, Sendable {
  /// The calendars by which promises can run, no code twice.
  public let calendars: [WorkingCalendar]
  /// What is promised for each priority; nothing for one that is absent.
  public let profiles: [Priority: TargetProfile]
  /// What is otherwise for some campuses, kinds of fault or priorities; the first that fits counts.
  public let overrides: [TargetOverride]
  /// As how urgent a ticket counts until it is accepted.
  public let unknownPriority: Priority
  /// How much of its time a target has used when its end is near, in per cent.
  public let nearShare: Int
  /// The holds that stop the clocks; `nil` for those that did by the policy when they began.
  public let pausingHolds: Set<HoldReason>?
  /// Who is told when.
  public let escalations: [TargetEscalation]

  /// The promises with their calendars looked up: five priorities, then each override's five.
  private let resolved: [[ResolvedTerm?]]

  /// Makes a plan.
  ///
  /// - Parameters:
  ///   - calendars: the calendars by which promises can run.
  ///   - profiles: what is promised for each priority.
  ///   - overrides: what is otherwise for some tickets.
  ///   - unknownPriority: as how urgent a ticket counts until it is accepted.
  ///   - nearShare: the share of its time, in per cent, after which a target's end is near.
  ///   - pausingHolds: the holds that stop the clocks; `nil` for what the policy said.
  ///   - escalations: who is told when.
  /// - Throws: ``InvalidField`` for a calendar without a code or with another's, a promise in a
  ///   calendar that is not there or of no time at all, and a share outside 1 to 99.
  public init(
    calendars: [WorkingCalendar] = [], profiles: [Priority: TargetProfile],
    overrides: [TargetOverride] = [], unknownPriority: Priority = .normal, nearShare: Int = 80,
    pausingHolds: Set<HoldReason>? = nil, escalations: [TargetEscalation] = []
  ) throws(InvalidField) {
    for (index, calendar) in calendars.enumerated() {
      guard let code = calendar.code, !calendars[..<index].contains(where: { $0.code == code })
      else {
        throw InvalidField("calendars[\(index)].code", "must be a code no other calendar has")
      }
    }
    for priority in profiles.keys.sorted() {
      try Self.check(profiles[priority], calendars, at: "profiles.\(priority)")
    }
    for (index, override) in overrides.enumerated() {
      let path = "overrides[\(index)]"
      try Self.check(override.profile, calendars, at: path + ".profile")
      try Self.check(override.calendar, calendars, at: path + ".calendar")
    }
    guard (1...99).contains(nearShare) else {
      throw InvalidField("nearShare", "must be a share from 1 to 99 per cent")
    }
    self.init(
      unchecked: calendars, profiles, overrides, unknownPriority, nearShare, pausingHolds,
      escalations)
  }

  private init(
    unchecked calendars: [WorkingCalendar], _ profiles: [Priority: TargetProfile],
    _ overrides: [TargetOverride], _ unknownPriority: Priority, _ nearShare: Int,
    _ pausingHolds: Set<HoldReason>?, _ escalations: [TargetEscalation]
  ) {
    self.calendars = calendars
    self.profiles = profiles
    self.overrides = overrides
    self.unknownPriority = unknownPriority
    self.nearShare = nearShare
    self.pausingHolds = pausingHolds
    self.escalations = escalations
    let priorities = (1...5).map { Priority($0) }
    func resolve(_ profile: TargetProfile?, in calendar: CalendarCode?) -> [ResolvedTerm?] {
      TargetKind.allCases.map { kind in
        profile?[kind].flatMap { term in
          let code = term.calendar == nil ? nil : calendar ?? term.calendar
          let found = code == nil ? .aroundTheClock : calendars.first { $0.code == code }
          return found.map { ResolvedTerm(amount: term.amount, calendar: $0, nearShare: nearShare) }
        }
      }
    }
    var resolved = priorities.map { resolve($0.flatMap { profiles[$0] }, in: nil) }
    for override in overrides {
      resolved += priorities.map { priority in
        resolve(override.profile ?? priority.flatMap { profiles[$0] }, in: override.calendar)
      }
    }
    self.resolved = resolved
  }

  /// What is promised for a ticket.
  ///
  /// - Returns: one term a kind, in the order of the kinds.
  func terms(
    for priority: Priority?, at campus: CampusCode, of category: CategoryCode
  ) -> [ResolvedTerm?] {
    let priority = priority ?? unknownPriority
    let override = overrides.firstIndex { $0.fits(priority, campus, category) }
    return resolved[(override.map { $0 + 1 } ?? 0) * 5 + priority.rawValue - 1]
  }

  private static func check(
    _ profile: TargetProfile?, _ calendars: [WorkingCalendar], at path: String
  ) throws(InvalidField) {
    for kind in TargetKind.allCases {
      guard let term = profile?[kind] else { continue }
      let path = "\(path).\(kind.rawValue)"
      guard term.amount.span > .zero else {
        throw InvalidField(path, "must be more than no time")
      }
      try check(term.calendar, calendars, at: path + ".calendar")
    }
  }

  private static func check(
    _ code: CalendarCode?, _ calendars: [WorkingCalendar], at path: String
  ) throws(InvalidField) {
    guard let code, !calendars.contains(where: { $0.code == code }) else { return }
    throw InvalidField(path, "must be the code of one of the plan's calendars")
  }

  /// Whether two plans say the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.calendars == right.calendars && left.profiles == right.profiles
      && left.overrides == right.overrides && left.unknownPriority == right.unknownPriority
      && left.nearShare == right.nearShare && left.pausingHolds == right.pausingHolds
      && left.escalations == right.escalations
  }

  /// Feeds what plans differ in most.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(calendars)
    hasher.combine(profiles)
    hasher.combine(overrides)
  }
}

/// A promise with its calendar.
struct ResolvedTerm: Sendable {
  var amount: TargetAmount
  var calendar: WorkingCalendar
  /// The part of the amount after which its end is near, in milliseconds.
  var near: Int64

  init(amount: TargetAmount, calendar: WorkingCalendar, nearShare: Int) {
    self.amount = amount
    self.calendar = calendar
    let total = amount.span.milliseconds
    let (hundredths, rest) = total.quotientAndRemainder(dividingBy: 100)
    near = hundredths * Int64(nearShare) + rest * Int64(nearShare) / 100
  }
}

extension TargetPlan {
  /// The promises where nobody has made others: hours of an office in China, from Monday to Friday.
  ///
  /// 1 urgent and 2 soon run around the clock, 3 normal in working time; 4, which goes back to the
  /// factory, and 5, a large job, have an end only.
  public static let standard: TargetPlan = {
    let hours = WorkingHours([480..<720, 840..<1_080]) ?? .wholeDay
    let office = WorkingCalendar(
      code: .office, zone: .fixed("Asia/Shanghai", hours: 8), week: .weekdays(hours))
    func profile(
      arrive: TimeSpan, complete: TargetAmount, in calendar: CalendarCode?
    ) -> TargetProfile {
      TargetProfile(
        accept: TargetTerm(.span(.minutes(30)), in: calendar),
        acknowledge: TargetTerm(.span(.minutes(10)), in: calendar),
        arrive: TargetTerm(.span(arrive), in: calendar),
        complete: TargetTerm(complete, in: calendar))
    }
    func long(_ days: Int) -> TargetProfile {
      TargetProfile(complete: TargetTerm(.workingDays(days), in: .office))
    }
    let profiles = [
      profile(arrive: .hours(2), complete: .span(.hours(24)), in: nil),
      profile(arrive: .hours(24), complete: .span(.hours(48)), in: nil),
      profile(arrive: .hours(24), complete: .workingDays(3), in: .office),
      long(7), long(15),
    ]
    var byPriority: [Priority: TargetProfile] = [:]
    for (index, profile) in profiles.enumerated() {
      if let priority = Priority(index + 1) { byPriority[priority] = profile }
    }
    return TargetPlan(
      unchecked: [office], byPriority, [], .normal, 80, nil,
      [
        TargetEscalation(at: .nearBreach, tell: [.role(.dispatcher)]),
        TargetEscalation(at: .breach, tell: [.role(.dispatcher)]),
      ])
  }()
}
