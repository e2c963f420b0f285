import RepairCore

/// A command's name, and how its particulars are read.
struct KnownCommand {
  /// What it is about where no field of the line says so.
  var subject = ""
  /// Reads the particulars from the fields that are left, and ends the reading.
  let read: (inout CommandFields) throws(MalformedCommand) -> DeskRequest
}

extension SubjectKind {
  /// The kind of thing a line's command is about: the field that names one says so.
  static func named(in object: JSONObject, by command: String) -> SubjectKind? {
    let names = object.members.map(\.name)
    if let kind = allCases.first(where: { $0.field.map(names.contains) ?? false }) { return kind }
    // A line without such a field lacks the ticket, unless its command needs none.
    return SettingsKind.allCases.contains { $0.commandName == command } ? .settings : .ticket
  }

  /// The command of a name that things of this kind know.
  func command(named name: String) -> KnownCommand? {
    switch self {
    case .ticket:
      TicketCommandKind(rawValue: name).map { kind in
        KnownCommand { (fields: inout CommandFields) throws(MalformedCommand) -> DeskRequest in
          let command = try fields.command(kind)
          try fields.finish()
          if let command, fields.invalid == nil { return .ticket(.command(command)) }
          let field = fields.invalid ?? InvalidField("command", "lacks a field")
          return .ticket(.invalid(kind, field))
        }
      }
    case .notice: Self.command(named: name, of: Notice.self)
    case .preferences: Self.command(named: name, of: NoticePreferences.self)
    case .announcement: Self.command(named: name, of: Announcement.self)
    case .member: Self.command(named: name, of: Member.self)
    case .stock: Self.command(named: name, of: StockItem.self)
    case .timer: Self.command(named: name, of: TicketTimers.self)
    case .settings: Self.adoption(named: name)
    }
  }

  /// The command of a name that subjects of a type know.
  private static func command<Kind: StoredSubject>(
    named name: String, of type: Kind.Type
  ) -> KnownCommand? {
    guard Kind.commandNames.contains(name) else { return nil }
    return KnownCommand { (fields: inout CommandFields) throws(MalformedCommand) -> DeskRequest in
      let command = try Kind.command(named: name, from: &fields)
      try fields.finish()
      if let command, fields.invalid == nil { return Kind.request(.command(command)) }
      let field = fields.invalid ?? InvalidField("command", "lacks a field")
      return Kind.request(.invalid(name, field))
    }
  }

  private static func adoption(named name: String) -> KnownCommand? {
    guard let kind = SettingsKind.allCases.first(where: { $0.commandName == name }) else {
      return nil
    }
    return KnownCommand(subject: kind.rawValue) {
      (fields: inout CommandFields) throws(MalformedCommand) -> DeskRequest in
      let member = fields.value("settings")
      try fields.finish()
      guard let member else {
        return .settings(.invalid(kind, InvalidField("settings", "is missing")))
      }
      guard case .object = member.value else {
        throw MalformedCommand(
          "must be an object, not \(member.value.typeName)", field: "settings",
          offset: member.offset)
      }
      if let field = fields.invalid { return .settings(.invalid(kind, field)) }
      var writer = JSONWriter(capacity: 512)
      writer.value(member.value)
      return .settings(.adopt(kind, json: writer.bytes))
    }
  }
}

extension JSONWriter {
  /// Writes the field that names what a command is about, if it has one.
  mutating func subject(of envelope: CommandEnvelope) {
    guard let field = envelope.request.kind.field else { return }
    key(field)
    string(envelope.subject)
  }

  /// Writes the particulars of a request; those of an invalid one are not known.
  mutating func particulars(of request: DeskRequest) {
    switch request {
    case .ticket(.command(let command)): members(of: command)
    case .notice(.command(let command)): Notice.write(command, to: &self)
    case .preferences(.command(let command)): NoticePreferences.write(command, to: &self)
    case .announcement(.command(let command)): Announcement.write(command, to: &self)
    case .member(.command(let command)): Member.write(command, to: &self)
    case .timer(.command(let command)): TicketTimers.write(command, to: &self)
    case .settings(.adopt(_, let json)):
      key("settings")
      raw(String(decoding: json, as: UTF8.self))
    case .stock(.command(let command)): StockItem.write(command, to: &self)
    case .ticket(.invalid), .member(.invalid), .stock(.invalid), .timer(.invalid),
      .notice(.invalid), .preferences(.invalid), .announcement(.invalid), .settings(.invalid):
      break
    }
  }
}
