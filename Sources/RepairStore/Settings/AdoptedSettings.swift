public import RepairCore

/// Settings of the desk that are facts of the log: those adopted last are in force.
///
/// Rules, time targets, hotlines and the like are data, written as one JSON object. Adopting them is
/// an event, so that anybody can tell later under which a decision was made.
public protocol AdoptedSettings: Hashable, Sendable {
  /// Which settings these are.
  static var kind: SettingsKind { get }
  /// Those in force where nobody has adopted any.
  static var standard: Self { get }

  /// Reads settings.
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: ``MalformedSettings`` for anything else, an unknown field, and a value that is none.
  init(json text: some Collection<UInt8>) throws(MalformedSettings)
  /// The settings as compact JSON, such that reading it gives them again.
  var json: [UInt8] { get }
}

/// The kinds of settings a log can hold, each in a stream of its own.
@nonexhaustive
public enum SettingsKind: String, CaseIterable, Hashable, Sendable {
  /// The rules a command is decided under.
  case policy
  /// The telephone numbers under which faults are reported.
  case hotlines
  /// What the desk promises, and in which calendars.
  case targets
  /// Who is told of what, in which words and when.
  case notices

  /// The stream of those that were adopted.
  public var stream: StreamName { StreamName(settings: self) }

  /// The type of the event by which settings come into force; its payload is their JSON.
  package var eventType: EventType {
    switch self {
    case .policy: EventType("PolicyAdopted")
    case .hotlines: EventType("HotlinesAdopted")
    case .targets: EventType("TargetsAdopted")
    case .notices: EventType("NoticeRulesAdopted")
    }
  }

  /// The name of the command that adopts them, such as `adoptPolicy`.
  public var commandName: String {
    switch self {
    case .policy: "adoptPolicy"
    case .hotlines: "adoptHotlines"
    case .targets: "adoptTargets"
    case .notices: "adoptNoticeRules"
    }
  }

  /// The type that reads and writes them.
  var type: any AdoptedSettings.Type {
    switch self {
    case .policy: TicketPolicy.self
    case .hotlines: Hotlines.self
    case .targets: TargetPlan.self
    case .notices: NoticeRules.self
    }
  }
}

extension TicketPolicy: AdoptedSettings {
  /// The rules a command is decided under.
  public static var kind: SettingsKind { .policy }
}
