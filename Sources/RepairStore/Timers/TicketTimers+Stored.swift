package import RepairCore

/// A ticket's timers as events: `timer/TICKET`, one `TimerFired` for each that has fired.
extension TicketTimers: StoredSubject {
  /// `timer`, as in `timer/N-1`.
  package static var kind: SubjectKind { .timer }

  private static let fireTimer = "fireTimer"
  private static let timerFired = EventType("TimerFired")

  package static var hasBeginning: Bool { false }

  package static var commandNames: [String] { [fireTimer] }

  package static func name(of command: TicketTimersCommand) -> String {
    switch command {
    case .fire: fireTimer
    }
  }

  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> TicketTimersCommand? {
    try fields.firedTimer().map { .fire($0) }
  }

  package static func write(_ command: TicketTimersCommand, to writer: inout JSONWriter) {
    switch command {
    case .fire(let occurrence): writer.members(of: occurrence)
    }
  }

  package static func request(_ request: SubjectRequest<TicketTimers>) -> DeskRequest {
    .timer(request)
  }

  package static var eventTypes: [EventType] { [timerFired] }

  package static func type(of event: TicketTimersEvent) -> EventType {
    switch event {
    case .fired: timerFired
    }
  }

  package static func write(_ event: TicketTimersEvent, to writer: inout JSONWriter) {
    switch event {
    case .fired(let occurrence): writer.members(of: occurrence)
    }
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> TicketTimersEvent? {
    try fields.firedTimer().map { .fired($0) }
  }
}

extension CommandFields {
  fileprivate mutating func firedTimer() throws(MalformedCommand) -> FiredTimer? {
    let kind: TimerKind? = need(try code("kind"), "kind")
    let dueAt = need(try time("dueAt"), "dueAt")
    let reminder: ReminderKind? = try code("reminder")
    let target: TargetKind? = try code("target")
    let level = try number("level", "1 or more") { $0 >= 1 ? $0 : nil }
    let assignment = try number("assignment", "1 or more", AssignmentNumber.init)
    let since = try time("since")
    guard let kind, let dueAt else { return nil }
    return FiredTimer(
      timer: kind, dueAt: dueAt, reminder: reminder, target: target, level: level,
      assignment: assignment, since: since)
  }
}

extension JSONWriter {
  fileprivate mutating func members(of occurrence: FiredTimer) {
    member("kind", occurrence.timer.rawValue)
    member("dueAt", occurrence.dueAt)
    member("reminder", occurrence.reminder?.rawValue)
    member("target", occurrence.target?.rawValue)
    member("level", occurrence.level)
    member("assignment", occurrence.assignment?.rawValue)
    member("since", occurrence.since)
  }
}
