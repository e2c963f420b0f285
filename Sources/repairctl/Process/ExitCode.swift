/// What the process says when it ends.
///
/// The numbers from 64 on are those of `sysexits.h`, which scripts know.
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case answerIsNo = 1
  case usage = 64
  case malformedInput = 65
  case missingInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case busy = 75
  case interrupted = 130

  /// What the code means, as the help and the manual page have it.
  var meaning: String {
    switch self {
    case .success: "Done. An empty result is also done."
    case .answerIsNo:
      "The answer is no: a refused command, drift, a failed check, no such ticket."
    case .usage: "The command line is wrong."
    case .malformedInput: "Input or a log is malformed."
    case .missingInput: "Input or the log is missing or unreadable."
    case .internalError: "An error of this program."
    case .cannotCreate: "Output cannot be created, or exists already."
    case .inputOutput: "Reading or writing failed."
    case .busy: "Something else is using the log; try again."
    case .interrupted: "Interrupted by ^C; nothing is half-done."
    }
  }
}
