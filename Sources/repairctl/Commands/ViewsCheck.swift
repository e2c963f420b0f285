import RepairStore

/// Whether the views beside a log follow from it: every row against one folded anew.
struct ViewsCheck {
  /// What was compared, or that there is nothing to compare.
  let value: OutputValue
  /// What does not follow, a line for each projection.
  let problems: [String]

  init(of log: EventLog, meter: ProgressMeter, in session: Session) throws {
    let path = Views.path(besides: log.path)
    // Asking for views would make them, and what has just been made follows from the log.
    guard FileSystem.hasName(path), log.mode != .untrusted else {
      (value, problems) = (.text(log.mode == .untrusted ? "not looked at" : "there are none"), [])
      return
    }
    let isInterrupted = session.isInterrupted
    let reports = try Views(of: log).check(Views.standard) { step in
      if isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      meter.update(step.stage.rawValue, done: step.done, of: step.total)
    }
    value = .list(
      reports.map { report in
        .record(
          Record([
            "name": .text(report.projection), "version": .integer(report.version),
            "compared": .boolean(report.hadLiveRows), "drift": .integer(report.driftCount),
          ]))
      })
    problems = reports.filter { $0.driftCount > 0 }.map { report in
      let rows = report.drift.prefix(3).map { "\($0.row) in \($0.table) (\($0.kind.rawValue))" }
      return
        "\(path): \(report.driftCount) rows of \(report.projection) do not follow from the log: "
        + rows.joined(separator: ", ") + (report.driftCount > rows.count ? " and others" : "")
        + ". Make them anew with replay"
    }
  }
}
