import RepairExchange

extension Failure {
  /// What a failure of an import or an export means at a shell.
  init(_ error: ExchangeError) {
    let code: ExitCode =
      switch error.code {
      case .malformed, .invalidMap, .unsuitableLog: .malformedInput
      case .unreadable: .missingInput
      case .cannotCreate, .alreadyExists: .cannotCreate
      case .inputOutput, .noSpace: .inputOutput
      case .cancelled: .interrupted
      case .refuted: .answerIsNo
      }
    self.init(code, error.description)
  }
}
