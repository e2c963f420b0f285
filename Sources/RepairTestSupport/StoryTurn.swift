public import RepairCore

/// A command given in a story, and what comes of it.
public struct StoryTurn<Rules: StoryRules>: Sendable {
  /// The story before.
  public let story: Story<Rules>
  /// What was asked.
  public let command: Rules.Command
  /// Who asked, when, and what was known.
  public let context: CommandContext
  /// What came of it.
  public let result: Result<StoryDecision<Rules.Event>, Refusal>

  init(story: Story<Rules>, command: Rules.Command, context: CommandContext) {
    self.story = story
    self.command = command
    self.context = context
    do throws(Refusal) {
      result = .success(
        try Rules.decide(
          command, on: story.state, named: story.name, in: context, under: story.policy))
    } catch {
      result = .failure(error)
    }
  }

  /// Exactly these events happen; the story goes on with them.
  ///
  /// - Parameters:
  ///   - events: the events, in order.
  ///   - at: when, if that is to be checked.
  ///   - fileID: where in the test this stands.
  ///   - filePath: where in the test this stands.
  ///   - line: where in the test this stands.
  ///   - column: where in the test this stands.
  /// - Returns: the story after them.
  /// - Throws: ``StoryFailure`` with the difference where it is refused or others happen.
  @discardableResult
  public func then(
    _ events: Rules.Event..., at: Timestamp? = nil, fileID: String = #fileID,
    filePath: String = #filePath, line: Int = #line, column: Int = #column
  ) throws(StoryFailure) -> Story<Rules> {
    let place = StoryPlace(fileID: fileID, filePath: filePath, line: line, column: column)
    switch result {
    case .failure(let refusal):
      throw failure(
        ["expected \(Self.names(events))", "but it was refused: \(refusal)"], at: place)
    case .success(let decision):
      if decision.events != events {
        throw failure(Self.difference(of: decision.events, from: events), at: place)
      }
      if let at, decision.occurredAt != at {
        throw failure(
          ["expected it to happen at \(at)", "but it happened at \(decision.occurredAt)"],
          at: place)
      }
      return try following(decision, at: place)
    }
  }

  /// It is refused; the story goes on as if nobody had asked.
  ///
  /// - Parameters:
  ///   - code: for which reason.
  ///   - field: which field is at fault, if that is to be checked.
  ///   - fileID: where in the test this stands.
  ///   - filePath: where in the test this stands.
  ///   - line: where in the test this stands.
  ///   - column: where in the test this stands.
  /// - Returns: the story as it was.
  /// - Throws: ``StoryFailure`` where it happens, or is refused for another reason.
  @discardableResult
  public func thenRefused(
    _ code: RefusalCode, field: String? = nil, fileID: String = #fileID,
    filePath: String = #filePath, line: Int = #line, column: Int = #column
  ) throws(StoryFailure) -> Story<Rules> {
    let place = StoryPlace(fileID: fileID, filePath: filePath, line: line, column: column)
    let expected = field.map { "\(code.rawValue) for the field \($0)" } ?? code.rawValue
    switch result {
    case .success(let decision):
      throw failure(
        ["expected a refusal: \(expected)", "but there happened \(Self.names(decision.events))"],
        at: place)
    case .failure(let refusal):
      guard refusal.code == code, field == nil || refusal.field == field else {
        throw failure(["expected a refusal: \(expected)", "but it was \(refusal)"], at: place)
      }
      return story
    }
  }

  /// It is not refused, whatever comes of it; the story goes on with that.
  ///
  /// - Parameters:
  ///   - fileID: where in the test this stands.
  ///   - filePath: where in the test this stands.
  ///   - line: where in the test this stands.
  ///   - column: where in the test this stands.
  /// - Returns: the story after it.
  /// - Throws: ``StoryFailure`` where it is refused.
  @discardableResult
  public func thenAccepted(
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column
  ) throws(StoryFailure) -> Story<Rules> {
    let place = StoryPlace(fileID: fileID, filePath: filePath, line: line, column: column)
    switch result {
    case .success(let decision): return try following(decision, at: place)
    case .failure(let refusal): throw failure(["it was refused: \(refusal)"], at: place)
    }
  }

  private func following(
    _ decision: StoryDecision<Rules.Event>, at place: StoryPlace
  ) throws(StoryFailure) -> Story<Rules> {
    do throws(ImpossibleHistory) {
      return try story.going(
        on: decision.events, by: context.actor, at: decision.occurredAt, decision.remarks)
    } catch {
      throw failure(["what was decided cannot happen: \(error)"], at: place)
    }
  }

  // MARK: - Words

  private func failure(_ lines: [String], at place: StoryPlace) -> StoryFailure {
    let actor = context.actor
    let asked = Self.caseName(command)
    let heading =
      "\(story.name), version \(story.facts.count): \(asked) by \(actor.id) "
      + "(\(actor.role.rawValue)) at \(context.at)"
    return StoryFailure(([heading] + lines.map { "  " + $0 }).joined(separator: "\n"), at: place)
  }

  private static func names(_ events: [Rules.Event]) -> String {
    events.isEmpty ? "nothing" : events.map { caseName($0) }.joined(separator: ", ")
  }

  /// The first word a value is outlined by: the name of an enumeration's case.
  private static func caseName(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .enum else { return "\(value)" }
    return mirror.children.first?.label ?? "\(value)"
  }

  /// What happened beside what was expected: field by field where the events are of the same kinds.
  private static func difference(
    of actual: [Rules.Event], from expected: [Rules.Event]
  ) -> [String] {
    let (wanted, found) = (expected.map { caseName($0) }, actual.map { caseName($0) })
    guard wanted == found else {
      return ["expected \(names(expected))", "but there happened \(names(actual))"]
        + actual.flatMap { event in
          ValueDifference.outline(of: event).map {
            "  \($0.field.isEmpty ? "" : "\($0.field): ")\($0.text)"
          }
        }
    }
    var lines: [String] = []
    for (index, pair) in zip(expected, actual).enumerated() where pair.0 != pair.1 {
      lines.append("event \(index + 1), \(wanted[index]), is not as expected")
      for change in ValueDifference(from: pair.0, to: pair.1).changes {
        lines.append(
          "  \(change.field): expected \(change.before ?? "nothing"), was \(change.after ?? "nothing")"
        )
      }
    }
    return lines
  }
}
