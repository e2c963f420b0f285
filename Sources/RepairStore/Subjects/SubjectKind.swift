/// The kinds of things that commands are about.
@nonexhaustive
public enum SubjectKind: String, CaseIterable, Hashable, Sendable {
  /// A repair ticket.
  case ticket
  /// A member of the directory.
  case member
  /// A material in a store.
  case stock
  /// The desk's own settings, which have no name but that of their kind.
  case settings

  /// The field of a command line that names the subject; `nil` where none does.
  package var field: String? {
    switch self {
    case .ticket: "ticket"
    case .member: "member"
    case .stock: "item"
    case .settings: nil
    }
  }
}
