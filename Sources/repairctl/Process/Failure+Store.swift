import RepairStore

extension Failure {
  /// What a failure of the log means at a shell.
  init(_ error: StoreError) {
    let code: ExitCode =
      switch error.code {
      case .notALog, .newerLog, .noTree, .corrupt, .unknownEventType, .limitExceeded, .invalidEvent:
        .malformedInput
      case .missing, .unreadable, .networkFileSystem: .missingInput
      case .alreadyExists, .cannotCreate, .readOnly: .cannotCreate
      case .diskFull, .inputOutput, .outcomeUnknown: .inputOutput
      case .busy, .conflict, .conditionFailed: .busy
      case .duplicateKey, .rolledBack, .consumerMismatch, .consumerStopped, .logMismatch,
        .leaseLost:
        .answerIsNo
      case .interrupted: .interrupted
      case .misuse: .internalError
      }
    self.init(code, error.message)
  }

  /// Makes a file: a folder that is not there is then no missing input but output that cannot be.
  static func creating<Result>(_ body: () throws -> sending Result) throws -> sending Result {
    do {
      return try body()
    } catch let error as StoreError where error.code == .missing {
      throw Failure(.cannotCreate, error.message)
    }
  }
}
