import RepairCore
import RepairReport

extension TargetReport {
  /// A target as a list for programs has it; amounts as a plan's JSON has them.
  var record: Record {
    var record = Record(["target": .text(kind.rawValue), "state": .text(state.rawValue)])
    switch amount {
    case .span(let span): record.set("time", .text(span.description))
    case .workingDays(let count): record.set("workingDays", .integer(count))
    case nil: break
    }
    record.set("calendar", .text(calendar?.rawValue))
    record.set("startedAt", .time(startedAt))
    record.set("usedMilliseconds", .integer(Int(clamping: used.milliseconds)))
    record.set("remainingMilliseconds", .integer(remaining.map { Int(clamping: $0.milliseconds) }))
    record.set("byHand", .flag(isByHand))
    record.set("nearAt", .time(nearAt))
    record.set("dueAt", .time(dueAt))
    record.set("breachedAt", .time(breachedAt))
    record.set("endedAt", .time(endedAt))
    return record
  }

  /// How a target stands, for people: colour for what somebody should look at.
  func meaning(at now: Timestamp) -> Ansi.Meaning? {
    switch state {
    case .breached, .missed: .bad
    case .running, .paused: isNear(at: now) ? .attention : nil
    case .met, .dropped: .quiet
    }
  }

  /// How much time there is, for people.
  var amountText: String {
    if isByHand { return "by hand" }
    let text: String
    switch amount {
    case .span(let span): text = Self.hours(span)
    case .workingDays, nil: text = amount?.description ?? ""
    }
    return calendar.map { "\(text), \($0)" } ?? text
  }

  /// How much of it is used, for people: working days in tenths.
  var usedText: String {
    switch amount {
    case .span, nil: return Self.hours(used)
    case .workingDays:
      let tenths = used.milliseconds / 8_640_000
      return "\(tenths / 10).\(tenths % 10) days"
    }
  }

  /// A span in hours, for in working time a day is not 24 of them.
  private static func hours(_ span: TimeSpan) -> String {
    guard span >= .days(1) else { return span.description }
    let (hours, rest) = span.milliseconds.quotientAndRemainder(dividingBy: 3_600_000)
    return rest < 60_000 ? "\(hours)h" : "\(hours)h \(rest / 60_000)m"
  }
}

extension Listing<TargetReport> {
  /// The targets of one ticket.
  static func targets(in session: Session, at now: Timestamp) -> Listing<TargetReport> {
    Listing(
      columns: [
        .init("TARGET") { .init($0.kind.rawValue) },
        .init("STATE") { .init($0.state.rawValue, as: $0.meaning(at: now)) },
        .init("DUE") { .init($0.dueAt.map(session.text) ?? "") },
        .init("USED", alignment: .right) { .init($0.usedText) },
        .init("OF") { .init($0.amountText) },
        .init("ENDED") { .init($0.endedAt.map(session.text) ?? "", as: .quiet) },
      ],
      keys: [], record: \.record)
  }
}
