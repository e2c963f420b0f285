public import RepairCore

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
}
