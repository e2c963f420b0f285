public import RepairCore

/// Settings for notices as JSON; what is left out is as in the standard settings.
///
/// Members: `language`, `zone`, `quietHours` (`{"from":"22:00","to":"07:00"}` or `null`),
/// `hourlyLimit` (a number or `null`), `maxAge`, `channelTimeout`, `retry`, `urgencies`, `rules` by
/// name, and `templates` by language and rule.
extension NoticeRules: AdoptedSettings {
  /// Who is told of what.
  public static var kind: SettingsKind { .notices }

  /// Reads settings.
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: ``MalformedSettings`` for anything else, an unknown field, a value that is none, and a
  ///   template with an unknown variable, without one it must have, or with a single brace.
  public init(json text: some Collection<UInt8>) throws(MalformedSettings) {
    self.init()
    var fields = try SettingsReader(text)
    language = try fields.code("language") ?? language
    if let zone = try fields.object("zone") { self.zone = try zone.zone() }
    if case .null? = fields.peek("quietHours") {
      _ = fields.value("quietHours")
      quietHours = nil
    } else if let hours = try fields.object("quietHours") {
      quietHours = try hours.quietHours(in: fields)
    }
    if case .null? = fields.peek("hourlyLimit") {
      _ = fields.value("hourlyLimit")
      hourlyLimit = nil
    } else {
      hourlyLimit = try fields.number("hourlyLimit", in: 1...1_000_000) ?? hourlyLimit
    }
    maxAge = try fields.span("maxAge") ?? maxAge
    channelTimeout = try fields.span("channelTimeout") ?? channelTimeout
    if let retry = try fields.object("retry") { self.retry = try retry.retryPlan() }
    if let urgencies = try fields.objects("urgencies") {
      self.urgencies = try Self.urgencies(urgencies)
    }
    if let rules = try fields.object("rules") { try readPlans(rules) }
    if let templates = try fields.object("templates") { try readTemplates(templates) }
    try fields.finish()
    guard maxAge > .zero else { throw fields.wrong("maxAge", "must be longer than nothing") }
    guard channelTimeout > .zero else {
      throw fields.wrong("channelTimeout", "must be longer than nothing")
    }
    // What a rule's urgency may do must be said, or nobody knows why its notices wait.
    for rule in NoticeRule.allCases {
      let code = plan(for: rule).urgency
      guard urgencies.contains(where: { $0.code == code }) else {
        throw fields.wrong(
          "rules.\(rule.rawValue).urgency", "is \(code), which is none of the urgencies")
      }
    }
  }

  private static func urgencies(
    _ elements: [SettingsReader]
  ) throws(MalformedSettings) -> [Urgency] {
    var urgencies: [Urgency] = []
    for element in elements {
      var fields = element
      guard let code = try fields.name("code", as: UrgencyCode.self) else {
        throw fields.wrong("code", "is missing")
      }
      guard !urgencies.contains(where: { $0.code == code }) else {
        throw fields.wrong("code", "stands here twice: \(code)")
      }
      let standard = Urgency(code)
      urgencies.append(
        Urgency(
          code, breaksQuiet: try fields.flag("breaksQuiet") ?? standard.breaksQuiet,
          breaksLimit: try fields.flag("breaksLimit") ?? standard.breaksLimit,
          isOptional: try fields.flag("optional") ?? standard.isOptional))
      try fields.finish()
    }
    return urgencies
  }

  private mutating func readPlans(_ rules: SettingsReader) throws(MalformedSettings) {
    var fields = rules
    for rule in NoticeRule.allCases {
      guard var given = try fields.object(rule.rawValue) else { continue }
      var plan = plan(for: rule)
      plan.isOn = try given.flag("on") ?? plan.isOn
      plan.channels = try given.names("channels") ?? plan.channels
      plan.urgency = try given.name("urgency") ?? plan.urgency
      try given.finish()
      plans[rule] = plan
    }
    try fields.finish()
  }

  private mutating func readTemplates(_ texts: SettingsReader) throws(MalformedSettings) {
    var fields = texts
    for language in NoticeLanguage.allCases {
      guard var given = try fields.object(language.rawValue) else { continue }
      for rule in NoticeRule.allCases {
        guard let source = try given.text(rule.rawValue) else { continue }
        do throws(NoticeTemplate.Problem) {
          templates[language, default: [:]][rule] = try NoticeTemplate(source, for: rule)
        } catch {
          throw given.wrong(rule.rawValue, "\(error)")
        }
      }
      try given.finish()
    }
    try fields.finish()
  }

