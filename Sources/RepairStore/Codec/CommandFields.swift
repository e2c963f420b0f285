package import RepairCore

/// Takes the members of a command one by one: what is not of the right type is malformed, what is
/// and still cannot be is remembered as an invalid field.
package struct CommandFields {
  private let path: String
  private let offset: Int
  private var members: [String: JSONObject.Member] = [:]
  /// The first field that cannot be what it is.
  package private(set) var invalid: InvalidField?

  package init(_ object: JSONObject, path: String = "", offset: Int = 0) {
    self.path = path
    self.offset = offset
    for member in object.members { members[member.name] = member }
  }

  /// Fails when there is a member that nobody has taken.
  package func finish() throws(MalformedCommand) {
    if let stranger = members.values.min(by: { $0.offset < $1.offset }) {
      throw MalformedCommand(
        "is not a field of this command", field: path + stranger.name, offset: stranger.offset)
    }
  }

  /// Remembers that a field cannot be what it is; the first one counts.
  package mutating func reject(_ name: String, _ problem: String) {
    if invalid == nil { invalid = InvalidField(path + name, problem) }
  }

  // MARK: - Values that may be left out

  /// Takes a member as it is, of whatever type.
  package mutating func value(_ name: String) -> JSONObject.Member? {
    members.removeValue(forKey: name)
  }

  package mutating func text(_ name: String) throws(MalformedCommand) -> String? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .string(let text) = member.value else { throw wrongType(member, "text") }
    return text
  }

  package mutating func flag(_ name: String) throws(MalformedCommand) -> Bool? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .bool(let flag) = member.value else { throw wrongType(member, "true or false") }
    return flag
  }

  package mutating func integer(_ name: String) throws(MalformedCommand) -> Int? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .integer(let wide) = member.value, let number = Int(exactly: wide) else {
      throw wrongType(member, "a whole number")
    }
    return number
  }

  package mutating func time(_ name: String) throws(MalformedCommand) -> Timestamp? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .string(let text) = member.value else { throw wrongType(member, "text") }
    guard let time = Timestamp(text) else {
      throw MalformedCommand(
        "must be an RFC 3339 time with a zone and no part finer than a millisecond",
        field: path + name, offset: member.offset)
    }
    return time
  }

  package mutating func texts(_ name: String) throws(MalformedCommand) -> [String]? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .array(let elements) = member.value else { throw wrongType(member, "a list") }
    var texts: [String] = []
    for element in elements {
      guard case .string(let text) = element else { throw wrongType(member, "a list of texts") }
      texts.append(text)
    }
    return texts
  }

  package mutating func identifier<Name: TextIdentifier>(
    _ name: String, _ due: String = "a code without NUL, neither empty nor too long"
  ) throws(MalformedCommand) -> Name? {
    guard let text = try text(name) else { return nil }
    let identifier = Name(text)
    if identifier == nil { reject(name, "must be \(due)") }
    return identifier
  }

  package mutating func code<Code: RawRepresentable<String> & CaseIterable>(
    _ name: String
  ) throws(MalformedCommand) -> Code? {
    guard let text = try text(name) else { return nil }
    let code = Code(rawValue: text)
    if code == nil {
      let known = Code.allCases.map(\.rawValue).joined(separator: ", ")
      reject(name, "must be one of \(known)")
    }
    return code
  }

  package mutating func number<Value>(
    _ name: String, _ due: String, _ make: (Int) -> Value?
  ) throws(MalformedCommand) -> Value? {
    guard let number = try integer(name) else { return nil }
    let value = make(number)
    if value == nil { reject(name, "must be \(due)") }
    return value
  }

  package mutating func priority(_ name: String) throws(MalformedCommand) -> Priority? {
    try number(name, "a priority from 1 to 5", Priority.init)
  }

  package mutating func rating(_ name: String) throws(MalformedCommand) -> Rating? {
    try number(name, "a mark from 1 to 5", Rating.init)
  }

  // MARK: - Values that must be there

  /// Remembers the absence of a field that must be there.
  package mutating func need<Value>(_ value: Value?, _ name: String) -> Value? {
    // A value that is there and wrong has been remembered already.
    if value == nil { reject(name, "is missing") }
    return value
  }

  package mutating func neededText(_ name: String) throws(MalformedCommand) -> String? {
    need(try text(name), name)
  }

  package mutating func neededName<Name: TextIdentifier>(
    _ name: String
  ) throws(MalformedCommand) -> Name? {
    need(try identifier(name), name)
  }

  // MARK: - Objects within

  package mutating func place() throws(MalformedCommand) -> Place? {
    guard var fields = try object("place") else { return nil }
    var place = Place(code: try fields.text("code"), address: try fields.text("address"))
    let latitude = try fields.integer("latitudeE6")
    let longitude = try fields.integer("longitudeE6")
    if latitude != nil || longitude != nil,
      let latitude = fields.need(latitude, "latitudeE6"),
      let longitude = fields.need(longitude, "longitudeE6")
    {
      place.coordinates = Coordinates(latitudeE6: latitude, longitudeE6: longitude)
      if place.coordinates == nil {
        fields.reject(
          "latitudeE6", "and longitudeE6 must be a place on the earth in millionths of a degree")
      }
    }
    try end(fields)
    return place
  }

  package mutating func contact() throws(MalformedCommand) -> Contact? {
    guard var fields = try object("contact") else { return nil }
    let contact = Contact(
      name: try fields.text("name"), phone: try fields.text("phone"),
      openID: try fields.text("openID"))
    try end(fields)
    return contact
  }

  package mutating func attachments() throws(MalformedCommand) -> [Attachment] {
    var attachments: [Attachment] = []
    for var fields in try objects("attachments") ?? [] {
      if let attachment = try fields.attachment() { attachments.append(attachment) }
      try end(fields)
    }
    return attachments
  }
  /// Reads this object's members as an attachment's.
  package mutating func attachment() throws(MalformedCommand) -> Attachment? {
    let name = try neededText("name")
    let hash = try neededText("sha256")
    let size = need(try integer("size"), "size")
    let mediaType = try neededText("mediaType")
    let kind = try neededText("kind")
    let url = try text("url")
    return kind.map {
      Attachment(name: name, sha256: hash, size: size, mediaType: mediaType, kind: $0, url: url)
    }
  }

  /// Reads an object within, to be ended by ``end(_:)``.
  package mutating func object(_ name: String) throws(MalformedCommand) -> CommandFields? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .object(let object) = member.value else { throw wrongType(member, "an object") }
    return CommandFields(object, path: "\(path)\(name).", offset: member.offset)
  }

  /// The elements of a list of objects, each of which has to be ended.
  package mutating func objects(_ name: String) throws(MalformedCommand) -> [CommandFields]? {
    guard let member = members.removeValue(forKey: name) else { return nil }
    guard case .array(let elements) = member.value else { throw wrongType(member, "a list") }
    var objects: [CommandFields] = []
    for (index, element) in elements.enumerated() {
      guard case .object(let object) = element else {
        throw wrongType(member, "a list of objects")
      }
      objects.append(
        CommandFields(object, path: "\(path)\(name)[\(index)].", offset: member.offset))
    }
    return objects
  }

  /// Ends the reading of an object within, and takes over what was wrong there.
  package mutating func end(_ fields: CommandFields) throws(MalformedCommand) {
    try fields.finish()
    if invalid == nil { invalid = fields.invalid }
  }

  private func wrongType(_ member: JSONObject.Member, _ due: String) -> MalformedCommand {
    MalformedCommand(
      "must be \(due), not \(member.value.typeName)", field: path + member.name,
      offset: member.offset)
  }
}
