import RepairCore
import RepairStore

/// Writes a log as OCEL 2.0 in JSON: events, and the things they are about.
///
/// Events come first in such a file and things after them, so the log is gone through twice. What
/// tickets share, such as workers, is collected on the disk.
struct OCELJSONExport {
  /// When attributes are said to have had their first value.
  private static let beginning = Timestamp(clamping: 0)
  private static let shared =
    "CREATE TABLE thing(id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID"

  private let file: OutputFile
  private let scratch: ScratchDatabase
  private let add: Statement
  private var isFirst = true

  /// Writes the whole log.
  ///
  /// - Throws: ``ExchangeError`` and what reading throws.
  /// - Complexity: O(events), in the memory of one ticket.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var export = try OCELJSONExport(file)
    var report = ExportReport()
    try export.types(log)
    try export.open("events")
    try TicketWalk.run(log, options) { visit in
      guard report.rows < options.limit else { return false }
      let story = try OCELStory(visit, limit: options.limit - report.rows)
      for event in story.events { try export.event(event, of: story) }
      for object in story.objects { try export.share(object) }
      report.rows += story.events.count
      return true
    }
    try export.close(",\n")
    try export.open("objects")
    var left = options.limit
    try TicketWalk.run(log, options) { visit in
      guard left > 0 else { return false }
      let story = try OCELStory(visit, limit: left)
      try export.ticket(story)
      left -= story.events.count
      return true
    }
    try export.sharedThings()
    try export.close("\n}\n")
    return report
  }

  private init(_ file: OutputFile) throws {
    self.file = file
    scratch = try ScratchDatabase([Self.shared])
    add = try scratch.mapping {
      try $0.prepare("INSERT INTO thing(id,kind) VALUES(?1,?2) ON CONFLICT DO NOTHING")
    }
  }

  // MARK: - Parts

  /// Writes what kinds of events and things there are.
  private func types(_ log: EventLog) throws {
    var writer = JSONWriter(capacity: 4_096)
    func types(_ name: StaticString, _ types: [(name: String, attributes: [String])]) {
      writer.key(name)
      writer.beginArray()
      for type in types {
        writer.beginObject()
        writer.key("name")
        writer.string(type.name)
        writer.key("attributes")
        writer.beginArray()
        for attribute in type.attributes {
          writer.beginObject()
          writer.key("name")
          writer.string(attribute)
          writer.key("type")
          writer.string("string")
          writer.endObject()
        }
        writer.endArray()
        writer.endObject()
      }
      writer.endArray()
    }
    writer.beginObject()
    types(
      "eventTypes",
      try OCELTypes.events(of: log).map {
        ($0.rawValue, OCELStory.eventAttributes.map { "\($0)" })
      })
    types(
      "objectTypes",
      OCELObject.Kind.allCases.map { kind in
        (kind.rawValue, kind == .ticket ? OCELStory.Attribute.allCases.map(\.rawValue) : [])
      })
    // The object goes on: events and objects are written in pieces.
    try file.write(writer.bytes + Array(",\n".utf8))
  }

  private mutating func open(_ name: String) throws {
    try file.write(Array("\"\(name)\":[\n".utf8))
    isFirst = true
  }

  private func close(_ end: String) throws {
    try file.write(Array(("\n]" + end).utf8))
  }

  private mutating func element(_ body: (inout JSONWriter) -> Void) throws {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    body(&writer)
    writer.endObject()
    try file.write((isFirst ? [] : Array(",\n".utf8)) + writer.bytes)
    isFirst = false
  }

  private mutating func event(_ event: OCELStory.Event, of story: OCELStory) throws {
    for object in event.objects { try share(object) }
    try element { writer in
      writer.key("id")
      writer.string(event.id)
      writer.key("type")
      writer.string(event.kind.rawValue)
      writer.key("time")
      writer.time(event.time)
      writer.key("attributes")
      writer.beginArray()
      for (name, value) in zip(OCELStory.eventAttributes, [event.actor, event.role]) {
        writer.beginObject()
        writer.key("name")
        writer.string("\(name)")
        writer.key("value")
        writer.string(value)
        writer.endObject()
      }
      writer.endArray()
      Self.relationships([story.ticket] + event.objects, in: &writer)
    }
  }

  private mutating func ticket(_ story: OCELStory) throws {
    try element { writer in
      Self.identity(story.ticket.id, story.ticket.kind.rawValue, in: &writer)
      writer.key("attributes")
      writer.beginArray()
      for change in story.changes {
        writer.beginObject()
        writer.key("name")
        writer.string(change.attribute.rawValue)
        writer.key("value")
        writer.string(change.value)
        writer.key("time")
        writer.time(change.since ?? Self.beginning)
        writer.endObject()
      }
      writer.endArray()
      Self.relationships(story.objects, in: &writer)
    }
  }

  // MARK: - What tickets share

  private func share(_ object: OCELObject) throws {
    try scratch.mapping { _ in
      try add.bind(object.id, at: 1)
      try add.bind(object.kind.rawValue, at: 2)
      try add.run()
    }
  }

  private mutating func sharedThings() throws {
    let things = try scratch.mapping {
      try $0.prepare("SELECT id, kind FROM thing ORDER BY id")
    }
    while try scratch.mapping({ _ in try things.step() }) {
      let (id, kind) = try scratch.mapping { _ in (try things.text(0), try things.text(1)) }
      try element { Self.identity(id, kind, in: &$0) }
    }
  }

  private static func identity(_ id: String, _ kind: String, in writer: inout JSONWriter) {
    writer.key("id")
    writer.string(id)
    writer.key("type")
    writer.string(kind)
  }

  private static func relationships(_ objects: [OCELObject], in writer: inout JSONWriter) {
    writer.key("relationships")
    writer.beginArray()
    for object in objects {
      writer.beginObject()
      writer.key("objectId")
      writer.string(object.id)
      writer.key("qualifier")
      writer.string(object.kind.rawValue)
      writer.endObject()
    }
    writer.endArray()
  }
}

/// Which kinds of events a log has.
enum OCELTypes {
  /// The kinds of tickets' events, in the order in which they first came.
  static func events(of log: EventLog) throws -> [TicketEventKind] {
    var kinds: [TicketEventKind] = []
    for type in try log.eventTypes() {
      if let kind = TicketEventKind(rawValue: type.type.name), !kinds.contains(kind) {
        kinds.append(kind)
      }
    }
    return kinds
  }
}
