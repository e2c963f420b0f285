import RepairCore
import RepairStore

extension Session {
  private static var policyLimit: Int { 1 << 20 }

  /// Reads the rules that `--policy` names.
  ///
  /// - Parameter arguments: the sorted command line.
  /// - Returns: `nil` when the rules in force in the log are meant.
  /// - Throws: a failure for a file that is missing or has no policy in it.
  func policy(_ arguments: ParsedArguments) throws(Failure) -> TicketPolicy? {
    guard let path = arguments.text("--policy") else { return nil }
    let text = try source(path).all(atMost: Self.policyLimit, of: "The policy '\(path)'")
    do {
      return try TicketPolicy(json: text)
    } catch {
      throw Failure(.malformedInput, "The policy '\(path)' is malformed: \(error).")
    }
  }
}
