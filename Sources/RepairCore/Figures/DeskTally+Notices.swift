/// What became of the notices of one rule by one channel.
struct NoticeKey: Hashable {
  var rule: Int32
  var channel: Int32
}

extension DeskFold {
  /// Adds a notice as it was at a moment.
  func addNotice(
    _ notice: NoticeHead, to tally: inout DeskTally, until now: Int64, throughStep limit: Int
  ) {
    var index = Int(notice.first)
    guard index >= 0, index < limit, steps[index].at <= now else { return }
    let first = steps[index]
    var (kind, failures) = (DeskStep.Kind.noticeQueued, 0)
    while index >= 0, index < limit {
      let step = steps[index]
      index = Int(step.next)
      guard step.at <= now else { continue }
      if step.kind == .noticeFailed {
        failures += 1
        // One that is tried again still waits.
        if kind != .noticeRead { kind = step.marks.contains(.first) ? .noticeQueued : step.kind }
      } else if kind != .noticeRead {
        kind = step.kind
      }
    }
    tally.addNotice(first, ended: kind, failures, ofTicket: notice.ticket)
  }
}

extension DeskTally {
  /// Counts a notice.
  mutating func addNotice(
    _ queued: DeskStep, ended kind: DeskStep.Kind, _ failures: Int, ofTicket ticket: Int32
  ) {
    guard request.campus == nil || isOfCampus(ticket), queued.at >= since else { return }
    let key = NoticeKey(rule: queued.name, channel: queued.other)
    var figure =
      notices[key] ?? NoticeFigure(rule: names[key.rule] ?? "", channel: names[key.channel] ?? "")
    figure.n += 1
    figure.failures += failures
    switch kind {
    case .noticeSent: figure.sent += 1
    case .noticeFailed: figure.failed += 1
    case .noticeSuppressed: figure.suppressed += 1
    case .noticeRead: figure.read += 1
    default: figure.queued += 1
    }
    notices[key] = figure
  }

  /// The notices by rule and channel.
  func noticeRows() -> [NoticeFigure] {
    notices.sorted { left, right in
      left.key.rule != right.key.rule
        ? names.precedes(left.key.rule, right.key.rule)
        : names.precedes(left.key.channel, right.key.channel)
    }.map(\.value)
  }

  private func isOfCampus(_ ticket: Int32) -> Bool {
    let number = Int(ticket)
    return isIncluded.indices.contains(number) && isIncluded[number]
  }
}
