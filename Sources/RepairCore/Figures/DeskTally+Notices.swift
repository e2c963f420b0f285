/// What became of the notices of one rule by one channel.
struct NoticeKey: Hashable, Sendable {
  var rule: Int32
  var channel: Int32
}

/// What became of one notice.
struct NoticeLife: Sendable {
  /// The step that put it in line.
  private(set) var queued: DeskStep?
  /// Where it stands.
  private(set) var kind = DeskStep.Kind.noticeQueued
  /// How often sending it failed.
  private(set) var failures = 0

  /// Applies the notice's next step; what became of one that was never put in line is nothing.
  mutating func apply(_ step: DeskStep) {
    guard queued != nil else {
      if step.kind == .noticeQueued { queued = step }
      return
    }
    if step.kind == .noticeFailed {
      failures += 1
      // One that is tried again still waits.
      if kind != .noticeRead { kind = step.marks.contains(.first) ? .noticeQueued : step.kind }
    } else if kind != .noticeRead {
      kind = step.kind
    }
  }
}

extension DeskFold {
  /// A notice as it was at a moment.
  func notice(_ notice: NoticeHead, until now: Int64, throughStep limit: Int) -> NoticeLife {
    var life = NoticeLife()
    var index = Int(notice.first)
    while index >= 0, index < limit {
      let step = steps[index]
      index = Int(step.next)
      guard step.at <= now else {
        // One that was put in line later was not there yet.
        if life.queued == nil { break }
        continue
      }
      life.apply(step)
    }
    return life
  }
}

extension DeskTally {
  /// Counts a notice.
  ///
  /// - Parameters:
  ///   - notice: what became of it.
  ///   - isOfCampus: whether its ticket is of the campus asked about.
  mutating func add(_ notice: NoticeLife, isOfCampus: Bool) {
    guard let queued = notice.queued, request.campus == nil || isOfCampus, queued.at >= since
    else { return }
    let key = NoticeKey(rule: queued.name, channel: queued.other)
    var figure =
      notices[key] ?? NoticeFigure(rule: names[key.rule] ?? "", channel: names[key.channel] ?? "")
    figure.n += unit
    figure.failures += notice.failures * unit
    switch notice.kind {
    case .noticeSent: figure.sent += unit
    case .noticeFailed: figure.failed += unit
    case .noticeSuppressed: figure.suppressed += unit
    case .noticeRead: figure.read += unit
    default: figure.queued += unit
    }
    notices[key] = figure
  }

  /// The notices by rule and channel.
  func noticeRows() -> [NoticeFigure] {
    notices.filter { $0.value.n != 0 }.sorted { left, right in
      left.key.rule != right.key.rule
        ? names.precedes(left.key.rule, right.key.rule)
        : names.precedes(left.key.channel, right.key.channel)
    }.map(\.value)
  }
}
