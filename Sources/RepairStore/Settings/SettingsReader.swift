package import RepairCore

/// Takes the fields of settings one by one; whatever is not as it must be is an error that names the
/// field with its path, such as `lines[2].number`.
package struct SettingsReader {
  private let path: String
  private var members: [JSONObject.Member]
  private let known: Known

  /// The names that were asked for, to be told to whoever writes another.
  private final class Known {
    var names: [String] = []
  }

  /// Reads the text as one JSON object.
  package init(_ text: some Collection<UInt8>) throws(MalformedSettings) {
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
    self.init(object, path: "")
  }

  /// Takes an object within others.
  package init(_ object: JSONObject, path: String) {
    self.path = path
    members = object.members
    known = Known()
  }

  /// An error about a field of this object.
  package func wrong(_ name: String, _ problem: String) -> MalformedSettings {
    MalformedSettings(field(name), problem)
  }

  /// The path of a field of this object.
  package func field(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The names of the fields that nobody has taken yet, in the order they were written.
  package var restNames: [String] { members.map(\.name) }

  /// Ends the reading: what nobody has taken is unknown.
  package func finish() throws(MalformedSettings) {
    guard let stranger = members.first else { return }
    throw wrong(
      stranger.name, "is not a field here; its fields are \(known.names.joined(separator: ", "))")
  }

  /// Takes a field as it is; `nil` where it is left out.
  package mutating func value(_ name: String) -> JSONValue? {
    known.names.append(name)
    guard let index = members.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      return nil
    }
    return members.remove(at: index).value
  }

  /// A field as it is, left where it is; `nil` where it is left out.
  package func peek(_ name: String) -> JSONValue? {
    members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  package mutating func text(_ name: String) throws(MalformedSettings) -> String? {
    guard let value = value(name) else { return nil }
    guard case .string(let text) = value else { throw wrongType(name, value, "text") }
    guard !text.utf8.isEmpty, !text.utf8.contains(0) else {
      throw wrong(name, "must say something, without NUL; leave it out instead")
    }
    return text
  }

  package mutating func neededText(_ name: String) throws(MalformedSettings) -> String {
    guard let text = try text(name) else { throw wrong(name, "is missing") }
    return text
  }

  package mutating func flag(_ name: String) throws(MalformedSettings) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let flag) = value else { throw wrongType(name, value, "true or false") }
    return flag
  }

  /// Takes a whole number within a range.
  package mutating func number(
    _ name: String, in range: ClosedRange<Int> = 0...Int(Int32.max)
  ) throws(MalformedSettings) -> Int? {
    guard let value = value(name) else { return nil }
    guard case .integer(let wide) = value, let number = Int(exactly: wide), range.contains(number)
    else {
      throw wrong(
        name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Takes a length of time, such as `2h`.
  package mutating func span(_ name: String) throws(MalformedSettings) -> TimeSpan? {
    guard let value = value(name) else { return nil }
    do throws(MalformedSettings) {
      return try PolicySpan.read(JSONObject.Member(name: name, value: value))
    } catch {
      throw wrong(name, error.problem)
    }
  }

  /// Takes a name or a code.
  package mutating func name<Name: TextIdentifier>(
    _ name: String, as type: Name.Type = Name.self
  ) throws(MalformedSettings) -> Name? {
    guard let text = try text(name) else { return nil }
    guard let identifier = Name(text) else { throw wrong(name, "is no name or code of its kind") }
    return identifier
  }

  /// Takes a list of names or codes, none of them twice.
  package mutating func names<Name: TextIdentifier>(
    _ name: String, as type: Name.Type = Name.self
  ) throws(MalformedSettings) -> [Name]? {
    guard let elements = try elements(name) else { return nil }
    var names: [Name] = []
    for (index, element) in elements.enumerated() {
      guard case .string(let text) = element, let identifier = Name(text) else {
        throw wrong("\(name)[\(index)]", "must be a name or code of its kind")
      }
      guard !names.contains(identifier) else {
        throw wrong("\(name)[\(index)]", "stands here twice: \(text)")
      }
      names.append(identifier)
    }
    return names
  }

  /// Takes a list of values.
  package mutating func elements(_ name: String) throws(MalformedSettings) -> [JSONValue]? {
    guard let value = value(name) else { return nil }
    guard case .array(let elements) = value else { throw wrongType(name, value, "a list") }
    return elements
  }

  /// Takes an object, to be read and ended by itself.
  package mutating func object(_ name: String) throws(MalformedSettings) -> SettingsReader? {
    guard let value = value(name) else { return nil }
    guard case .object(let object) = value else { throw wrongType(name, value, "an object") }
    return SettingsReader(object, path: field(name))
  }

  /// Takes a list of objects, each to be read and ended by itself.
  package mutating func objects(_ name: String) throws(MalformedSettings) -> [SettingsReader]? {
    guard let elements = try elements(name) else { return nil }
    var objects: [SettingsReader] = []
    for (index, element) in elements.enumerated() {
      guard case .object(let object) = element else {
        throw wrongType("\(name)[\(index)]", element, "an object")
      }
      objects.append(SettingsReader(object, path: field("\(name)[\(index)]")))
    }
    return objects
  }

  private func wrongType(_ name: String, _ value: JSONValue, _ due: String) -> MalformedSettings {
    wrong(name, "must be \(due), not \(value.typeName)")
  }
}

extension JSONWriter {
  /// Writes a list of names; none where there is no list.
  package mutating func names(_ name: String, _ names: [some TextIdentifier]?) {
    guard let names else { return }
    key(name)
    beginArray()
    for name in names { string(name.rawValue) }
    endArray()
  }
}
