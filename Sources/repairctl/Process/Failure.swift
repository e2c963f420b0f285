import RepairCore
import RepairExchange
import RepairStore

/// Why a command ends without having done its work: one line for people, one code for scripts.
struct Failure: Error, Equatable, Sendable {
  var code: ExitCode
  /// What happened, where, and what to do about it; printed inert, so it may quote input.
  var message: String
  /// How the command is used, when that is what was wrong.
  var usage: String?
  /// The command line that shows how it is used.
  var helpHint: String?

  init(_ code: ExitCode, _ message: String, usage: String? = nil) {
    self.code = code
    self.message = message
    self.usage = usage
  }

  /// A command line that cannot be understood.
  static func usage(_ message: String) -> Failure { Failure(.usage, message) }

  /// A ticket that the log has never heard of.
  static func noSuchTicket(_ ticket: TicketID, in session: Session) -> Failure {
    Failure(.answerIsNo, "There is no ticket \(ticket) in \(session.options.logPath).")
  }

  /// What any error means to somebody at a shell.
  init(reporting error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StoreError: self.init(error)
    case let error as ExchangeError: self.init(error)
    case let error as MalformedNote: self.init(.malformedInput, "\(error)")
    case let error as ImpossibleHistory: self.init(.malformedInput, error.description)
    case let error as ProjectionFailure:
      self.init(
        .malformedInput,
        error.description.prefix(1).uppercased() + error.description.dropFirst() + ".")
    case OutputError.failed(let number):
      self.init(.inputOutput, "Cannot write the results: \(SystemError.text(number)).")
    default: self.init(.internalError, "Unexpected: \(error)")
    }
  }
}
