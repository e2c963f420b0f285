import RepairCore

/// What the undocumented codes in a legacy user table mean.
///
/// ```json
/// {"userType":{"0":"requester","1":"worker","2":"dispatcher"},"campus":{"1":"north"},
///  "trades":{"水电":"plumbing"},"groups":{"夜班":"night"},"avialable":{"1":"yes","0":"no"}}
/// ```
///
/// A column without a table keeps its values as they are, but for `userType`: whoever's role is not
/// known comes in as a requester, who can do the least.
struct UserMap {
  /// What each value of `userType` means.
  let roles: [String: Role]
  private let campuses: [String: String]?
  private let trades: [String: String]?
  private let groups: [String: String]?
  private let available: [String: Bool]
  private let deleted: [String: Bool]

  /// A map that says nothing.
  static let empty = UserMap()

  private init() {
    roles = [:]
    campuses = nil
    trades = nil
    groups = nil
    available = [:]
    deleted = [:]
  }

  /// Reads a map.
  ///
  /// - Parameter text: the map as JSON.
  /// - Throws: ``ExchangeError`` with code `invalidMap`, naming the member.
  init(parsing text: [UInt8]) throws {
    let members = try MapReader(text).members(
      known: ["userType", "campus", "trades", "groups", "avialable", "isDelete"])
    var roles: [String: Role] = [:]
    for (value, reader) in try members["userType"]?.object() ?? [] {
      let role = try reader.code(Role.self)
      guard role != .system else {
        throw reader.error("is system; automations are no members")
      }
      roles[value] = role
    }
    self.roles = roles
    campuses = try members["campus"]?.strings()
    trades = try members["trades"]?.strings()
    groups = try members["groups"]?.strings()
    available = try Self.answers(members["avialable"])
    deleted = try Self.answers(members["isDelete"])
  }

  /// What a tag of a member stands for.
  enum Tag {
    case trade(String)
    case group(String)
  }

  /// What a tag stands for; `nil` for one that is in no table although there are tables.
  func meaning(ofTag tag: String) -> Tag? {
    if let trade = trades?[tag] { return .trade(trade) }
    if let group = groups?[tag] { return .group(group) }
    return trades == nil && groups == nil ? .group(tag) : nil
  }

  /// What a campus stands for; `nil` for one that its table does not have.
  func meaning(ofCampus campus: String) -> String? {
    campuses.map { $0[campus] } ?? campus
  }

  /// Whether a value of `avialable` says that the account is on; `nil` for one that says nothing.
  func isAvailable(_ value: String) -> Bool? { available[value] ?? Self.plain[value.lowercased()] }

  /// Whether a value of `isDelete` says that the member is no longer there.
  func isDeleted(_ value: String) -> Bool? { deleted[value] ?? Self.plain[value.lowercased()] }

  private static let plain: [String: Bool] = [
    "1": true, "true": true, "yes": true, "y": true, "是": true, "\u{1}": true,
    "0": false, "false": false, "no": false, "n": false, "否": false,
  ]

  private static func answers(_ member: MapReader?) throws -> [String: Bool] {
    var answers: [String: Bool] = [:]
    for (value, reader) in try member?.object() ?? [] {
      let text = try reader.string()
      guard let answer = ["yes": true, "no": false][text] else {
        throw reader.error("is \"\(text.prefix(60))\"; it must be yes or no")
      }
      answers[value] = answer
    }
    return answers
  }
}
