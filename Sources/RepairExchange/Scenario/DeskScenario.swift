public import RepairStore

/// A semester of the whole desk: the tickets of a ``Scenario``, and around them the directory, the
/// stores, materials and costs.
///
/// Before the term the staff is entered and the stores are filled; requesters register when they
/// first report something; workers draw what they build in, and give the rest back; some go on leave.
/// The tickets go the way they go in a scenario of the same size and seed.
///
/// ```swift
/// if let scenario = DeskScenario(tickets: 40, seed: 1) {
///   for envelope in scenario { print(envelope.at, envelope.subject, envelope.request.name) }
/// }
/// ```
///
/// Memory grows with the tickets that are open at one time and with the people, and not with all
/// there are.
public struct DeskScenario: Sequence, Sendable {
  private let scenario: Scenario

  /// Makes a scenario, or `nil` for a number of tickets outside 1 to ``Scenario/mostTickets``.
  ///
  /// - Parameters:
  ///   - tickets: how many tickets are submitted.
  ///   - seed: any number.
  public init?(tickets: Int, seed: UInt64) {
    guard let scenario = Scenario(tickets: tickets, seed: seed) else { return nil }
    self.scenario = scenario
  }

  /// The commands from the first on.
  public func makeIterator() -> Iterator { Iterator(scenario) }

  /// Gives out the commands of a scenario one by one, in time order.
  public struct Iterator: IteratorProtocol {
    private var desk: ScenarioDesk?

    init(_ scenario: Scenario) { desk = ScenarioDesk(scenario) }

    /// The next command, or `nil` when the term is over.
    public mutating func next() -> CommandEnvelope? { desk?.next() }
  }
}
