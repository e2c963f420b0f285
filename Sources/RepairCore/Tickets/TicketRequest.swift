/// A command as it arrived: its name is known, its particulars may not have been readable.
///
/// A request with a bad field is still judged by who asks and where the ticket stands first, so
/// that a refusal names the weightiest reason.
public enum TicketRequest: Hashable, Sendable {
  /// A command with all its particulars.
  case command(TicketCommand)
  /// A command of which a field is missing, out of range or unknown.
  case invalid(TicketCommandKind, InvalidField)

  /// The command's name.
  public var kind: TicketCommandKind {
    switch self {
    case .command(let command): command.kind
    case .invalid(let kind, _): kind
    }
  }
}
