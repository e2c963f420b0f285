extension EventLog {
  /// Verifies the whole log: whether it still says what was appended to it.
  ///
  /// The hash of every event is computed anew from what a reader is shown of it and compared with the
  /// one in the tree; the tree is built anew; every table is compared with the others. A change by
  /// somebody who computes all hashes anew as well is not found by this alone: keep a root of the
  /// log elsewhere and compare it, see ``consistencyProof(from:to:)``.
  ///
  /// - Parameter progress: told now and then how many events have been read, of how many.
  /// - Returns: the tree as the events give it, and what does not hold; damage is returned, not thrown.
  /// - Throws: ``StoreError`` with `noTree`, `misuse` for a log as it was, `busy`, `inputOutput`; what `progress` throws.
  /// - Complexity: O(n), on two threads.
  public func verify(
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> LogVerification {
    try snapshot {
      try requireTree()
      let connection = try openDatabase().connection
      var helper: (@Sendable () throws -> sending EventLog)?
      // A private copy would be copied once more for a second connection.
      if location.isForSeveral {
        helper = { [path, mode, configuration] in
          try Self.open(at: path, mode: mode.forReading, configuration: configuration)
        }
      }
      var verifier = try LogVerifier(connection, identity: identity, helper: helper)
      return try verifier.run(progress: progress)
    }
  }
}
