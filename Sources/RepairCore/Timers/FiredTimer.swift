/// One occurrence of a timer: which one, about what, and when it became due.
///
/// Two automations that look at the same history make the same value of it, so that what both fire
/// is recorded once.
public struct FiredTimer: Hashable, Sendable {
  /// What kind of timer.
  public var timer: TimerKind
  /// When it became due, which may be long before it fired.
  public var dueAt: Timestamp
  /// Of what it reminds, for a reminder.
  public var reminder: ReminderKind?
  /// Which time target it is about, where it is about one.
  public var target: TargetKind?
  /// Which of the plan's escalations it is, 1 for the first, for an escalation.
  public var level: Int?
  /// The assignment it is about, where it is about one.
  public var assignment: AssignmentNumber?
  /// The beginning of what it is about, where that is neither an assignment nor a date.
  public var since: Timestamp?

  /// Makes an occurrence.
  public init(
    timer: TimerKind, dueAt: Timestamp, reminder: ReminderKind? = nil,
    target: TargetKind? = nil, level: Int? = nil, assignment: AssignmentNumber? = nil,
    since: Timestamp? = nil
  ) {
    self.timer = timer
    self.dueAt = dueAt
    self.reminder = reminder
    self.target = target
    self.level = level
    self.assignment = assignment
    self.since = since
  }

  /// The name under which it happens once: what it is, and what it is about.
  ///
  /// What is about an assignment or about something that began at some time happens once for that,
  /// whatever becomes of its date when the policy changes. What is about a date happens once for each
  /// date: a target that moves after it was missed can be missed again.
  public var occurrence: String {
    var parts = [timer.rawValue]
    if let reminder { parts.append(reminder.rawValue) }
    if let target { parts.append(target.rawValue) }
    if let level { parts.append("l\(level)") }
    if let assignment {
      parts.append("a\(assignment)")
    } else if let since {
      parts.append("s\(since.milliseconds)")
    } else {
      parts.append("d\(dueAt.milliseconds)")
    }
    return parts.joined(separator: ":")
  }

  /// Whether both happen once, and not once each; see ``occurrence``.
  public func isSameOccurrence(as other: FiredTimer) -> Bool {
    guard timer == other.timer, reminder == other.reminder, target == other.target,
      level == other.level, assignment == other.assignment
    else { return false }
    return assignment != nil || since == other.since && (since != nil || dueAt == other.dueAt)
  }
}
