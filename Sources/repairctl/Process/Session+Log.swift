import RepairStore

extension Session {
  /// Opens the log that the command line names.
  ///
  /// What is not as safe as it could be about the file is told on standard error.
  ///
  /// - Parameter mode: whether to append; reading changes no byte.
  /// - Returns: the log.
  /// - Throws: ``StoreError`` where it cannot be opened; a usage failure for writing to a log that is
  ///   not trusted.
  func openLog(_ mode: EventLog.Mode = .readOnly) throws -> EventLog {
    let log = try EventLog.open(at: options.logPath, mode: try permitted(mode))
    for warning in log.warnings { note("Warning: \(warning).") }
    return log
  }

  /// Opens the log once more, or to look at it alone: without warnings.
  ///
  /// - Returns: the log, for reading.
  /// - Throws: ``StoreError`` where it cannot be opened.
  func openLogQuietly() throws -> EventLog {
    try EventLog.open(at: options.logPath, mode: try permitted(.readOnly))
  }

  private func permitted(_ mode: EventLog.Mode) throws(Failure) -> EventLog.Mode {
    guard options.isUntrusted else { return mode }
    if mode == .readWrite { try requireTrust() }
    return .untrusted
  }

  /// Refuses to write to a log that is not trusted.
  ///
  /// - Throws: a usage failure.
  func requireTrust() throws(Failure) {
    guard !options.isUntrusted else {
      throw .usage("A log that is opened with '--untrusted' is only read.")
    }
  }
}
