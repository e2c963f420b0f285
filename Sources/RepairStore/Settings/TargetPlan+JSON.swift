public import RepairCore

/// Time targets as JSON; a field that is left out at the top is as in the standard plan.
///
/// ```json
/// {"calendars":[{"code":"office","zone":{"name":"Asia/Shanghai","offset":"+08:00"},
///    "week":{"monday":["08:00-12:00","14:00-18:00"]},"exceptions":{"2026-10-01":[]}}],
///  "profiles":{"3":{"accept":{"time":"30m","calendar":"office"},
///    "complete":{"workingDays":3,"calendar":"office"}}},
///  "overrides":[{"campus":"south","calendar":"office"}],
///  "unknownPriority":3,"nearShare":80,"pausingHolds":["parts"],
///  "escalations":[{"at":"nearBreach","tell":["worker","role:dispatcher"]}]}
/// ```
///
/// A zone's changes of offset stand in `transitions`, each `{"at":"…","offset":"+09:00"}`.
extension TargetPlan: AdoptedSettings {
  /// What the desk promises.
  public static var kind: SettingsKind { .targets }

  /// Reads a plan.
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: ``MalformedSettings`` for anything else, an unknown field, a value that is none, a
  ///   calendar that is not there, and a promise of no time.
  public init(json text: some Collection<UInt8>) throws(MalformedSettings) {
    let standard = TargetPlan.standard
    var reader = try SettingsReader(text)
    var calendars: [WorkingCalendar]?
    if let items = try reader.objects("calendars") {
      var found: [WorkingCalendar] = []
      for var item in items { found.append(try item.calendar()) }
      calendars = found
    }
    let profiles = try reader.profiles()
    let overrides = try reader.overrides()
    let unknownPriority = try reader.priority("unknownPriority")
    let nearShare = try reader.number("nearShare", in: 1...99)
    let pausingHolds = try reader.pausingHolds()
    let escalations = try reader.escalations()
    try reader.finish()
    do throws(InvalidField) {
      try self.init(
        calendars: calendars ?? standard.calendars, profiles: profiles ?? standard.profiles,
        overrides: overrides ?? standard.overrides,
        unknownPriority: unknownPriority ?? standard.unknownPriority,
        nearShare: nearShare ?? standard.nearShare, pausingHolds: pausingHolds,
        escalations: escalations ?? standard.escalations)
    } catch {
      throw MalformedSettings(error.field, error.problem)
    }
  }

  /// The plan as compact JSON, every field of it.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 2_048)
    writer.beginObject()
    writer.list("calendars", calendars) { $0.calendar($1) }
    writer.key("profiles")
    writer.beginObject()
    for priority in profiles.keys.sorted() {
      writer.key(priority.description)
      writer.profile(profiles[priority] ?? TargetProfile())
    }
    writer.endObject()
    writer.list("overrides", overrides) { $0.override($1) }
    writer.member("unknownPriority", unknownPriority.rawValue)
    writer.member("nearShare", nearShare)
    if let pausingHolds {
      writer.list("pausingHolds", HoldReason.allCases.filter(pausingHolds.contains)) {
        $0.string($1.rawValue)
      }
    }
    writer.list("escalations", escalations) { $0.escalation($1) }
    writer.endObject()
    return writer.bytes
  }
}

extension SettingsReader {
  fileprivate mutating func priority(_ name: String) throws(MalformedSettings) -> Priority? {
    try number(name, in: 1...5).flatMap { Priority($0) }
  }

