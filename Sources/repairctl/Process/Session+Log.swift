import RepairStore

extension Session {
  /// Opens the log that the command line names.
  ///
  /// What is not as safe as it could be about the file is told on standard error.
  ///
  /// - Parameter mode: whether to append; reading changes no byte.
  /// - Returns: the log.
  /// - Throws: ``StoreError`` where it cannot be opened.
  func openLog(_ mode: EventLog.Mode = .readOnly) throws -> EventLog {
    let log = try EventLog.open(at: options.logPath, mode: mode)
    for warning in log.warnings { note("Warning: \(warning).") }
    return log
  }
}
