import RepairStore

/// Reads maps written by people: strict, and naming the place of what it does not understand.
struct MapReader {
  /// The place, such as `events[1].time`.
  let path: String
  let value: JSONValue

  init(_ text: [UInt8]) throws {
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw ExchangeError(.invalidMap, "the map is not JSON: \(error)")
    }
    path = ""
  }

  private init(path: String, value: JSONValue) {
    self.path = path
    self.value = value
  }

  /// The members, all of whose names must be among those known.
  func members(known: [String]) throws -> [String: MapReader] {
    var found: [String: MapReader] = [:]
    for member in try object() {
      guard known.contains(member.name) else {
        throw error(
          "has \(quoted(member.name)), which is not known; known: "
            + known.joined(separator: ", "))
      }
      found[member.name] = member.reader
    }
    return found
  }

  /// The members, whatever their names.
  func object() throws -> [(name: String, reader: MapReader)] {
    guard case .object(let object) = value else { throw wrongType("an object") }
    return object.members.map { member in
      let place = path.isEmpty ? member.name : "\(path).\(member.name)"
      return (member.name, MapReader(path: place, value: member.value))
    }
  }

  /// The elements of a list.
  func elements() throws -> [MapReader] {
    guard case .array(let elements) = value else { throw wrongType("a list") }
    return elements.enumerated().map { MapReader(path: "\(path)[\($0.offset)]", value: $0.element) }
  }

  /// A text.
  func string() throws -> String {
    guard case .string(let text) = value else { throw wrongType("text") }
    return text
  }

  /// A table of texts.
  func strings() throws -> [String: String] {
    var table: [String: String] = [:]
    for (name, reader) in try object() { table[name] = try reader.string() }
    return table
  }

  /// One of an enumeration's code names.
  func code<Code: RawRepresentable & CaseIterable>(_ type: Code.Type) throws -> Code
  where Code.RawValue == String {
    let text = try string()
    guard let code = Code(rawValue: text) else {
      let known = Code.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("is \(quoted(text)); it must be one of \(known)")
    }
    return code
  }

  /// An error at this place.
  func error(_ message: String) -> ExchangeError {
    ExchangeError(
      .invalidMap, path.isEmpty ? "the map \(message)" : "in the map \(path) \(message)")
  }

  private func wrongType(_ wanted: String) -> ExchangeError {
    error("is \(value.typeName); it must be \(wanted)")
  }

  private func quoted(_ text: String) -> String { "\"\(text.prefix(60))\"" }
}