  /// One of the words a type has.
  fileprivate mutating func word<Word: CaseIterable & RawRepresentable<String>>(
    _ name: String, of type: Word.Type
  ) throws(MalformedSettings) -> Word? {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text) else {
      throw wrong(
        name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }

  fileprivate mutating func profiles() throws(MalformedSettings) -> [Priority: TargetProfile]? {
    guard var reader = try object("profiles") else { return nil }
    var profiles: [Priority: TargetProfile] = [:]
    for name in ["1", "2", "3", "4", "5"] {
      guard var item = try reader.object(name) else { continue }
      if let priority = Int(name).flatMap({ Priority($0) }) {
        profiles[priority] = try item.profile()
      }
    }
    try reader.finish()
    return profiles
  }

  private mutating func profile() throws(MalformedSettings) -> TargetProfile {
    var profile = TargetProfile()
    for kind in TargetKind.allCases {
      guard var item = try object(kind.rawValue) else { continue }
      let span = try item.span("time")
      let days = try item.number("workingDays", in: 1...100_000)
      let amount: TargetAmount
      switch (span, days) {
      case (let span?, nil): amount = .span(span)
      case (nil, let days?): amount = .workingDays(days)
      case (nil, nil), (.some, .some):
        throw wrong(kind.rawValue, "must have either time or workingDays")
      }
      profile[kind] = TargetTerm(amount, in: try item.name("calendar"))
      try item.finish()
    }
    try finish()
    return profile
  }

  fileprivate mutating func overrides() throws(MalformedSettings) -> [TargetOverride]? {
    guard let items = try objects("overrides") else { return nil }
    var overrides: [TargetOverride] = []
    for var item in items {
      var override = TargetOverride(
        campus: try item.name("campus"), category: try item.name("category"),
        priority: try item.priority("priority"))
      if var profile = try item.object("profile") { override.profile = try profile.profile() }
      override.calendar = try item.name("calendar")
      try item.finish()
      overrides.append(override)
    }
    return overrides
  }

  fileprivate mutating func pausingHolds() throws(MalformedSettings) -> Set<HoldReason>? {
    guard let elements = try elements("pausingHolds") else { return nil }
    var reasons: Set<HoldReason> = []
    for (index, element) in elements.enumerated() {
      guard case .string(let text) = element, let reason = HoldReason(rawValue: text),
        reasons.insert(reason).inserted
      else {
        throw wrong("pausingHolds[\(index)]", "must be a hold's reason that stands here once")
      }
    }
    return reasons
  }

  fileprivate mutating func escalations() throws(MalformedSettings) -> [TargetEscalation]? {
    guard let items = try objects("escalations") else { return nil }
    var escalations: [TargetEscalation] = []
    for var item in items {
      let target = try item.word("target", of: TargetKind.self)
      let delay = try item.span("after")
      let moment: TargetEscalation.Moment
      switch (try item.text("at"), delay) {
      case ("nearBreach", nil): moment = .nearBreach
      case ("breach", nil): moment = .breach
      case ("breach", let delay?): moment = .afterBreach(delay)
      default:
        throw item.wrong("at", "must be nearBreach or breach, and only after a breach comes more")
      }
      guard let names = try item.elements("tell"), !names.isEmpty else {
        throw item.wrong("tell", "must name somebody")
      }
      var recipients: [TargetEscalation.Recipient] = []
      for (index, name) in names.enumerated() {
        guard case .string(let text) = name, let recipient = TargetEscalation.Recipient(text),
          !recipients.contains(recipient)
        else {
          throw item.wrong(
            "tell[\(index)]",
            "must be worker, requester, role:dispatcher or person:d-1, and stand here once")
        }
        recipients.append(recipient)
      }
      try item.finish()
      escalations.append(TargetEscalation(target: target, at: moment, tell: recipients))
    }
    return escalations
  }
}

extension TargetEscalation.Recipient {
  /// Reads whom to tell.
  fileprivate init?(_ text: String) {
    if text == "worker" {
      self = .worker
    } else if text == "requester" {
      self = .requester
    } else if text.hasPrefix("role:"), let role = Role(rawValue: String(text.dropFirst(5))) {
      self = .role(role)
    } else if text.hasPrefix("person:"), let person = PersonID(String(text.dropFirst(7))) {
      self = .person(person)
    } else {
      return nil
    }
  }

  fileprivate var text: String {
    switch self {
    case .worker: "worker"
    case .requester: "requester"
    case .role(let role): "role:" + role.rawValue
    case .person(let person): "person:" + person.rawValue
    }
  }
}

extension JSONWriter {
  /// Writes a list, each element in its own way.
  mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  fileprivate mutating func profile(_ profile: TargetProfile) {
    beginObject()
    for kind in TargetKind.allCases {
      guard let term = profile[kind] else { continue }
      key(kind.rawValue)
      beginObject()
      switch term.amount {
      case .span(let span): member("time", PolicySpan.text(of: span))
      case .workingDays(let count): member("workingDays", count)
      }
      if let calendar = term.calendar { member("calendar", calendar.rawValue) }
      endObject()
    }
    endObject()
  }

  fileprivate mutating func override(_ override: TargetOverride) {
    beginObject()
    if let campus = override.campus { member("campus", campus.rawValue) }
    if let category = override.category { member("category", category.rawValue) }
    if let priority = override.priority { member("priority", priority.rawValue) }
    if let profile = override.profile {
      key("profile")
      self.profile(profile)
    }
    if let calendar = override.calendar { member("calendar", calendar.rawValue) }
    endObject()
  }

  fileprivate mutating func escalation(_ escalation: TargetEscalation) {
    beginObject()
    if let target = escalation.target { member("target", target.rawValue) }
    switch escalation.moment {
    case .nearBreach: member("at", "nearBreach")
    case .breach: member("at", "breach")
    case .afterBreach(let delay):
      member("at", "breach")
      member("after", PolicySpan.text(of: delay))
    }
    list("tell", escalation.recipients) { $0.string($1.text) }
    endObject()
  }
}
