/// A believable semester of repair commands, the same for the same seed on every machine.
///
/// Several campuses with their dispatchers and crews; reports that follow the calendar of a term
/// and the hours of a day; emergencies at night; rejections, holds, rework, late ratings; Chinese
/// and English. Every command is one that the engine accepts under `TicketPolicy.standard`,
/// because each was decided and applied here before it is given out. Made for demonstrations,
/// tests and benchmarks.
///
/// ```swift
/// if let scenario = Scenario(tickets: 40, seed: 1) {
///   for command in scenario { print(command.at, command.ticket, command.command.kind) }
/// }
/// ```
///
/// The commands come in time order, as they are asked for: memory grows with the tickets that are
/// open at one time and not with all there are.
public struct Scenario: Sequence, Sendable {
  /// The most tickets a scenario may have.
  public static let mostTickets = 10_000_000

  /// How many tickets are submitted.
  public let tickets: Int
  /// What makes this scenario differ from others of its size.
  public let seed: UInt64

  /// Makes a scenario, or `nil` for a number of tickets outside 1 to ``mostTickets``.
  ///
  /// - Parameters:
  ///   - tickets: how many tickets are submitted.
  ///   - seed: any number.
  public init?(tickets: Int, seed: UInt64) {
    guard (1...Self.mostTickets).contains(tickets) else { return nil }
    self.tickets = tickets
    self.seed = seed
  }

  /// The commands from the first on.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// Gives out the commands of a scenario one by one.
  public struct Iterator: IteratorProtocol {
    private var run: ScenarioRun?

    init(_ scenario: Scenario) { run = ScenarioRun(scenario) }

    /// The next command, or `nil` when the term is over.
    public mutating func next() -> ScenarioCommand? { run?.next() }
  }
}
