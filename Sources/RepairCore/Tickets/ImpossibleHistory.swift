/// That a stream cannot be a ticket's history: its data is damaged, or it is another thing.
public struct ImpossibleHistory: Error, Hashable, Sendable, CustomStringConvertible {
  /// What cannot be.
  @nonexhaustive
  public enum Fault: Hashable, Sendable {
    /// The first event does not begin a ticket.
    case doesNotBegin
    /// A ticket that has begun begins again.
    case beginsAgain
    /// The event's version does not follow the last one's.
    case gap(after: StreamVersion)
  }

  /// The ticket.
  public var ticket: TicketID
  /// The version of the event that does not fit.
  public var version: StreamVersion
  /// The kind of the event that does not fit.
  public var event: TicketEventKind
  /// What is wrong with it.
  public var fault: Fault

  /// Makes a record of a history that cannot be.
  public init(
    ticket: TicketID, version: StreamVersion, event: TicketEventKind, fault: Fault
  ) {
    self.ticket = ticket
    self.version = version
    self.event = event
    self.fault = fault
  }

  /// The ticket, the version, the event and what is wrong, in one line.
  public var description: String {
    let problem =
      switch fault {
      case .doesNotBegin: "a ticket begins with TicketSubmitted"
      case .beginsAgain: "the ticket has already begun"
      case .gap(let last): "version \(last.next) was to come next"
      }
    return "ticket \(ticket), version \(version) (\(event.rawValue)): \(problem)"
  }
}
