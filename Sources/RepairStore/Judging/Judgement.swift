public import RepairCore

/// A recorded command that would be decided differently now.
public struct Judgement: Hashable, Sendable {
  /// What would be different.
  @nonexhaustive
  public enum Difference: Hashable, Sendable {
    /// It would not happen.
    case refused(Refusal)
    /// Other events would come of it; the fields say what of them.
    case otherEvents([TicketEvent], changes: [ValueDifference.Change])
    /// They would happen at another time.
    case otherTime(Timestamp)
  }

  /// The ticket.
  public let ticket: TicketID
  /// The ticket's version after the first event of the command.
  public let version: StreamVersion
  /// Where that event is in the log.
  public let position: LogPosition
  /// What was asked, by whom and when.
  public let recorded: RecordedCommand
  /// What came of it.
  public let events: [TicketEvent]
  /// What would be different now.
  public let difference: Difference

  /// The rule that makes the difference, as a name to count by: a refusal's code and, where one is at
  /// fault, its field; `otherEvents`; `otherTime`.
  public var rule: String {
    switch difference {
    case .refused(let refusal):
      refusal.field.map { "\(refusal.code.rawValue)(\($0))" } ?? refusal.code.rawValue
    case .otherEvents: "otherEvents"
    case .otherTime: "otherTime"
    }
  }

  /// What would be different, in words on one line.
  public var explanation: String {
    switch difference {
    case .refused(let refusal): refusal.message
    case .otherEvents(let events, let changes):
      changes.isEmpty
        ? events.map(\.kind.rawValue).joined(separator: ", ")
        : changes.map(\.description).joined(separator: "; ")
    case .otherTime(let time): "\(time)"
    }
  }
}

/// What became of judging a log again.
public struct JudgeReport: Hashable, Sendable {
  /// How often one rule would decide one kind of command differently.
  public struct Count: Hashable, Sendable {
    /// The rule, as ``Judgement/rule`` names it.
    public let rule: String
    /// The command's name.
    public let command: TicketCommandKind
    /// How often.
    public let count: Int
  }

  /// How many events were read.
  public internal(set) var events = 0
  /// How many commands were decided again.
  public internal(set) var judged = 0
  /// How many of them would be decided differently.
  public internal(set) var different = 0
  /// How many events were left out because they were imported: nobody decided them here.
  public internal(set) var imported = 0
  /// How many events of tickets were left out because they name no command that leads to them.
  public internal(set) var withoutCommand = 0
  /// How many events are of other things than tickets, whose commands are not judged.
  public internal(set) var ofOtherThings = 0
  /// The first commands that would be decided differently, in the log's order.
  public internal(set) var examples: [Judgement] = []

  private var tally: [Tally: Int] = [:]

  private struct Tally: Hashable {
    var rule: String
    var command: TicketCommandKind
  }

  /// How many would be decided differently, by rule and command, the most frequent first.
  public var counts: [Count] {
    tally.map { Count(rule: $0.key.rule, command: $0.key.command, count: $0.value) }
      .sorted {
        ($1.count, $0.rule, $0.command.rawValue) < ($0.count, $1.rule, $1.command.rawValue)
      }
  }

  init() {}

  mutating func note(_ judgement: Judgement, keeping limit: Int) {
    different += 1
    tally[Tally(rule: judgement.rule, command: judgement.recorded.command.kind), default: 0] += 1
    if examples.count < limit { examples.append(judgement) }
  }
}
