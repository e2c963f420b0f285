import RepairCore

/// Reads the members of one payload into the fields of one event.
///
/// A member that this release does not know is passed over, so that a later one may add some within
/// a schema; a known one that is of the wrong type, or stands there twice, is an error.
struct EventReader {
  var json: JSONReader
  private var statedAt: Timestamp?
  private var campuses: [CampusCode]?
  private var imported: ImportMark?
  private var strangers = JSONNameSet()

  init(_ payload: UnsafeRawBufferPointer) throws(JSONError) {
    json = try JSONReader(payload)
    try json.beginObject()
  }

  /// What is said beside the event itself.
  var remarks: EventRemarks? {
    guard statedAt != nil || campuses != nil || imported != nil else { return nil }
    return EventRemarks(statedAt: statedAt, campuses: campuses, imported: imported)
  }

  /// The next member's name, or `nil` at the end of the object.
  @inline(__always)
  mutating func nextKey() throws(JSONError) -> JSONReader.Slice? { try json.nextKey() }

  /// A member that is not the event's own: one any event can have, or one to pass over.
  @inline(never)
  mutating func other(_ key: JSONReader.Slice) throws(JSONError) {
    if key.is("statedAt") {
      var stated = statedAt
      try time(&stated, key)
      statedAt = stated
    } else if key.is("campuses") {
      try once(campuses, key)
      var codes: [CampusCode] = []
      try json.beginArray()
      while try json.nextElement() {
        var code: CampusCode?
        try identifier(&code, key)
        if let code { codes.append(code) }
      }
      campuses = codes
    } else if key.is("imported") {
      try once(imported, key)
      imported = try importMark()
    } else {
      guard strangers.insert(key) else { throw JSONError(.repeatedKey, at: key.offset) }
      try json.skipValue()
    }
  }

  /// Passes over a member that this release does not know.
  mutating func pass(
    _ key: JSONReader.Slice, _ strangers: inout JSONNameSet
  ) throws(JSONError) {
    guard strangers.insert(key) else { throw JSONError(.repeatedKey, at: key.offset) }
    try json.skipValue()
  }

  // MARK: - Fields

  @inline(__always)
  mutating func text(_ field: inout String?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try json.string()
  }

  @inline(__always)
  mutating func flag(_ field: inout Bool?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try json.bool()
  }

  mutating func time(_ field: inout Timestamp?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    let begin = try place()
    guard let time = try json.withStringBytes({ Timestamp(utf8: $0) }) else {
      throw JSONError(.invalidValue("a time as RFC 3339 writes it"), at: begin)
    }
    field = time
  }

  @inline(__always)
  mutating func identifier<Name: TextIdentifier>(
    _ field: inout Name?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    let begin = try place()
    guard let name = Name(try json.string()) else {
      throw JSONError(.invalidValue("a name or code of the right form"), at: begin)
    }
    field = name
  }

  @inline(__always)
  mutating func code<Code: RawRepresentable<String>>(
    _ field: inout Code?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    let begin = try place()
    guard let code = Code(rawValue: try json.string()) else {
      throw JSONError(.invalidValue("a code this release knows"), at: begin)
    }
    field = code
  }

  mutating func priority(
    _ field: inout Priority?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    field = try number(Priority.init, "a priority from 1 to 5")
  }

  mutating func rating(_ field: inout Rating?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try number(Rating.init, "a mark from 1 to 5")
  }

  mutating func assignment(
    _ field: inout AssignmentNumber?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    field = try number(AssignmentNumber.init, "the number of an assignment, 1 or more")
  }

  mutating func size(_ field: inout Int?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try number({ $0 >= 0 ? $0 : nil }, "a size, 0 or more")
  }

  mutating func line(_ field: inout LineNumber?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try number(LineNumber.init, "the number of a line, 1 or more")
  }

  mutating func quantity(_ field: inout Quantity?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try number(Quantity.init, "a quantity from 0 to 1000000000")
  }

  /// A whole number of any kind.
  mutating func count(_ field: inout Int?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    field = try number({ $0 }, "a whole number")
  }

  private mutating func number<Value>(
    _ make: (Int) -> Value?, _ due: JSONError.StaticName
  ) throws(JSONError) -> Value {
    let begin = try place()
    guard let number = Int(exactly: try json.integer()), let value = make(number) else {
      throw JSONError(.invalidValue(due), at: begin)
    }
    return value
  }

  @inline(__always)
  func once(_ field: (some Any)?, _ key: JSONReader.Slice) throws(JSONError) {
    guard field == nil else { throw JSONError(.repeatedKey, at: key.offset) }
  }

  /// A field that an event must have.
  @inline(__always)
  func need<Value>(
    _ field: Value?, _ name: JSONError.StaticName
  ) throws(JSONError) -> Value {
    guard let field else { throw json.error(.missing(name)) }
    return field
  }

  private mutating func place() throws(JSONError) -> Int {
    _ = try json.peek()
    return json.offset
  }

