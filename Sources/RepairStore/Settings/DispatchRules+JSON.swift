import RepairCore

/// The rules of dispatching within a policy, as the policy's own JSON: what is left out is as in the
/// standard rules.
extension DispatchRules {
  private static var spans: [(String, WritableKeyPath<DispatchRules, TimeSpan>)] {
    [
      ("handBackWindow", \.handBackWindow), ("dispatchWindow", \.dispatchWindow),
      ("locationAge", \.locationAge),
    ]
  }

  /// Numbers, each with the least it can be and the most.
  private static var numbers:
    [(name: String, path: WritableKeyPath<DispatchRules, Int>, range: ClosedRange<Int>)]
  {
    [
      ("minimumRatings", \.minimumRatings, 1...1_000_000),
      ("expectedRating", \.expectedRating, 100...500),
      ("expectedRatingWeight", \.expectedRatingWeight, 0...1_000_000),
      ("ratingStep", \.ratingStep, 1...500),
      ("expectedDistance", \.expectedDistance, 0...100_000_000),
      ("distanceStep", \.distanceStep, 1...100_000_000),
      ("automaticHandBacks", \.automaticHandBacks, 0...1_000_000),
    ]
  }

  private static var flags: [(String, WritableKeyPath<DispatchRules, Bool>)] {
    [("keepsChoice", \.keepsChoice), ("isAutomatic", \.isAutomatic)]
  }

  init(_ member: JSONObject.Member) throws(MalformedSettings) {
    self.init()
    guard case .object(let object) = member.value else {
      throw MalformedSettings(member.name, "must be an object, not \(member.value.typeName)")
    }
    for field in object.members { try read(field, in: member.name + ".") }
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("order")
    writer.beginArray()
    for criterion in order { writer.string(criterion.rawValue) }
    writer.endArray()
    writer.key("preferredGroups")
    writer.beginArray()
    for group in preferredGroups { writer.string(group.rawValue) }
    writer.endArray()
    for (name, path) in Self.spans {
      writer.key(name)
      writer.string(PolicySpan.text(of: self[keyPath: path]))
    }
    for (name, path, _) in Self.numbers {
      writer.key(name)
      writer.integer(self[keyPath: path])
    }
    for (name, path) in Self.flags {
      writer.key(name)
      writer.bool(self[keyPath: path])
    }
    writer.endObject()
  }

  private mutating func read(
    _ field: JSONObject.Member, in path: String
  ) throws(MalformedSettings) {
    let name = field.name
    if let span = Self.spans.first(where: { $0.0 == name }) {
      guard case .string(let text) = field.value, let length = PolicySpan.span(of: text) else {
        throw MalformedSettings(path + name, "must be a length of time such as \"7d\" or \"12h\"")
      }
      self[keyPath: span.1] = length
    } else if let number = Self.numbers.first(where: { $0.name == name }) {
      guard case .integer(let wide) = field.value, let value = Int(exactly: wide),
        number.range.contains(value)
      else {
        throw MalformedSettings(
          path + name,
          "must be a whole number from \(number.range.lowerBound) to \(number.range.upperBound)")
      }
      self[keyPath: number.path] = value
    } else if let flag = Self.flags.first(where: { $0.0 == name }) {
      guard case .bool(let value) = field.value else {
        throw MalformedSettings(
          path + name, "must be true or false, not \(field.value.typeName)")
      }
      self[keyPath: flag.1] = value
    } else if name == "order" {
      let known = DispatchCriterion.allCases.map(\.rawValue).joined(separator: ", ")
      order = try Self.names(field, path, "each once of \(known)") {
        DispatchCriterion(rawValue: $0)
      }
    } else if name == "preferredGroups" {
      preferredGroups = try Self.names(field, path, "groups, each once") { GroupCode($0) }
    } else {
      let known =
        ["order", "preferredGroups"] + Self.spans.map(\.0) + Self.numbers.map(\.name)
        + Self.flags.map(\.0)
      throw MalformedSettings(
        path + name, "is not a rule of dispatching; those are \(known.joined(separator: ", "))")
    }
  }

  private static func names<Name: Hashable>(
    _ field: JSONObject.Member, _ path: String, _ due: String, _ make: (String) -> Name?
  ) throws(MalformedSettings) -> [Name] {
    var names: [Name] = []
    guard case .array(let elements) = field.value else {
      throw MalformedSettings(path + field.name, "must be a list of \(due)")
    }
    for element in elements {
      guard case .string(let text) = element, let name = make(text), !names.contains(name) else {
        throw MalformedSettings(path + field.name, "must be a list of \(due)")
      }
      names.append(name)
    }
    return names
  }
}
