/// A ticket's history to step through, forward and back, with what each event changed.
///
/// ```swift
/// var step = timeline.next(after: .none)
/// while let current = step {
///   for change in current.difference { print(change) }
///   step = timeline.next(after: current.version)
/// }
/// ```
public struct TicketTimeline: Hashable, Sendable {
  /// One event, with the ticket before and after it.
  public struct Step: Hashable, Sendable {
    /// What happened.
    public let fact: TicketFact
    /// The ticket before it; `nil` at the first event.
    public let before: Ticket?
    /// The ticket after it.
    public let after: Ticket

    /// The ticket's version after it.
    public var version: StreamVersion { fact.version }

    /// How long after the event before it it happened; `nil` at the first event.
    public var sinceLast: TimeSpan? { before.map { after.updatedAt - $0.updatedAt } }

    /// What it changed of the ticket, without the version and the time that every event changes.
    ///
    /// - Complexity: O(fields of the ticket); it is reckoned each time.
    public var difference: [ValueDifference.Change] {
      TicketTimeline.difference(from: before, to: after)
    }
  }

  /// The ticket's name.
  public let id: TicketID
  /// Its events, oldest first; never empty.
  public let steps: [Step]

  /// Makes a timeline of a history, or `nil` of none.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - facts: its events from the first on.
  /// - Throws: ``ImpossibleHistory`` for facts that cannot be a ticket's history from its beginning.
  /// - Complexity: O(events).
  public init?(of id: TicketID, _ facts: some Sequence<TicketFact>) throws(ImpossibleHistory) {
    var steps: [Step] = []
    var ticket: Ticket?
    for fact in facts {
      let before = ticket
      try Ticket.evolve(&ticket, named: id, with: fact)
      if let ticket { steps.append(Step(fact: fact, before: before, after: ticket)) }
    }
    guard !steps.isEmpty else { return nil }
    self.id = id
    self.steps = steps
  }

  /// The events alone.
  public var facts: [TicketFact] { steps.map(\.fact) }

  /// The first step, with which the ticket began.
  public var first: Step { steps[0] }

  /// The last step.
  public var last: Step { steps[steps.count - 1] }

  /// The step that led to a version.
  ///
  /// - Parameter version: the version after it.
  /// - Returns: the step, or `nil` where the history does not reach it.
  public func step(to version: StreamVersion) -> Step? {
    let index = version.rawValue - 1
    return steps.indices.contains(index) ? steps[index] : nil
  }

  /// The ticket as it stood at a version.
  ///
  /// - Parameter version: after how many events.
  /// - Returns: the ticket, or `nil` before the first event and where the history does not reach it.
  public func at(_ version: StreamVersion) -> Ticket? { step(to: version)?.after }

  /// The ticket as it stood at a moment.
  ///
  /// - Parameter moment: when; what happened at that very moment has happened.
  /// - Returns: the ticket, or `nil` before the first event.
  /// - Complexity: O(log n).
  public func at(_ moment: Timestamp) -> Ticket? {
    // A ticket's times never go back.
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = low + (high - low) / 2
      if steps[middle].fact.occurredAt <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : steps[low - 1].after
  }

  /// The step after a version: forward.
  ///
  /// - Parameter version: where one stands; `StreamVersion.none` before the first event.
  /// - Returns: the next step, or `nil` at the end.
  public func next(after version: StreamVersion) -> Step? { step(to: version.next) }

  /// The step before the one that led to a version: back.
  ///
  /// - Parameter version: where one stands.
  /// - Returns: the step before, or `nil` at the beginning.
  public func previous(before version: StreamVersion) -> Step? {
    version.rawValue > 1 ? step(to: StreamVersion(version.rawValue - 1)) : nil
  }

  /// What differs between two of the ticket's versions, in whichever order.
  ///
  /// - Parameters:
  ///   - first: the one version; `StreamVersion.none` for before the first event.
  ///   - second: the other version.
  /// - Returns: the fields that differ, without the version and the time of the last event.
  public func difference(
    from first: StreamVersion, to second: StreamVersion
  ) -> [ValueDifference.Change] {
    Self.difference(from: at(first), to: at(second))
  }

  private static func difference(
    from before: Ticket?, to after: Ticket?
  ) -> [ValueDifference.Change] {
    ValueDifference(from: before, to: after).changes.filter {
      $0.field != "version" && $0.field != "updatedAt" && $0.field != "id"
    }
  }
}
