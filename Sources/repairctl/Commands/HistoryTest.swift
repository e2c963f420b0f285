import RepairCore
import RepairStore
import RepairTestSupport

/// `history --as-test`: how a ticket came to where it is, as a test in Swift.
struct HistoryTest {
  private let ticket: TicketID
  private let past: PastOptions
  private let texts: StorySource.Texts

  /// Takes what is asked; `nil` where no test is.
  init?(of ticket: TicketID, _ arguments: ParsedArguments, at past: PastOptions) throws {
    guard arguments.has("--as-test") else {
      if arguments.has("--verbatim") {
        throw Failure.usage("'--verbatim' goes with '--as-test' alone.")
      }
      return nil
    }
    for other in ["--diff", "--attempts"] where arguments.has(other) {
      throw Failure.usage("'\(other)' and '--as-test' exclude each other.")
    }
    self.ticket = ticket
    self.past = past
    texts = arguments.has("--verbatim") ? .verbatim : .placeholders
  }

  /// Prints the test.
  func print(in session: Session) throws -> ExitCode {
    let tickets = TicketLog(try past.open(in: session, of: ticket))
    let (source, version, policy) = try tickets.log.snapshot {
      let history = try tickets.history(ticket)
      guard let timeline = try TicketTimeline(of: ticket, history.map(\.fact)) else {
        throw try past.isMissing(ticket, in: session)
      }
      var commands: [StreamVersion: TicketCommandKind] = [:]
      for entry in history {
        commands[entry.event.version] = entry.event.command.flatMap(TicketCommandKind.init)
      }
      let source = StorySource(of: timeline, commands: commands, texts: texts)
      let version = source.lastCommand(through: StreamVersion(history.count))
      guard let version, let entry = history.first(where: { $0.event.version == version }) else {
        throw Failure(
          .answerIsNo,
          "Nobody decided what ticket \(ticket) is until then: all of it was imported.")
      }
      // The policy under which it was decided is the one before its own place.
      let before = LogPosition(entry.event.position.rawValue - 1)
      return (source, version, try tickets.policy(inForceAt: before))
    }
    guard let text = source.test(of: version, under: policy) else {
      throw Failure(.answerIsNo, "No command led to version \(version) of ticket \(ticket).")
    }
    try session.output.write(text)
    return .success
  }
}
