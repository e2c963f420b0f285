public import RepairCore

/// Decides every recorded command again and says which would be decided differently.
///
/// Each command is had back from its events and decided with everything as it was then: the ticket,
/// the other tickets, the settings. What the log goes on to say stands as it is: a log is
/// never judged again, and a command that would be refused now has happened all the same.
///
/// ```swift
/// let report = try Judge(of: log, under: .policy(stricter)).report()
/// for count in report.counts { print(count.rule, count.command.rawValue, count.count) }
/// ```
///
/// Left out are imported events, which nobody decided here; what no command leads to; and commands
/// about other things than tickets. What an embedder knew of a worker beside the log, and a version
/// or a key that a caller named, are not in the log and are not asked again.
public struct Judge {
  /// Under which rules commands are decided again.
  @nonexhaustive
  public enum Rules: Hashable, Sendable {
    /// Each under the policy that was in force when it was decided: finds what another release
    /// decides differently.
    case then
    /// All under the policy in force at the end of the log.
    case today
    /// All under this one.
    case policy(TicketPolicy)
  }

  private let log: EventLog
  private let rules: Rules
  private let capacity: Int

  /// Takes a log and rules.
  public init(of log: EventLog, under rules: Rules = .today) {
    self.init(of: log, under: rules, capacity: JudgingFolds.capacity)
  }

  /// Takes a log and rules, and says how many tickets to keep at hand.
  init(of log: EventLog, under rules: Rules, capacity: Int) {
    self.log = log
    self.rules = rules
    self.capacity = capacity
  }

  /// Judges the log, in one pass.
  ///
  /// - Parameters:
  ///   - last: the last place whose command is judged.
  ///   - limit: how many examples the report keeps.
  ///   - progress: told now and then how many events have been read, of how many.
  ///   - body: told of each command that would be decided differently, in the log's order.
  /// - Returns: the counts and the first examples.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's; what
  ///   `progress` and `body` throw, which ends it.
  /// - Complexity: O(events). It holds some thousand tickets at a time, and what the rules look at of
  ///   others: the open ones about things, and how many jobs each worker has.
  public func report(
    through last: LogPosition = .end, examples limit: Int = 20,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in },
    each body: (Judgement) throws -> Void = { _ in }
  ) throws -> JudgeReport {
    try log.snapshot {
      let last = min(try log.head(), last)
      var folds = JudgingFolds(log, policy: try policy(), capacity: capacity)
      var report = JudgeReport()
      var open: OpenCase?
      func close() throws {
        guard let judgement = open?.judgement() else { return }
        report.note(judgement, keeping: limit)
        try body(judgement)
      }
      try log.scan(through: last) { row in
        report.events += 1
        if report.events & 0x3FFF == 0 { try progress(report.events, last.rawValue) }
        guard let id = try folds.ticket(of: row) else {
          report.ofOtherThings += 1
          try folds.apply(other: row)
          return
        }
        let fact = try folds.fact(of: row)
        let commandID = try row.commandID
        // Several events of one command stand next to each other.
        if let last = open?.commandID, last == commandID, open?.ticket == id {
          open?.facts.append(fact)
        } else {
          try close()
          open = try newCase(fact, of: id, row, commandID, &folds, &report)
        }
        try folds.apply(fact, of: id)
      }
      try close()
      return report
    }
  }

  /// The policy for all commands; `nil` for each its own.
  private func policy() throws -> TicketPolicy? {
    switch rules {
    case .then: nil
    case .today: try TicketLog(log).policyInForce()
    case .policy(let policy): policy
    }
  }

  /// Decides again the command that an event begins.
  private func newCase(
    _ fact: TicketFact, of id: TicketID, _ row: borrowing EventRow, _ commandID: ULID?,
    _ folds: inout JudgingFolds, _ report: inout JudgeReport
  ) throws -> OpenCase? {
    guard fact.remarks?.imported == nil else {
      report.imported += 1
      return nil
    }
    let name = try row.command.flatMap(TicketCommandKind.init)
    guard let name, let recorded = fact.recordedCommand(named: name) else {
      report.withoutCommand += 1
      return nil
    }
    report.judged += 1
    let position = try row.position
    let verdict = try folds.decide(recorded, on: id, leadingTo: fact, at: position)
    return OpenCase(
      ticket: id, commandID: commandID, position: position, recorded: recorded,
      verdict: verdict, facts: [fact])
  }

  /// A command that was decided again, while its recorded events are still being read.
  private struct OpenCase {
    let ticket: TicketID
    let commandID: ULID?
    let position: LogPosition
    let recorded: RecordedCommand
    let verdict: Result<TicketDecision, Refusal>
    var facts: [TicketFact]

    /// What is different; `nil` for nothing.
    func judgement() -> Judgement? {
      difference.map {
        Judgement(
          ticket: ticket, version: facts[0].version, position: position, recorded: recorded,
          events: facts.map(\.event), difference: $0)
      }
    }

    private var difference: Judgement.Difference? {
      switch verdict {
      case .failure(let refusal): return .refused(refusal)
      case .success(let decision):
        let events = facts.map(\.event)
        if decision.events != events {
          return .otherEvents(
            decision.events, changes: Self.changes(from: events, to: decision.events))
        }
        return decision.occurredAt == facts[0].occurredAt ? nil : .otherTime(decision.occurredAt)
      }
    }

    /// What differs, without a number before each field where there is one event only.
    private static func changes(
      from before: [TicketEvent], to after: [TicketEvent]
    ) -> [ValueDifference.Change] {
      before.count == 1 && after.count == 1
        ? ValueDifference(from: before[0], to: after[0]).changes
        : ValueDifference(from: before, to: after).changes
    }
  }
}
