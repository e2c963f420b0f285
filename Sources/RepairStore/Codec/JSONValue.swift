/// A JSON value as a tree, for what is read once and looked at from all sides.
///
/// That is commands, policies, maps and older payloads; today's events are read without one.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// A whole number that fits.
  case integer(Int64)
  /// Any other number, as it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// Reads one JSON text.
  ///
  /// - Parameter text: the bytes.
  /// - Throws: ``JSONError`` for anything that is not exactly one value.
  /// - Complexity: O(n).
  package init(parsing text: some Collection<UInt8>) throws(JSONError) {
    let bytes = Array(text)
    let outcome = bytes.withUnsafeBytes { raw in
      Result<JSONValue, JSONError> { () throws(JSONError) -> JSONValue in
        var reader = try JSONReader(raw)
        let value = try JSONValue(from: &reader)
        try reader.finish()
        return value
      }
    }
    self = try outcome.get()
  }

  private init(from reader: inout JSONReader) throws(JSONError) {
    switch try reader.peek() {
    case UInt8(ascii: "{"): self = .object(try JSONObject(from: &reader))
    case UInt8(ascii: "["):
      var elements: [JSONValue] = []
      try reader.beginArray()
      while try reader.nextElement() { elements.append(try JSONValue(from: &reader)) }
      self = .array(elements)
    case UInt8(ascii: "\""): self = .string(try reader.string())
    case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try reader.bool())
    case UInt8(ascii: "n"):
      try reader.null()
      self = .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let offset = reader.offset
      let (text, isWhole) = try reader.number()
      if isWhole {
        guard let value = Int64(text) else { throw JSONError(.numberOutOfRange, at: offset) }
        self = .integer(value)
      } else {
        self = .number(text)
      }
    default: throw reader.error(.unexpected("a value"))
    }
  }

  /// What kind of value it is, in words.
  package var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  fileprivate static func make(
    from reader: inout JSONReader
  ) throws(JSONError) -> JSONValue { try JSONValue(from: &reader) }
}

/// The members of an object, in the order they were written, each with its place.
package struct JSONObject: Sendable {
  /// One member.
  package struct Member: Sendable {
    package var name: String
    package var value: JSONValue
    /// The byte its name begins at.
    package var offset: Int

    package init(name: String, value: JSONValue, offset: Int = 0) {
      self.name = name
      self.value = value
      self.offset = offset
    }
  }

  /// The members, no name twice.
  package var members: [Member]

  package init(_ members: [Member] = []) {
    self.members = members
  }

  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    members = []
    var names = JSONNameSet()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard names.insert(key) else { throw JSONError(.repeatedKey, at: key.offset) }
      let value = try JSONValue.make(from: &reader)
      members.append(Member(name: key.text, value: value, offset: key.offset))
    }
  }

  /// The value of a member; setting `nil` takes the member away.
  package subscript(name: String) -> JSONValue? {
    get { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
    set {
      let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONWriter {
  /// Writes a tree.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let flag): bool(flag)
    case .integer(let number): integer(number)
    case .number(let text): raw(text)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for member in object.members {
        key(member.name)
        self.value(member.value)
      }
      endObject()
    }
  }
}
