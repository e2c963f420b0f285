import Glibc
import RepairCore
import RepairReport
import RepairStore

/// `status`: the log and what is derived from it, at a glance.
struct StatusCommand: Command {
  static let specification = CommandSpecification(
    name: "status",
    abstract: "Prints how the log and its views are.",
    options: [
      .init("--integrity", .flag, "Also reads the whole file and looks for damage.")
    ],
    examples: [
      .init("repairctl status", "Events, lag of the views, sizes, the SQLite in use."),
      .init(
        "repairctl status --integrity",
        "Exit code 1 when the file is damaged, or a projection stopped at an event."),
    ]
  )

  private let checksIntegrity: Bool

  init(_ arguments: ParsedArguments, in session: Session) throws {
    checksIntegrity = arguments.has("--integrity")
  }

  func run(in session: Session) throws -> ExitCode {
    let log = try session.openLogQuietly()
    let status = try log.status()
    let projections = try projections(of: log, head: status.head)
    var record = Record([
      "log": .text(session.options.logPath),
      "id": .text(log.identity.id.description),
      "origin": .text(log.identity.origin),
      "created": .time(log.identity.created),
      "events": .integer(status.head.rawValue),
      "head": .integer(status.head.rawValue),
      "streams": .integer(status.streams),
      "projections": .list(projections.map { .record($0.record) }),
      "fileBytes": .integer(Int(clamping: status.fileBytes)),
      "walBytes": .integer(Int(clamping: status.walBytes)),
      "schemaVersion": .integer(Int(clamping: status.schemaVersion)),
      "sqliteVersion": .text(status.sqliteVersion),
    ])
    record.set("root", status.root.map { .text($0.base64) })
    var isSound = !projections.contains { $0.state == .paused }
    if let anchor = try anchor(of: log) {
      isSound = isSound && anchor.holds
      record.set("anchor", .record(anchor.record))
    }
    record.set("consumers", .nonEmptyList(try log.consumers().map { .record($0.record) }))
    if status.hasWALResetFault {
      record.set(
        "sqliteFaults", .list([.text("WAL-reset: exposed, mitigated by the checkpoint rule")]))
    }
    record.set(
      "readers",
      .nonEmptyList(
        status.readers.map { reader in
          .record(
            Record([
              "process": .integer(Int(reader.process)), "program": .text(reader.program),
            ]))
        }))
    record.set("warnings", .nonEmptyList(status.warnings.map { .text($0) }))
    if checksIntegrity {
      let problems = try log.integrityProblems()
      isSound = isSound && problems.isEmpty
      record.set("integrity", .text(problems.isEmpty ? "ok" : "damaged"))
      record.set("problems", .nonEmptyList(problems.map { .text($0) }))
    }
    try Document(record).print(in: session)
    return isSound ? .success : .answerIsNo
  }

  /// The checkpoint kept beside the log, and whether the log continues it.
  private func anchor(of log: EventLog) throws -> (record: Record, holds: Bool)? {
    do {
      guard let kept = try log.anchor() else { return nil }
      var record = Record([
        "size": .integer(Int(clamping: kept.head.size)), "root": .text(kept.head.root.base64),
      ])
      do {
        try log.check(kept)
        record.set("state", .text("ok"))
        return (record, true)
      } catch let error as StoreError where error.code == .rolledBack {
        record.set("state", .text("rolledBack"))
        return (record, false)
      } catch let error as StoreError where error.code == .noTree {
        // Made by an earlier release: only opening it for writing can tell.
        record.set("state", .text("unchecked"))
        return (record, true)
      }
    } catch let error as StoreError where error.code == .corrupt {
      return (Record(["state": .text("unreadable")]), false)
    }
  }

  /// The projections; where nobody has asked for one yet, no file is made for this.
  private func projections(of log: EventLog, head: LogPosition) throws -> [ProjectionStatus] {
    guard access(Views.path(besides: log.path), F_OK) == 0 else {
      return Views.standard.map {
        ProjectionStatus(
          name: $0.name, version: $0.version, position: .start, lag: head.rawValue,
          state: .notBuilt)
      }
    }
    return try Views(of: log).status()
  }
}

extension ProjectionStatus {
  /// The status as a list for programs has it.
  fileprivate var record: Record {
    var record = Record([
      "name": .text(name), "version": .integer(version), "position": .integer(position.rawValue),
      "lag": .integer(lag), "state": .text(state.rawValue),
    ])
    if let failure {
      record.set("stoppedBefore", .integer(failure.position.rawValue))
      record.set("stream", .text(failure.stream.rawValue))
      record.set("reason", .text(failure.reason))
    }
    if let rebuild {
      record.set("rebuild", .text(rebuild.isRunning ? "running" : "brokenOff"))
      record.set("rebuilt", .integer(rebuild.done.rawValue))
      record.set("rebuiltOf", .integer(rebuild.through.rawValue))
    }
    return record
  }
}
