/// Whom a notice goes to: a person, or whoever has a role on a campus.
///
/// Where no directory says who the dispatchers of a campus are, a notice goes to
/// `dispatcher@north`, and the channel knows what to do with that: a group chat, the desk's phone.
@nonexhaustive
public enum NoticeRecipient: Hashable, Sendable, CustomStringConvertible {
  /// One person.
  case person(PersonID)
  /// Those who have the role on the campus; on any campus, where none is said.
  case role(Role, CampusCode?)

  /// Reads `person:ID`, `ROLE@CAMPUS` or `ROLE`; `nil` for anything else.
  public init?(_ rawValue: String) {
    let text = rawValue.utf8
    if text.starts(with: "person:".utf8) {
      guard let id = PersonID(String(rawValue.dropFirst(7))) else { return nil }
      self = .person(id)
      return
    }
    let end = text.firstIndex(of: UInt8(ascii: "@")) ?? text.endIndex
    guard let role = Role(rawValue: String(rawValue[..<end])) else { return nil }
    guard end < text.endIndex else {
      self = .role(role, nil)
      return
    }
    guard let campus = CampusCode(String(rawValue[text.index(after: end)...])) else { return nil }
    self = .role(role, campus)
  }

  /// The recipient as text: `person:u-17`, `dispatcher@north`, `dispatcher`.
  public var rawValue: String {
    switch self {
    case .person(let id): "person:\(id.rawValue)"
    case .role(let role, let campus?): "\(role.rawValue)@\(campus.rawValue)"
    case .role(let role, nil): role.rawValue
    }
  }

  /// The person, if it is one.
  public var person: PersonID? {
    if case .person(let id) = self { id } else { nil }
  }

  /// The text.
  public var description: String { rawValue }
}
