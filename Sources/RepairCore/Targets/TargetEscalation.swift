/// Who is told when a target comes to its end, or has.
public struct TargetEscalation: Hashable, Sendable {
  /// When it is told.
  public enum Moment: Hashable, Sendable {
    /// When the plan's share of the time is used: see ``TargetPlan/nearShare``.
    case nearBreach
    /// When the time is used up.
    case breach
    /// So long after that, around the clock.
    case afterBreach(TimeSpan)
  }

  /// Whom it is told.
  public enum Recipient: Hashable, Sendable {
    /// The worker who has the ticket.
    case worker
    /// Who asked for the repair.
    case requester
    /// Everybody of a role who serves the ticket's campus.
    case role(Role)
    /// One person.
    case person(PersonID)
  }

  /// The target it is about; `nil` for each.
  public var target: TargetKind?
  /// When it is told.
  public var moment: Moment
  /// Whom it is told.
  public var recipients: [Recipient]

  /// Makes a rule.
  public init(target: TargetKind? = nil, at moment: Moment, tell recipients: [Recipient]) {
    self.target = target
    self.moment = moment
    self.recipients = recipients
  }

  /// When the rule is to be carried out for a target, if it stays as it is.
  ///
  /// - Parameter report: how the target stands.
  /// - Returns: the moment, past or to come; `nil` for another target's rule, one that was met or
  ///   dropped before, and one that stands still.
  public func moment(for report: TargetReport) -> Timestamp? {
    guard target == nil || target == report.kind else { return nil }
    let moment: Timestamp? =
      switch self.moment {
      case .nearBreach: report.nearAt
      case .breach: report.dueAt
      case .afterBreach(let delay): report.dueAt.map { $0 + delay }
      }
    guard let moment else { return nil }
    if let endedAt = report.endedAt, endedAt <= moment { return nil }
    return moment
  }
}
