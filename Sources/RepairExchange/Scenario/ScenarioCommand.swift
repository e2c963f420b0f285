public import RepairCore
public import RepairStore

/// One command of a scenario: who asks what of which ticket, and when.
public struct ScenarioCommand: Hashable, Sendable {
  /// The ticket it is about.
  public var ticket: TicketID
  /// Who asks.
  public var actor: Actor
  /// When.
  public var at: Timestamp
  /// The idempotency key, for a report and for a timer.
  public var key: String?
  /// What is asked.
  public var command: TicketCommand

  /// The command as the engine takes it.
  public var envelope: CommandEnvelope {
    CommandEnvelope(command, ticket: ticket, by: actor, at: at, key: key)
  }

  /// The command as one line of `repairctl run`, with its end.
  public var line: [UInt8] {
    var line = CommandCodec.encode(envelope)
    line.append(UInt8(ascii: "\n"))
    return line
  }
}
