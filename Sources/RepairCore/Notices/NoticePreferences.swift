/// What a person wants to be told of, and in which language.
///
/// Whoever never said anything is told of everything, in the desk's language.
public struct NoticePreferences: Subject {
  /// The person.
  public let person: PersonID
  /// How many events there are.
  public internal(set) var version: StreamVersion
  /// When the last one happened.
  public internal(set) var updatedAt: Timestamp
  /// The classes of urgency the person does without, in their byte order.
  public internal(set) var unsubscribed: [UrgencyCode]
  /// The language the person chose.
  public internal(set) var language: NoticeLanguage?
}

/// What is asked of a person's preferences.
@nonexhaustive
public enum NoticePreferencesCommand: Hashable, Sendable {
  /// Tells the person again of a class of urgency.
  case subscribe(UrgencyCode)
  /// Tells the person no more of a class of urgency, unless the desk says that all must be.
  case unsubscribe(UrgencyCode)
  /// Writes to the person in a language.
  case chooseLanguage(NoticeLanguage)
}

/// Something that happened to a person's preferences.
@nonexhaustive
public enum NoticePreferencesEvent: Hashable, Sendable {
  /// The person is told again of a class of urgency.
  case subscribed(UrgencyCode)
  /// The person is told no more of it.
  case unsubscribed(UrgencyCode)
  /// The person is written to in a language.
  case languageChosen(NoticeLanguage)
}

extension NoticePreferences {
  /// How many classes a person can do without.
  static let limit = 50

  /// Decides a command.
  ///
  /// - Parameters:
  ///   - command: what is asked.
  ///   - state: the preferences; `nil` where the person never said anything.
  ///   - name: the person.
  ///   - context: who asks, and when.
  ///   - policy: the desk's rules.
  /// - Returns: what happens.
  /// - Throws: `Refusal`.
  public static func decide(
    _ command: NoticePreferencesCommand, on state: NoticePreferences?, named name: PersonID,
    in context: CommandContext, under policy: TicketPolicy
  ) throws(Refusal) -> [NoticePreferencesEvent] {
    let actor = context.actor
    guard actor.role != .auditor, try actor.speaker() == name else {
      throw Refusal(.notPermitted, "only the person, or the desk for them, decides that")
    }
    try context.checkOrder(after: state?.updatedAt, under: policy)
    let without = state?.unsubscribed ?? []
    switch command {
    case .subscribe(let urgency):
      guard without.contains(urgency) else { throw FieldRules.nothingChanges("urgency") }
      return [.subscribed(urgency)]
    case .unsubscribe(let urgency):
      guard !without.contains(urgency) else { throw FieldRules.nothingChanges("urgency") }
      guard without.count < limit else {
        throw Refusal(.limitReached, "a person can do without \(limit) classes at most")
      }
      return [.unsubscribed(urgency)]
    case .chooseLanguage(let language):
      guard state?.language != language else { throw FieldRules.nothingChanges("language") }
      return [.languageChosen(language)]
    }
  }

  /// Applies what happened.
  ///
  /// - Parameters:
  ///   - state: the preferences before; unchanged when this throws.
  ///   - name: the person.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when a version is missing.
  public static func evolve(
    _ state: inout NoticePreferences?, named name: PersonID,
    with fact: Fact<NoticePreferencesEvent>
  ) throws(ImpossibleHistory) {
    let last = state?.version ?? .none
    guard fact.version == last.next else {
      throw ImpossibleHistory(
        of: "preferences \(name)", version: fact.version, event: fact.event.name,
        fault: .gap(after: last))
    }
    var changed =
      state
      ?? NoticePreferences(
        person: name, version: .none, updatedAt: fact.occurredAt, unsubscribed: [])
    changed.version = fact.version
    changed.updatedAt = fact.occurredAt
    switch fact.event {
    case .subscribed(let urgency): changed.unsubscribed.removeAll { $0 == urgency }
    case .unsubscribed(let urgency):
      if !changed.unsubscribed.contains(urgency) {
        changed.unsubscribed.append(urgency)
        changed.unsubscribed.sort()
      }
    case .languageChosen(let language): changed.language = language
    }
    state = changed
  }
}

extension NoticePreferencesEvent {
  /// The event's name in the log.
  public var name: String {
    switch self {
    case .subscribed: "UrgencySubscribed"
    case .unsubscribed: "UrgencyUnsubscribed"
    case .languageChosen: "LanguageChosen"
    }
  }
}
