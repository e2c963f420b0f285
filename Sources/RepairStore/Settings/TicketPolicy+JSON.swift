public import RepairCore

/// A policy as JSON: one member a field, by the field's name; what is left out is as in the
/// standard policy.
///
/// Spans are texts such as `7d`, `2h`, `10m`, `30s`, `250ms`, or several of these, largest first,
/// as `1d 12h`. No limit on open jobs is `null`. Reminders are an object of
/// such texts by their names; those left out of it are off.
extension TicketPolicy {
  /// Reads a policy.
  ///
  /// ```swift
  /// let policy = try TicketPolicy(json: Array(#"{"confirmationWindow":"3d"}"#.utf8))
  /// ```
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: ``MalformedSettings`` for anything else, an unknown field, and a value that is none.
  public init(json text: some Collection<UInt8>) throws(MalformedSettings) {
    self.init()
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: text)
    } catch {
      let path = Array(text).withUnsafeBytes { JSONPath.path(to: error.offset, in: $0) }
      throw MalformedSettings(path, "\(error)")
    }
    guard case .object(let object) = value else {
      throw MalformedSettings("", "must be a JSON object, not \(value.typeName)")
    }
    for member in object.members { try read(member) }
  }

  /// The policy as compact JSON, every field of it.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 640)
    writer.beginObject()
    for (name, path) in Self.spans {
      writer.key(name)
      writer.string(PolicySpan.text(of: self[keyPath: path]))
    }
    writer.member("defaultPriority", defaultPriority.rawValue)
    writer.key("pausingHolds")
    writer.names(HoldReason.allCases.filter(pausingHolds.contains).map(\.rawValue))
    writer.key("photoToSubmit")
    writer.names(photoToSubmit.sorted().map(\.rawValue))
    writer.key("photoToComplete")
    writer.names(photoToComplete.sorted().map(\.rawValue))
    writer.key("recordedRefusals")
    writer.names(RefusalCode.allCases.filter(recordedRefusals.contains).map(\.rawValue))
    writer.key("openJobLimit")
    if let openJobLimit { writer.integer(openJobLimit) } else { writer.raw("null") }
    for (name, path) in Self.limits {
      writer.key(name)
      writer.integer(self[keyPath: path])
    }
    for (name, path) in Self.flags {
      writer.key(name)
      writer.bool(self[keyPath: path])
    }
    writer.key("dispatching")
    dispatching.write(to: &writer)
    writer.key("reminders")
    writer.beginObject()
    for kind in ReminderKind.allCases {
      guard let span = reminders[kind] else { continue }
      writer.key(kind.rawValue)
      writer.string(PolicySpan.text(of: span))
    }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private static var spans: [(String, WritableKeyPath<TicketPolicy, TimeSpan>)] {
    [
      ("clockTolerance", \.clockTolerance), ("hurryGap", \.hurryGap),
      ("acknowledgeWindow", \.acknowledgeWindow), ("confirmationWindow", \.confirmationWindow),
      ("evaluationWindow", \.evaluationWindow), ("reopenWindow", \.reopenWindow),
      ("reopenWithdrawnWindow", \.reopenWithdrawnWindow),
    ]
  }

  private static var limits: [(String, WritableKeyPath<TicketPolicy, Int>)] {
    [
      ("longTextLimit", \.longTextLimit), ("shortTextLimit", \.shortTextLimit),
      ("attachmentLimit", \.attachmentLimit), ("arrivalDistance", \.arrivalDistance),
    ]
  }

  private static var flags: [(String, WritableKeyPath<TicketPolicy, Bool>)] {
    [("oneTicketPerFault", \.oneTicketPerFault), ("enforcesDirectory", \.enforcesDirectory)]
  }

  private mutating func read(_ member: JSONObject.Member) throws(MalformedSettings) {
    let name = member.name
    if let span = Self.spans.first(where: { $0.0 == name }) {
      self[keyPath: span.1] = try PolicySpan.read(member)
    } else if let limit = Self.limits.first(where: { $0.0 == name }) {
      self[keyPath: limit.1] = try Self.count(member)
    } else if name == "defaultPriority" {
      guard let priority = Priority(try Self.count(member)) else {
        throw MalformedSettings(name, "must be a priority from 1 to 5")
      }
      defaultPriority = priority
    } else if name == "pausingHolds" {
      pausingHolds = Set(try Self.codes(member) { HoldReason(rawValue: $0) })
    } else if name == "photoToSubmit" {
      photoToSubmit = Set(try Self.codes(member) { CategoryCode($0) })
    } else if name == "photoToComplete" {
      photoToComplete = Set(try Self.codes(member) { CategoryCode($0) })
    } else if name == "recordedRefusals" {
      recordedRefusals = Set(try Self.codes(member) { RefusalCode(rawValue: $0) })
    } else if name == "openJobLimit" {
      if case .null = member.value {
        openJobLimit = nil
      } else {
        openJobLimit = try Self.count(member)
      }
    } else if let path = Self.flags.first(where: { $0.0 == name })?.1 {
      guard case .bool(let flag) = member.value else {
        throw MalformedSettings(name, "must be true or false, not \(member.value.typeName)")
      }
      self[keyPath: path] = flag
    } else if name == "dispatching" {
      dispatching = try DispatchRules(member)
    } else if name == "reminders" {
      reminders = try Self.reminders(member)
    } else {
      let known =
        Self.spans.map(\.0) + [
          "defaultPriority", "pausingHolds", "photoToSubmit", "photoToComplete",
          "recordedRefusals", "openJobLimit",
        ] + Self.limits.map(\.0) + Self.flags.map(\.0) + ["dispatching", "reminders"]
      throw MalformedSettings(
        name, "is not a field of a policy; its fields are \(known.joined(separator: ", "))")
    }
  }

  private static func reminders(
    _ member: JSONObject.Member
  ) throws(MalformedSettings) -> [ReminderKind: TimeSpan] {
    guard case .object(let object) = member.value else {
      throw MalformedSettings(member.name, "must be an object, not \(member.value.typeName)")
    }
    var reminders: [ReminderKind: TimeSpan] = [:]
    for span in object.members {
      guard let kind = ReminderKind(rawValue: span.name) else {
        let known = ReminderKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw MalformedSettings("reminders.\(span.name)", "is no reminder; they are \(known)")
      }
      reminders[kind] = try PolicySpan.read(span)
    }
    return reminders
  }

  private static func count(_ member: JSONObject.Member) throws(MalformedSettings) -> Int {
    guard case .integer(let wide) = member.value, wide >= 0, let count = Int(exactly: wide) else {
      throw MalformedSettings(member.name, "must be a whole number, 0 or more")
    }
    return count
  }

  private static func codes<Code>(
    _ member: JSONObject.Member, _ make: (String) -> Code?
  ) throws(MalformedSettings) -> [Code] {
    guard case .array(let elements) = member.value else {
      throw MalformedSettings(member.name, "must be a list of codes, not \(member.value.typeName)")
    }
    var codes: [Code] = []
    for element in elements {
      guard case .string(let text) = element, let code = make(text) else {
        throw MalformedSettings(member.name, "has an element that is no code it can have")
      }
      codes.append(code)
    }
    return codes
  }
}

