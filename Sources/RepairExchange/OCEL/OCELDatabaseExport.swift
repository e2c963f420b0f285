import RepairCore
import RepairStore

/// Writes a log as OCEL 2.0 in SQLite: events, and the things they are about, in tables of their own.
///
/// The database is made in a private place and handed out whole.
struct OCELDatabaseExport {
  private let statements: OCELStatements
  private let scratch: ScratchDatabase

  /// Writes the whole log.
  ///
  /// - Throws: ``ExchangeError`` and what reading throws.
  /// - Complexity: O(n log n) in the events, in the memory of one ticket.
  static func write(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var report = ExportReport()
    let scratch = try ScratchDatabase(OCELTables.shared)
    try scratch.mapping { connection in
      try connection.transaction(.immediate) {
        let kinds = try OCELTypes.events(of: log)
        try OCELTables.make(kinds, on: connection)
        let export = OCELDatabaseExport(
          statements: try OCELStatements(kinds, on: connection), scratch: scratch)
        try TicketWalk.run(log, options) { visit in
          guard report.rows < options.limit else { return false }
          let story = try OCELStory(visit, limit: options.limit - report.rows)
          try export.put(story)
          report.rows += story.events.count
          return true
        }
      }
    }
    try copy(scratch.path, to: file)
    return report
  }

  private static func copy(_ path: String, to file: OutputFile) throws {
    let source = try ByteSource(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try source.read(into: buffer)
      guard count > 0 else { return }
      try file.write(Array(buffer[..<count]))
    }
  }

  // MARK: - Rows

  private func put(_ story: OCELStory) throws {
    try object(story.ticket)
    try changes(of: story)
    for object in story.objects {
      try self.object(object)
      try statements.relate(.objectObject, story.ticket.id, object)
    }
    for event in story.events {
      try statements.run(statements.event, [event.id, event.kind.rawValue])
      if let table = statements.events[event.kind] {
        try statements.run(table, [event.id, event.time.description, event.actor, event.role])
      }
      try statements.relate(.eventObject, event.id, story.ticket)
      for object in event.objects {
        try self.object(object)
        try statements.relate(.eventObject, event.id, object)
      }
    }
  }

  /// Adds a thing, unless it is there; whatever is no ticket has no attributes.
  private func object(_ object: OCELObject) throws {
    guard try statements.add(object) else { return }
    if let table = statements.objects[object.kind] {
      try statements.run(table, [object.id, OCELTables.beginning])
    }
  }

  /// Adds a ticket's attributes: one row of first values, then a row for each change.
  private func changes(of story: OCELStory) throws {
    let attributes = OCELStory.Attribute.allCases
    func row(_ time: String, _ field: String?, _ values: [OCELStory.Change]) throws {
      try statements.run(
        statements.ticket,
        [story.ticket.id, time, field]
          + attributes.map { attribute in values.first { $0.attribute == attribute }?.value })
    }
    try row(OCELTables.beginning, nil, story.changes.filter { $0.since == nil })
    for change in story.changes {
      guard let since = change.since else { continue }
      try row(since.description, change.attribute.rawValue, [change])
    }
  }
}
