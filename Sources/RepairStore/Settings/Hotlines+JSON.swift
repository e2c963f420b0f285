public import RepairCore

/// Hotlines as JSON: `{"lines":[{"number":"…","name":"…","campuses":["…"],"categories":["…"]}]}`.
extension Hotlines: AdoptedSettings {
  /// The telephone numbers under which faults are reported.
  public static var kind: SettingsKind { .hotlines }

  /// Reads hotlines.
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: ``MalformedSettings`` for anything else, an unknown field, a number that cannot be
  ///   called, and one that stands there twice.
  public init(json text: some Collection<UInt8>) throws(MalformedSettings) {
    self.init()
    var reader = try SettingsReader(text)
    for var item in try reader.objects("lines") ?? [] {
      let line = Line(
        number: try item.neededText("number"), name: try item.text("name"),
        campuses: try item.names("campuses"), categories: try item.names("categories"))
      guard let number = PhoneNumber(line.number) else {
        throw item.wrong("number", "must be a telephone number")
      }
      guard !lines.contains(where: { PhoneNumber($0.number) == number }) else {
        throw item.wrong("number", "stands here twice: \(line.number)")
      }
      try item.finish()
      lines.append(line)
    }
    try reader.finish()
  }

  /// The hotlines as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.key("lines")
    writer.beginArray()
    for line in lines {
      writer.beginObject()
      writer.member("number", line.number)
      writer.member("name", line.name)
      writer.names("campuses", line.campuses)
      writer.names("categories", line.categories)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
