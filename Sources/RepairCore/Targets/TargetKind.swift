/// What the desk promises to do in time.
public enum TargetKind: String, CaseIterable, Hashable, Comparable, Sendable {
  /// 受理: a dispatcher takes the ticket on.
  case accept
  /// 接单: the worker who was sent answers.
  case acknowledge
  /// 到场: somebody stands at the door.
  case arrive
  /// 完工: the work is done.
  case complete

  /// Whether `left` comes earlier in a ticket's life.
  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  /// The place among the kinds, 0 for the first.
  var order: Int {
    switch self {
    case .accept: 0
    case .acknowledge: 1
    case .arrive: 2
    case .complete: 3
    }
  }
}

/// How much time a target gives.
public enum TargetAmount: Hashable, Sendable, CustomStringConvertible {
  /// A length of time in which the calendar's hours run.
  case span(TimeSpan)
  /// So many of the calendar's working days, be they long or short.
  case workingDays(Int)

  /// The amount as a span, a working day as a day of 24 hours.
  public var span: TimeSpan {
    switch self {
    case .span(let span): span
    case .workingDays(let count): .days(Int64(count))
    }
  }

  /// In what it is counted.
  var measure: WorkingMeasure {
    switch self {
    case .span: .time
    case .workingDays: .days
    }
  }

  /// The amount in words, such as `30m` or `3 working days`.
  public var description: String {
    switch self {
    case .span(let span): span.description
    case .workingDays(1): "1 working day"
    case .workingDays(let count): "\(count) working days"
    }
  }
}

/// One promise: how much time, and in which calendar it runs.
public struct TargetTerm: Hashable, Sendable {
  /// How much time there is.
  public var amount: TargetAmount
  /// The calendar the time runs in; `nil` for around the clock.
  public var calendar: CalendarCode?

  /// Makes a promise.
  public init(_ amount: TargetAmount, in calendar: CalendarCode? = nil) {
    self.amount = amount
    self.calendar = calendar
  }
}

/// The promises for one kind of ticket; what is absent is not promised.
public struct TargetProfile: Hashable, Sendable {
  /// From the report, or the arrival at another campus, to its being taken on.
  public var accept: TargetTerm?
  /// From each sending of a worker to that worker's answer.
  public var acknowledge: TargetTerm?
  /// From the report to somebody's standing at the door.
  public var arrive: TargetTerm?
  /// From the report to the end of the work.
  public var complete: TargetTerm?

  /// Makes a profile.
  public init(
    accept: TargetTerm? = nil, acknowledge: TargetTerm? = nil, arrive: TargetTerm? = nil,
    complete: TargetTerm? = nil
  ) {
    self.accept = accept
    self.acknowledge = acknowledge
    self.arrive = arrive
    self.complete = complete
  }

  /// The promise of a kind.
  public subscript(kind: TargetKind) -> TargetTerm? {
    get {
      switch kind {
      case .accept: accept
      case .acknowledge: acknowledge
      case .arrive: arrive
      case .complete: complete
      }
    }
    set {
      switch kind {
      case .accept: accept = newValue
      case .acknowledge: acknowledge = newValue
      case .arrive: arrive = newValue
      case .complete: complete = newValue
      }
    }
  }
}

/// What is otherwise for some tickets: the first one that fits a ticket counts.
public struct TargetOverride: Hashable, Sendable {
  /// The campus it is for; `nil` for all.
  public var campus: CampusCode?
  /// The kind of fault it is for; `nil` for all.
  public var category: CategoryCode?
  /// The priority it is for; `nil` for all.
  public var priority: Priority?
  /// The profile in place of the priority's; `nil` leaves that.
  public var profile: TargetProfile?
  /// The calendar in place of those the profile names; what runs around the clock goes on to.
  public var calendar: CalendarCode?

  /// Makes an exception.
  public init(
    campus: CampusCode? = nil, category: CategoryCode? = nil, priority: Priority? = nil,
    profile: TargetProfile? = nil, calendar: CalendarCode? = nil
  ) {
    self.campus = campus
    self.category = category
    self.priority = priority
    self.profile = profile
    self.calendar = calendar
  }

  /// Whether it is for such a ticket.
  func fits(_ priority: Priority, _ campus: CampusCode, _ category: CategoryCode) -> Bool {
    (self.priority.map { $0 == priority } ?? true) && (self.campus.map { $0 == campus } ?? true)
      && (self.category.map { $0 == category } ?? true)
  }
}
