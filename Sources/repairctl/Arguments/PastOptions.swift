import RepairCore
import RepairStore

/// `--at` and `--as-known-at`: the log as it was, for every command that reads it.
struct PastOptions: Sendable {
  /// The options.
  ///
  /// - Parameter isOfTicket: whether one ticket is asked about, which has versions.
  /// - Returns: their specifications.
  static func specifications(ofTicket isOfTicket: Bool = false) -> [OptionSpecification] {
    [
      .init(
        "--at", .text("when"),
        "As it was then: a time, a date (its first moment), -7d\(isOfTicket ? ", version:12" : "") "
          + "or position:340.", fallback: "now"),
      .init("--as-known-at", .text("time"), "With what the log had learned by then."),
    ]
  }

  /// Which moment is meant.
  let moment: Moment
  /// What the log had learned by then counts, and nothing later.
  let known: Timestamp?

  /// Whether it is not the present that is asked about.
  var isPast: Bool { moment != .now || known != nil }

  /// Understands the options.
  ///
  /// - Parameters:
  ///   - arguments: the sorted command line.
  ///   - session: the surroundings, for times.
  ///   - what: what is asked about, where that is not one ticket and so has no versions.
  /// - Throws: a usage failure for a value that cannot be.
  init(
    _ arguments: ParsedArguments, in session: Session, of what: String? = nil
  ) throws(Failure) {
    moment = try session.moment("--at", arguments, ofTicket: what == nil) ?? .now
    known = try session.time("--as-known-at", arguments)
    if let what, case .version = moment {
      throw .usage("A version is of one ticket: '--at' of \(what) takes a time or a position.")
    }
  }

  /// Opens the log as it was.
  ///
  /// - Parameters:
  ///   - session: the surroundings.
  ///   - ticket: whose versions are meant.
  /// - Returns: the log; the log as it is where nothing else was asked for.
  /// - Throws: ``StoreError`` where it cannot be opened; a failure for a version that is not there.
  func open(in session: Session, of ticket: TicketID? = nil) throws -> EventLog {
    let log = try session.openLog()
    guard isPast else { return log }
    defer { log.close() }
    var extent = Replay.Extent()
    if let known { extent.through = try log.position(recordedBy: known) }
    switch moment {
    case .now: break
    case .time(let time): extent.occurredBy = time
    case .position(let position):
      extent.through = min(extent.through, LogPosition(position))
    case .version(let version):
      guard let ticket else { break }
      let place = try log.readStream(StreamName(ticket: ticket), from: version, limit: 1).first
      guard version > .none, let place else {
        guard try log.streamVersion(StreamName(ticket: ticket)) > .none else {
          throw Failure.noSuchTicket(ticket, in: session)
        }
        throw Failure(.answerIsNo, "Ticket \(ticket) has no version \(version).")
      }
      extent.through = min(extent.through, place.position)
    }
    return try log.asOf(extent)
  }

  /// The present of whoever asks: for a place in the log, when the event there happened.
  ///
  /// - Parameters:
  ///   - log: the log as ``open(in:of:)`` opened it.
  ///   - session: the surroundings.
  /// - Returns: the moment asked about.
  /// - Throws: ``StoreError``.
  func now(in log: EventLog, _ session: Session) throws -> Timestamp {
    switch moment {
    case .now: session.now
    case .time(let time): time
    case .version, .position: try log.event(at: log.head())?.occurredAt ?? session.now
    }
  }

  /// That a ticket is not there, or was not yet.
  ///
  /// - Parameters:
  ///   - ticket: its name.
  ///   - session: the surroundings.
  /// - Returns: the failure that says which.
  /// - Throws: ``StoreError``.
  func isMissing(_ ticket: TicketID, in session: Session) throws -> Failure {
    let log = try session.openLogQuietly()
    guard isPast, try log.streamVersion(StreamName(ticket: ticket)) > .none else {
      return .noSuchTicket(ticket, in: session)
    }
    return Failure(.answerIsNo, "Ticket \(ticket) did not exist then, or was not known.")
  }
}
