public import RepairCore

/// A ticket's history, printed as a test: given what had happened, when the command is given again,
/// then the same comes of it.
///
/// What people wrote, such as descriptions, notes, names and phone numbers, is replaced by
/// placeholders unless asked for; the same text always by the same one. Codes, pseudonyms and times
/// stay.
///
/// ```swift
/// let source = StorySource(of: timeline)
/// try source.test(of: timeline.last.version)?.write(to: file)
/// ```
public struct StorySource: Sendable {
  /// What to do with people's words.
  public enum Texts: Hashable, Sendable {
    /// A placeholder stands for each.
    case placeholders
    /// They are printed as they are, personal data among them.
    case verbatim
  }

  private let timeline: TicketTimeline
  private let commands: [StreamVersion: TicketCommandKind]
  private let texts: Texts

  /// Takes a history.
  ///
  /// - Parameters:
  ///   - timeline: the history.
  ///   - commands: the names of the commands that the log has beside the events; two commands can
  ///     lead to one event.
  ///   - texts: what to do with people's words.
  public init(
    of timeline: TicketTimeline, commands: [StreamVersion: TicketCommandKind] = [:],
    texts: Texts = .placeholders
  ) {
    self.timeline = timeline
    self.commands = commands
    self.texts = texts
  }

  /// The last version whose command is known; `nil` where all is imported.
  ///
  /// - Parameter version: the last version to look at.
  /// - Returns: the version.
  public func lastCommand(through version: StreamVersion) -> StreamVersion? {
    timeline.steps.last { $0.version <= version && command(of: $0) != nil }?.version
  }

  /// The test of one command, as a Swift file that compiles.
  ///
  /// What the decision knew of other things, such as the open jobs of a worker, is not in it and
  /// therefore not checked by the test.
  ///
  /// - Parameters:
  ///   - version: the version that the command led to.
  ///   - policy: the rules it was decided under.
  /// - Returns: the source; `nil` where the history does not reach the version, and where no command
  ///   led to it.
  public func test(of version: StreamVersion, under policy: TicketPolicy = .standard) -> String? {
    guard let step = timeline.step(to: version), let command = command(of: step) else {
      return nil
    }
    var source = SwiftSource(isVerbatim: texts == .verbatim)
    var body = ["var story = try TicketStory(of: .named(\"\(timeline.id)\"))"]
    body += Self.changes(of: policy, from: TicketPolicy.standard, at: "story.policy", &source)
    for earlier in timeline.steps where earlier.version < version {
      body.append(given(earlier.fact, &source))
    }
    if version == StreamVersion(1), body.count == 1 {
      body[0] = body[0].replacing("var story", with: "let story")
    }
    body.append(contentsOf: turn(step, command, &source))
    let lines = body.map { "    \($0)\n" }.joined()
    return """
      import RepairCore
      import RepairTestSupport
      import Testing

      @Suite("Ticket \(timeline.id)")
      struct Ticket\(Self.typeName(timeline.id))Tests {
        @Test("What led to version \(version) is decided as it was: \(command.command.kind.rawValue)")
        func version\(version)() throws {
      \(lines)  }
      }

      """
  }

  private func command(of step: TicketTimeline.Step) -> RecordedCommand? {
    step.fact.recordedCommand(named: commands[step.version])
  }

  private func given(_ fact: TicketFact, _ source: inout SwiftSource) -> String {
    var arguments: [(label: String?, value: SwiftSource.Expression)] = [
      (nil, source.expression(of: fact.event)),
      ("by", Self.actor(fact.recordedActor)),
      ("at", source.expression(of: fact.occurredAt)),
    ]
    // Of what is said beside an event, only that it was imported changes the ticket.
    if var imported = fact.remarks?.imported {
      imported.activity = nil
      arguments.append(
        ("remarks", source.expression(of: EventRemarks(imported: imported))))
    }
    return "story = try "
      + SwiftSource.Expression.call("story.given", arguments).text(indent: 4, column: 16, tail: 0)
  }

  private func turn(
    _ step: TicketTimeline.Step, _ recorded: RecordedCommand, _ source: inout SwiftSource
  ) -> [String] {
    let when = SwiftSource.Expression.call(
      "story.when",
      [
        (nil, source.expression(of: recorded.command)), ("by", Self.actor(recorded.actor)),
        ("at", source.expression(of: recorded.at)),
      ])
    var arguments = [(label: String?.none, value: source.expression(of: step.fact.event))]
    if step.fact.occurredAt != recorded.at {
      arguments.append(("at", source.expression(of: step.fact.occurredAt)))
    }
    let isKnown = step.fact.event.knownOfWorker(on: step.before) != nil
    return [
      "let turn = try "
        + (isKnown
          ? when.text(indent: 4, column: 19, before: "{ $0.worker = WorkerFacts(isActive: false) }")
          : when.text(indent: 4, column: 19, tail: 0)),
      "try "
        + SwiftSource.Expression.call("turn.then", arguments).text(indent: 4, column: 8, tail: 0),
    ]
  }

  /// An actor by the helper for the role.
  private static func actor(_ actor: Actor) -> SwiftSource.Expression {
    let id = SwiftSource.Expression.word(SwiftSource.literal(actor.id.rawValue))
    let caller = actor.onBehalfOf.map { SwiftSource.literal($0.rawValue) }
    let campuses = actor.campuses.map { codes in
      SwiftSource.Expression.list(codes.map { .word(SwiftSource.literal($0.rawValue)) })
    }
    let isSimple = caller == nil && campuses == nil
    var arguments: [(label: String?, value: SwiftSource.Expression)] = [(nil, id)]
    let head: String
    switch actor.role {
    case .requester where isSimple, .worker where isSimple, .system where isSimple, .dispatcher:
      head = ".\(actor.role.rawValue)"
    case .requester, .worker, .system, .storekeeper, .auditor:
      head = ".person"
      arguments.append((nil, .word(".\(actor.role.rawValue)")))
    }
    if let caller { arguments.append(("for", .word(caller))) }
    if let campuses { arguments.append(("of", campuses)) }
    return .call(head, arguments)
  }

  /// The statements that make a policy of the standard one.
  private static func changes(
    of value: Any, from standard: Any, at path: String, _ source: inout SwiftSource
  ) -> [String] {
    var statements: [String] = []
    for (member, usual) in zip(
      Mirror(reflecting: value).children, Mirror(reflecting: standard).children)
    {
      guard let label = member.label else { continue }
      if member.value is DispatchRules {
        // Rules within rules are changed field by field too.
        statements += changes(
          of: member.value, from: usual.value, at: "\(path).\(label)", &source)
        continue
      }
      let text = source.expression(of: member.value)
      guard text.line != source.expression(of: usual.value).line else { continue }
      let place = "\(path).\(label) = "
      statements.append(
        (text.isChecked ? "\(place)try " : place)
          + text.text(indent: 4, column: 8 + place.count, tail: 0))
    }
    return statements
  }

  /// The ticket's name with only what a type's name can have.
  private static func typeName(_ id: TicketID) -> String {
    String(id.rawValue.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
