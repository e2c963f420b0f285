public import RepairCore

/// A history to test rules with, in the words given, when, then.
///
/// A story is a value: each step gives a new one, so that a test can go on from the same beginning in
/// several directions. What is not as expected is thrown as a ``StoryFailure``.
///
/// ```swift
/// try TicketStory(of: .named("N-1"))
///   .given(.submitted(leak), by: .requester("u-17"))
///   .when(.accept(priority: nil, category: nil), by: .dispatcher("d-1"))
///   .then(.accepted(priority: .normal, category: nil))
/// ```
public struct Story<Rules: StoryRules>: Sendable {
  /// When a story begins if nobody says otherwise: 2026-03-01T08:00:00Z.
  public static var beginning: Timestamp { Timestamp(clamping: 1_772_352_000_000) }

  /// What it is about.
  public let name: Rules.Name
  /// The desk's rules.
  public var policy: TicketPolicy
  /// How things stand; `nil` before the first event.
  public private(set) var state: Rules.State?
  /// What has happened.
  public private(set) var facts: [Fact<Rules.Event>] = []

  /// Makes a story in which nothing has happened.
  ///
  /// - Parameters:
  ///   - name: what it is about.
  ///   - policy: the desk's rules.
  public init(of name: Rules.Name, under policy: TicketPolicy = .standard) {
    self.name = name
    self.policy = policy
  }

  /// A minute after the last event: when the next thing happens if nobody says otherwise.
  public var soon: Timestamp {
    state.map { Rules.updatedAt($0) + .minutes(1) } ?? Self.beginning
  }

  /// The same history under other rules from here on.
  ///
  /// - Parameter change: changes the policy.
  /// - Returns: the story.
  public func under(_ change: (inout TicketPolicy) throws -> Void) rethrows -> Self {
    var story = self
    try change(&story.policy)
    return story
  }

  /// Something has happened, whether or not the rules would have it so.
  ///
  /// - Parameters:
  ///   - events: what, in order.
  ///   - actor: who did it.
  ///   - at: when; a minute after the last event if nobody says.
  ///   - remarks: what is said beside it, such as that it was imported.
  ///   - fileID: where in the test this stands.
  ///   - filePath: where in the test this stands.
  ///   - line: where in the test this stands.
  ///   - column: where in the test this stands.
  /// - Returns: the story after it.
  /// - Throws: ``StoryFailure`` for what cannot come next.
  public func given(
    _ events: Rules.Event..., by actor: Actor, at: Timestamp? = nil, remarks: EventRemarks? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column
  ) throws(StoryFailure) -> Self {
    do throws(ImpossibleHistory) {
      return try going(on: events, by: actor, at: at ?? soon, remarks)
    } catch {
      throw StoryFailure(
        "\(error)",
        at: StoryPlace(fileID: fileID, filePath: filePath, line: line, column: column))
    }
  }

  /// Somebody asks for something.
  ///
  /// - Parameters:
  ///   - command: what.
  ///   - actor: who.
  ///   - at: when, as the actor says; a minute after the last event if nobody says.
  ///   - knowing: adds what is known of other things, such as the worker the command names; what is
  ///     not known is not checked.
  /// - Returns: what comes of it.
  public func when(
    _ command: Rules.Command, by actor: Actor, at: Timestamp? = nil,
    knowing: (inout CommandContext) throws -> Void = { _ in }
  ) rethrows -> StoryTurn<Rules> {
    var context = CommandContext(actor: actor, at: at ?? soon)
    try knowing(&context)
    return StoryTurn(story: self, command: command, context: context)
  }

  func going(
    on events: [Rules.Event], by actor: Actor, at: Timestamp, _ remarks: EventRemarks?
  ) throws(ImpossibleHistory) -> Self {
    var story = self
    for event in events {
      let fact = Fact(
        version: StreamVersion(story.facts.count + 1), occurredAt: at, actor: actor.id,
        role: actor.role, onBehalfOf: actor.onBehalfOf, event: event)
      try Rules.evolve(&story.state, named: name, with: fact, remarks)
      story.facts.append(fact)
    }
    return story
  }
}

/// A story of a ticket.
public typealias TicketStory = Story<TicketRules>

/// A story of a thing beside the tickets, such as a member of the directory.
public typealias SubjectStory<Kind: Subject> = Story<SubjectRules<Kind>>
