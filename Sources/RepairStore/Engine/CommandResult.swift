public import RepairCore

/// What became of a command.
@nonexhaustive
public enum CommandResult: Hashable, Sendable {
  /// It happened, and its events are durable.
  case accepted(CommandReceipt)
  /// It did not, and changed nothing; that it was tried is in the log where the policy wants that.
  case refused(Refusal)

  /// The receipt of a command that happened.
  ///
  /// - Returns: the receipt.
  /// - Throws: the refusal of one that did not.
  @discardableResult
  public func get() throws(Refusal) -> CommandReceipt {
    switch self {
    case .accepted(let receipt): return receipt
    case .refused(let refusal): throw refusal
    }
  }
}

/// What a command came to, and where it is in the log.
public struct CommandReceipt: Hashable, Sendable {
  /// What kind of thing the command was about.
  public let kind: SubjectKind
  /// Its name.
  public let subject: String
  /// The names of the events it came to, in order, such as `WorkerDispatched`.
  public let events: [String]
  /// The subject's version after the last of them.
  public let version: StreamVersion
  /// The place of the last of them in the log.
  public let position: LogPosition
  /// Whether this is the first result again, because the key was used for the same request before.
  public let isRepeated: Bool
}