  /// The settings as compact JSON: every field, and of rules and templates those that are not the
  /// standard ones.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 1_024)
    writer.beginObject()
    writer.member("language", language.rawValue)
    writer.key("zone")
    writer.zone(zone)
    writer.key("quietHours")
    if let quietHours {
      writer.beginObject()
      writer.member("from", Self.clock(quietHours.from))
      writer.member("to", Self.clock(quietHours.to))
      writer.endObject()
    } else {
      writer.raw("null")
    }
    writer.key("hourlyLimit")
    if let hourlyLimit { writer.integer(hourlyLimit) } else { writer.raw("null") }
    writer.member("maxAge", PolicySpan.text(of: maxAge))
    writer.member("channelTimeout", PolicySpan.text(of: channelTimeout))
    writer.key("retry")
    writer.beginObject()
    writer.member("attempts", retry.attempts)
    writer.member("first", PolicySpan.text(of: retry.first))
    writer.member("longest", PolicySpan.text(of: retry.longest))
    writer.endObject()
    writer.key("urgencies")
    writer.beginArray()
    for urgency in urgencies {
      writer.beginObject()
      writer.member("code", urgency.code)
      writer.member("breaksQuiet", urgency.breaksQuiet)
      writer.member("breaksLimit", urgency.breaksLimit)
      writer.key("optional")
      writer.bool(urgency.isOptional)
      writer.endObject()
    }
    writer.endArray()
    writePlans(to: &writer)
    writeTemplates(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// Minutes after midnight as a text such as `22:00`.
  private static func clock(_ minutes: Int) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60)
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
  }

  private func writePlans(to writer: inout JSONWriter) {
    writer.key("rules")
    writer.beginObject()
    for rule in NoticeRule.allCases {
      guard let plan = plans[rule] else { continue }
      writer.key(rule.rawValue)
      writer.beginObject()
      writer.key("on")
      writer.bool(plan.isOn)
      writer.key("channels")
      writer.beginArray()
      for channel in plan.channels { writer.string(channel.rawValue) }
      writer.endArray()
      writer.member("urgency", plan.urgency)
      writer.endObject()
    }
    writer.endObject()
  }

  private func writeTemplates(to writer: inout JSONWriter) {
    writer.key("templates")
    writer.beginObject()
    for language in NoticeLanguage.allCases {
      guard let texts = templates[language], !texts.isEmpty else { continue }
      writer.key(language.rawValue)
      writer.beginObject()
      for rule in NoticeRule.allCases {
        guard let text = texts[rule] else { continue }
        writer.key(rule.rawValue)
        writer.string(text.source)
      }
      writer.endObject()
    }
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func zone(_ zone: CalendarZone) {
    beginObject()
    member("name", zone.name)
    member("offset", zone.firstOffset)
    if !zone.transitions.isEmpty {
      key("transitions")
      beginArray()
      for transition in zone.transitions {
        beginObject()
        member("at", transition.at)
        member("offset", transition.offset)
        endObject()
      }
      endArray()
    }
    endObject()
  }
}

extension SettingsReader {
  /// A code of a closed list.
  fileprivate mutating func code<Code: RawRepresentable<String> & CaseIterable>(
    _ name: String
  ) throws(MalformedSettings) -> Code? {
    guard let text = try text(name) else { return nil }
    guard let code = Code(rawValue: text) else {
      throw wrong(name, "must be one of \(Code.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return code
  }

  fileprivate func quietHours(in outer: SettingsReader) throws(MalformedSettings) -> QuietHours {
    var fields = self
    let from = try fields.clock("from") ?? QuietHours.night.from
    let to = try fields.clock("to") ?? QuietHours.night.to
    try fields.finish()
    guard let hours = QuietHours(from: from, to: to) else {
      throw outer.wrong(
        "quietHours", "must not begin and end at the same time; null is for none")
    }
    return hours
  }

  /// Minutes after midnight, of a text such as `22:00`.
  private mutating func clock(_ name: String) throws(MalformedSettings) -> Int? {
    guard let text = try text(name) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = UInt8(parts[0]),
      let minute = UInt8(parts[1]), hour < 24, minute < 60
    else { throw wrong(name, "must be a time of the day such as \"22:00\"") }
    return Int(hour) * 60 + Int(minute)
  }

  fileprivate func retryPlan() throws(MalformedSettings) -> RetryPlan {
    var fields = self
    let standard = RetryPlan.standard
    let plan = RetryPlan(
      attempts: try fields.number("attempts", in: 1...1_000) ?? standard.attempts,
      first: try fields.span("first") ?? standard.first,
      longest: try fields.span("longest") ?? standard.longest)
    try fields.finish()
    return plan
  }

  fileprivate func zone() throws(MalformedSettings) -> CalendarZone {
    var fields = self
    let limits = -CalendarZone.offsetLimit...CalendarZone.offsetLimit
    let name = try fields.neededText("name")
    let offset = try fields.number("offset", in: limits) ?? 0
    var transitions: [CalendarZone.Transition] = []
    for element in try fields.objects("transitions") ?? [] {
      var change = element
      guard let at = Timestamp(try change.neededText("at")) else {
        throw change.wrong("at", "must be an RFC 3339 time with a zone")
      }
      guard let seconds = try change.number("offset", in: limits) else {
        throw change.wrong("offset", "is missing")
      }
      try change.finish()
      transitions.append(CalendarZone.Transition(at: at, offset: seconds))
    }
    try fields.finish()
    do throws(InvalidField) {
      return try CalendarZone(name: name, offset: offset, transitions: transitions)
    } catch {
      throw fields.wrong(error.field, error.problem)
    }
  }
}
