/// The rules of single fields: present, of the right length, sound.
struct FieldRules {
  /// How many materials, costs and quotes a ticket may have each: more is no repair but a mistake.
  static let lineLimit = 200

  /// The largest amount of one cost or quote; sums of it stay far below what could overflow.
  static let amountLimit: Int64 = 1_000_000_000_000

  let policy: TicketPolicy

  /// A text that must say something.
  func required(_ text: String, _ field: String, limit: Int) throws(Refusal) -> String {
    guard Self.saysSomething(text) else { throw Self.invalid(field, "must say something") }
    return try sound(text, field, limit: limit)
  }

  /// A text that may be left out; a blank one is, or a space would do for a phone number, a place
  /// or the reason of an override.
  func optional(_ text: String?, _ field: String, limit: Int) throws(Refusal) -> String? {
    guard let text, Self.saysSomething(text) else { return nil }
    return try sound(text, field, limit: limit)
  }

  static func saysSomething(_ text: String) -> Bool {
    text.unicodeScalars.contains { !$0.properties.isWhitespace }
  }

  /// Whether the reason to override a rule is one; a blank text is not.
  static func forces(_ override: String?) -> Bool { override.map(saysSomething) ?? false }

  /// A text that may be left out, but if given must say something.
  func correction(_ text: String?, _ field: String, limit: Int) throws(Refusal) -> String? {
    guard let text else { return nil }
    return try required(text, field, limit: limit)
  }

  func longText(_ text: String, _ field: String) throws(Refusal) -> String {
    try required(text, field, limit: policy.longTextLimit)
  }

  func shortText(_ text: String?, _ field: String) throws(Refusal) -> String? {
    try optional(text, field, limit: policy.shortTextLimit)
  }

  private func sound(_ text: String, _ field: String, limit: Int) throws(Refusal) -> String {
    guard !text.utf8.contains(0) else { throw Self.invalid(field, "must not contain NUL") }
    // Bytes first: a text no longer than that in bytes is not longer in scalars either.
    guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
      throw Self.invalid(
        field, "has \(text.unicodeScalars.count) characters; at most \(limit) are allowed")
    }
    return text
  }

  /// Where the fault is: coordinates alone lead nobody to a room.
  func place(_ place: Place, _ field: String) throws(Refusal) -> Place {
    let sound = try whereabouts(place, field)
    guard sound.code != nil || sound.address != nil else {
      throw Self.invalid(field, "needs a code or an address")
    }
    return sound
  }

  /// Where somebody is, by whatever is known of it.
  func whereabouts(_ place: Place, _ field: String) throws(Refusal) -> Place {
    let sound = Place(
      code: try optional(place.code, field + ".code", limit: 64),
      address: try optional(place.address, field + ".address", limit: policy.shortTextLimit),
      coordinates: place.coordinates)
    guard !sound.isEmpty else {
      throw Self.invalid(field, "needs a code, an address or coordinates")
    }
    return sound
  }

  func contact(_ contact: Contact?, _ field: String) throws(Refusal) -> Contact? {
    guard let contact else { return nil }
    let sound = Contact(
      name: try optional(contact.name, field + ".name", limit: 100),
      phone: try optional(contact.phone, field + ".phone", limit: 40),
      openID: try optional(contact.openID, field + ".openID", limit: 128))
    return sound.isEmpty ? nil : sound
  }

  func attachments(
    _ attachments: [Attachment], _ field: String
  ) throws(Refusal) -> [Attachment] {
    var sound: [Attachment] = []
    for (index, attachment) in attachments.enumerated() {
      sound.append(try self.attachment(attachment, "\(field)[\(index)]"))
    }
    return sound
  }

  /// The last rule of all: a command is told about its fields before it is told about limits.
  func room(for attachments: [Attachment], beside present: Int) throws(Refusal) {
    // Counts are added, never subtracted from the limit: a policy may hold any number.
    guard attachments.isEmpty || present + attachments.count <= policy.attachmentLimit else {
      throw Refusal(
        .limitReached, "a ticket may have \(policy.attachmentLimit) files at most")
    }
  }

  func attachment(
    _ attachment: Attachment, _ field: String? = nil
  ) throws(Refusal) -> Attachment {
    func path(_ name: String) -> String { field.map { "\($0).\(name)" } ?? name }
    var sound = attachment
    sound.name = try required(attachment.name ?? "", path("name"), limit: 255)
    sound.mediaType = try required(attachment.mediaType ?? "", path("mediaType"), limit: 100)
    sound.kind = try required(attachment.kind, path("kind"), limit: 64)
    sound.url = try optional(attachment.url, path("url"), limit: 2_000)
    guard let size = attachment.size, size >= 0 else {
      throw Self.invalid(path("size"), "must be the file's size in bytes, 0 or more")
    }
    let hash = (attachment.sha256 ?? "").utf8
    guard hash.count == 64, hash.allSatisfy(Self.isLowerHex) else {
      throw Self.invalid(path("sha256"), "must be 64 lower-case hexadecimal digits")
    }
    return sound
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  static func invalid(_ field: String, _ problem: String) -> Refusal {
    Refusal(.invalidField, "\(field): \(problem)", field: field)
  }

  static func nothingChanges(_ field: String) -> Refusal {
    invalid(field, "is what it was; something must change")
  }
}
