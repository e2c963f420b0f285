import RepairCore
import RepairStore

/// How the activities of another system's event log become a ticket's events.
///
/// ```json
/// {"ticket":{"column":"case","prefix":"shop-"},
///  "rows":{"activity":"activity","transition":"transition","time":"timestamp",
///          "resource":"resource"},
///  "fields":{"campus":{"default":"shop"},"worker":"resource"},
///  "events":[{"activity":"Register","event":"submitted"},
///            {"activity":["Repair (Simple)","Repair (Complex)"],"transition":"start",
///             "command":"dispatch"}]}
/// ```
///
/// It is a ``ColumnMap`` whose rows are events, and `rows` is what tells it from one. The first rule
/// that fits a row is its own; a row that none fits becomes a note and is reported.
struct ActivityMap {
  /// What an activity is on our desk.
  enum Meaning: String, CaseIterable {
    case submitted, accepted, dispatched, acknowledged, arrived, accessDenied, started, rejected
    case released, handedOver, held, resumed, completed, reworkRequested, confirmed
    case confirmedByDefault, evaluated, cancelled, reopened, hurried, note
    /// It is kept in the raw record alone.
    case ignored

    /// The commands whose event it is, for maps that are written in commands.
    static let commands: [(command: TicketCommandKind, meaning: Meaning)] = [
      (.submit, .submitted), (.accept, .accepted), (.dispatch, .dispatched),
      (.acknowledge, .acknowledged), (.checkIn, .arrived), (.recordNoAccess, .accessDenied),
      (.startWork, .started), (.reject, .rejected), (.release, .released),
      (.handOver, .handedOver), (.hold, .held), (.resume, .resumed), (.complete, .completed),
      (.rejectResult, .reworkRequested), (.confirm, .confirmed),
      (.confirmByDefault, .confirmedByDefault), (.evaluate, .evaluated), (.cancel, .cancelled),
      (.reopen, .reopened), (.hurry, .hurried), (.addNote, .note),
    ]
  }

  /// What rows of an activity are.
  struct Rule {
    var activities: [String]
    /// In lower case; `nil` fits every transition.
    var transition: String?
    var meaning: Meaning
    var reason: ReasonCode?
    var holdReason = HoldReason.other
  }

  /// The columns that say what an event is.
  struct Columns {
    var activity: String
    var transition: String?
    var time: String
    var resource: String?

    /// The attributes that XES has for them.
    static let xes = Columns(
      activity: "concept:name", transition: "lifecycle:transition", time: "time:timestamp",
      resource: "org:resource")
  }

  let ticketColumn: String
  let prefix: String
  let timeZone: String?
  let columns: Columns
  let fields: [ColumnMap.Field: ColumnMap.Source]
  let rules: [Rule]

  /// Whether a text is a map of this kind.
  static func isOne(_ text: [UInt8]) -> Bool {
    guard let members = try? MapReader(text).object() else { return false }
    return members.contains { $0.name == "rows" }
  }

  /// Reads a map.
  ///
  /// - Parameters:
  ///   - text: the map as JSON.
  ///   - isXES: whether it is of an XES log, whose columns have names of their own.
  /// - Throws: ``ExchangeError`` with code `invalidMap`, naming the member.
  init(parsing text: [UInt8], isXES: Bool) throws {
    let root = try MapReader(text)
    let members = try root.members(known: ["ticket", "timeZone", "rows", "fields", "events"])
    let naming = try members["ticket"]?.members(known: ["column", "prefix"])
    let caseColumn = isXES ? "\(LoggedCase.prefix)concept:name" : nil
    guard let events = members["events"], let column = try naming?["column"]?.string() ?? caseColumn
    else { throw root.error("needs `ticket` with `column`, and `events`") }
    ticketColumn = column
    prefix = try naming?["prefix"]?.string() ?? ""
    timeZone = try members["timeZone"]?.string()
    columns = try Self.columns(members["rows"], isXES: isXES, root)
    fields = try ColumnMap.fields(members["fields"])
    rules = try events.elements().map(Self.rule)
    guard rules.contains(where: { $0.meaning == .submitted }) else {
      throw events.error("must have `submitted`")
    }
  }

  /// The rule for an activity in a transition.
  func rule(for activity: String, _ transition: String?) -> Rule? {
    let transition = transition?.lowercased()
    return rules.first { rule in
      (rule.transition == nil || rule.transition == transition)
        && rule.activities.contains(activity)
    }
  }

  private static func columns(
    _ reader: MapReader?, isXES: Bool, _ root: MapReader
  ) throws -> Columns {
    guard let reader else {
      guard isXES else { throw root.error("needs `rows`") }
      return .xes
    }
    let members = try reader.members(known: ["activity", "transition", "time", "resource"])
    let otherwise = isXES ? Columns.xes : nil
    guard let activity = try members["activity"]?.string() ?? otherwise?.activity,
      let time = try members["time"]?.string() ?? otherwise?.time
    else { throw reader.error("needs `activity` and `time`") }
    return Columns(
      activity: activity, transition: try members["transition"]?.string() ?? otherwise?.transition,
      time: time, resource: try members["resource"]?.string() ?? otherwise?.resource)
  }

  private static func rule(_ reader: MapReader) throws -> Rule {
    let members = try reader.members(
      known: ["activity", "transition", "event", "command", "reason"])
    guard let activity = members["activity"] else { throw reader.error("needs `activity`") }
    let activities: [String]
    switch activity.value {
    case .string(let one): activities = [one]
    default: activities = try activity.elements().map { try $0.string() }
    }
    let meaning: Meaning
    switch (members["event"], members["command"]) {
    case (let event?, nil): meaning = try event.code(Meaning.self)
    case (nil, let command?):
      let kind = try command.code(TicketCommandKind.self)
      guard let known = Meaning.commands.first(where: { $0.command == kind }) else {
        throw command.error(
          "is a command that no log is read for; known: "
            + Meaning.commands.map(\.command.rawValue).joined(separator: ", "))
      }
      meaning = known.meaning
    default: throw reader.error("needs `event` or `command`, and one of them only")
    }
    var rule = Rule(
      activities: activities, transition: try members["transition"]?.string().lowercased(),
      meaning: meaning)
    if let reason = members["reason"] {
      if meaning == .held {
        rule.holdReason = try reason.code(HoldReason.self)
      } else {
        guard let code = ReasonCode(try reason.string()) else {
          throw reason.error("is no code of a reason")
        }
        rule.reason = code
      }
    }
    return rule
  }
}
