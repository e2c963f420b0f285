/// The kinds of things that commands are about.
@nonexhaustive
public enum SubjectKind: String, CaseIterable, Hashable, Sendable {
  /// A repair ticket.
  case ticket
  /// A message to somebody.
  case notice
  /// What a person wants to be told of.
  case preferences
  /// A message to many.
  case announcement
  /// A member of the directory.
  case member
  /// A material in a store.
  case stock
  /// What has fired for a ticket beside its own history.
  case timer
  /// The desk's own settings, which have no name but that of their kind.
  case settings

  /// The field of a command line that names the subject; `nil` where none does.
  package var field: String? {
    switch self {
    case .ticket: "ticket"
    case .notice: "notice"
    case .preferences: "person"
    case .announcement: "announcement"
    case .member: "member"
    case .stock: "item"
    case .timer: "timer"
    case .settings: nil
    }
  }
}
