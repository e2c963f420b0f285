public import RepairCore

/// A command to a subject as it arrived: its name is known, its particulars may not have been
/// readable.
public enum SubjectRequest<Kind: Subject>: Hashable, Sendable {
  /// A command with all its particulars.
  case command(Kind.Command)
  /// A command of which a field is missing, out of range or unknown.
  case invalid(String, InvalidField)
}

extension SubjectRequest where Kind: StoredSubject {
  /// The command's name.
  var name: String {
    switch self {
    case .command(let command): Kind.name(of: command)
    case .invalid(let name, _): name
    }
  }
}

/// What is asked, of whichever kind of thing.
@nonexhaustive
public enum DeskRequest: Hashable, Sendable {
  /// Of a ticket.
  case ticket(TicketRequest)
  /// Of a notice.
  case notice(SubjectRequest<Notice>)
  /// Of a person's preferences.
  case preferences(SubjectRequest<NoticePreferences>)
  /// Of an announcement.
  case announcement(SubjectRequest<Announcement>)
  /// Of a member of the directory.
  case member(SubjectRequest<Member>)
  /// Of a material in a store.
  case stock(SubjectRequest<StockItem>)
  /// Of a ticket's timers.
  case timer(SubjectRequest<TicketTimers>)
  /// That settings come into force.
  case settings(SettingsRequest)

  /// The command's name.
  public var name: String {
    switch self {
    case .ticket(let request): request.kind.rawValue
    case .notice(let request): request.name
    case .preferences(let request): request.name
    case .announcement(let request): request.name
    case .member(let request): request.name
    case .stock(let request): request.name
    case .timer(let request): request.name
    case .settings(let request): request.kind.commandName
    }
  }

  /// What kind of thing is asked.
  public var kind: SubjectKind {
    switch self {
    case .ticket: .ticket
    case .notice: .notice
    case .preferences: .preferences
    case .announcement: .announcement
    case .member: .member
    case .stock: .stock
    case .timer: .timer
    case .settings: .settings
    }
  }
}

/// A request to put settings in force.
public enum SettingsRequest: Hashable, Sendable {
  /// These, as JSON.
  case adopt(SettingsKind, json: [UInt8])
  /// What cannot be read as settings.
  case invalid(SettingsKind, InvalidField)

  /// Which settings.
  public var kind: SettingsKind {
    switch self {
    case .adopt(let kind, _), .invalid(let kind, _): kind
    }
  }
}