/// How a policy writes lengths of time.
enum PolicySpan {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  static func text(of span: TimeSpan) -> String {
    var left = span.milliseconds
    var parts: [String] = []
    for unit in units where left / unit.milliseconds != 0 {
      parts.append("\(left / unit.milliseconds)\(unit.name)")
      left %= unit.milliseconds
    }
    return parts.isEmpty ? "0s" : parts.joined(separator: " ")
  }

  static func span(of text: String) -> TimeSpan? {
    var total: Int64 = 0
    var smallest = Int64.max
    for part in text.split(separator: " ", omittingEmptySubsequences: false) {
      let digits = part.prefix { $0.isASCII && $0.isNumber }
      guard let count = Int64(digits),
        let unit = units.first(where: { $0.name == part.dropFirst(digits.count) }),
        unit.milliseconds < smallest
      else { return nil }
      let (span, tooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
      let (sum, overflow) = total.addingReportingOverflow(span)
      guard !tooLong, !overflow else { return nil }
      total = sum
      smallest = unit.milliseconds
    }
    return TimeSpan(milliseconds: total)
  }

  static func read(_ member: JSONObject.Member) throws(MalformedSettings) -> TimeSpan {
    guard case .string(let text) = member.value, let span = span(of: text) else {
      throw MalformedSettings(
        member.name, "must be a length of time such as \"7d\", \"2h\", \"10m\" or \"1d 12h\"")
    }
    return span
  }
}

extension JSONWriter {
  fileprivate mutating func names(_ names: [String]) {
    beginArray()
    for name in names { string(name) }
    endArray()
  }
}