  // MARK: - Objects within

  mutating func place(_ field: inout Place?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    try json.beginObject()
    var strangers = JSONNameSet()
    var code: String?
    var address: String?
    var (latitude, longitude): (Int?, Int?)
    while let key = try json.nextKey() {
      if key.is("code") {
        try text(&code, key)
      } else if key.is("address") {
        try text(&address, key)
      } else if key.is("latitudeE6") {
        try count(&latitude, key)
      } else if key.is("longitudeE6") {
        try count(&longitude, key)
      } else {
        try pass(key, &strangers)
      }
    }
    field = Place(
      code: code, address: address, coordinates: try coordinates(latitude, longitude))
  }

  private func coordinates(
    _ latitude: Int?, _ longitude: Int?
  ) throws(JSONError) -> Coordinates? {
    if latitude == nil, longitude == nil { return nil }
    guard
      let place = Coordinates(
        latitudeE6: try need(latitude, "latitudeE6"),
        longitudeE6: try need(longitude, "longitudeE6"))
    else { throw json.error(.invalidValue("a place on the earth in millionths of a degree")) }
    return place
  }

  mutating func contact(_ field: inout Contact?, _ key: JSONReader.Slice) throws(JSONError) {
    try once(field, key)
    try json.beginObject()
    var strangers = JSONNameSet()
    var contact = Contact()
    while let key = try json.nextKey() {
      if key.is("name") {
        try text(&contact.name, key)
      } else if key.is("phone") {
        try text(&contact.phone, key)
      } else if key.is("openID") {
        try text(&contact.openID, key)
      } else {
        try pass(key, &strangers)
      }
    }
    field = contact
  }

  mutating func attachments(
    _ field: inout [Attachment]?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    var attachments: [Attachment] = []
    try json.beginArray()
    while try json.nextElement() {
      try json.beginObject()
      var fields = AttachmentFields()
      var strangers = JSONNameSet()
      while let key = try json.nextKey() {
        if try !fields.read(key, from: &self) { try pass(key, &strangers) }
      }
      attachments.append(try fields.attachment(self))
    }
    field = attachments
  }

  mutating func legacy(
    _ field: inout LegacyRecord?, _ key: JSONReader.Slice
  ) throws(JSONError) {
    try once(field, key)
    try json.beginObject()
    var strangers = JSONNameSet()
    var (id, funding, raw): (String?, String?, String?)
    var warranty: Warranty?
    while let key = try json.nextKey() {
      if key.is("id") {
        try text(&id, key)
      } else if key.is("warranty") {
        try code(&warranty, key)
      } else if key.is("funding") {
        try text(&funding, key)
      } else if key.is("raw") {
        try once(raw, key)
        raw = try json.verbatimObject()
      } else {
        try pass(key, &strangers)
      }
    }
    field = LegacyRecord(
      id: try need(id, "legacy.id"), warranty: warranty, funding: funding, raw: raw)
  }

  private mutating func importMark() throws(JSONError) -> ImportMark {
    try json.beginObject()
    var strangers = JSONNameSet()
    var format: String?
    var source: ImportMark.TimeSource?
    var (activity, transition, resource): (String?, String?, String?)
    while let key = try json.nextKey() {
      if key.is("format") {
        try text(&format, key)
      } else if key.is("time") {
        try code(&source, key)
      } else if key.is("activity") {
        try text(&activity, key)
      } else if key.is("transition") {
        try text(&transition, key)
      } else if key.is("resource") {
        try text(&resource, key)
      } else {
        try pass(key, &strangers)
      }
    }
    return ImportMark(
      format: try need(format, "imported.format"), time: try need(source, "imported.time"),
      activity: activity.map {
        LoggedActivity(name: $0, transition: transition, resource: resource)
      })
  }
}

/// The members of an attachment, which is an event of its own and a part of others.
struct AttachmentFields {
  private var (name, sha256, mediaType, kind, url): (String?, String?, String?, String?, String?)
  private var size: Int?

  /// Reads a member's value, or answers `false` when it is not one of an attachment's.
  mutating func read(
    _ key: JSONReader.Slice, from reader: inout EventReader
  ) throws(JSONError) -> Bool {
    if key.is("name") {
      try reader.text(&name, key)
    } else if key.is("sha256") {
      try reader.text(&sha256, key)
    } else if key.is("size") {
      try reader.size(&size, key)
    } else if key.is("mediaType") {
      try reader.text(&mediaType, key)
    } else if key.is("kind") {
      try reader.text(&kind, key)
    } else if key.is("url") {
      try reader.text(&url, key)
    } else {
      return false
    }
    return true
  }

  func attachment(_ reader: EventReader) throws(JSONError) -> Attachment {
    Attachment(
      name: name, sha256: sha256, size: size, mediaType: mediaType,
      kind: try reader.need(kind, "kind"), url: url)
  }
}
