public import RepairCore
public import RepairStore

/// Which events an audit report is about; what is `nil` or empty does not narrow.
///
/// ```swift
/// var question = AuditQuestion()
/// question.actor = PersonID("w-7")
/// ```
public struct AuditQuestion: Hashable, Sendable {
  /// Tickets, in the order in which their histories are reported; none for the whole log.
  public var tickets: [TicketID] = []
  /// Names of types, such as `TicketSubmitted`; an event has one of them.
  public var types: [String] = []
  /// A tag the event carries.
  public var tag: EventTag?
  /// Who did it.
  public var actor: PersonID?
  /// It happened then or later.
  public var since: Timestamp?
  /// It happened before then.
  public var until: Timestamp?
  /// It is behind this place of the log.
  public var after = LogPosition.start

  /// Asks for every event.
  public init() {}

  /// Asks for the histories of tickets, the same one once.
  public init(tickets: [TicketID]) {
    var seen: Set<TicketID> = []
    self.tickets = tickets.filter { seen.insert($0).inserted }
  }

  /// Whether nothing but tickets narrows it, so that histories must be without a gap.
  var isOfWholeTickets: Bool { !tickets.isEmpty && !narrows && after == .start }

  /// Whether nothing but a place narrows it, so that there must be every event behind that.
  var isOfWholeLog: Bool { tickets.isEmpty && !narrows }

  private var narrows: Bool {
    !types.isEmpty || tag != nil || actor != nil || since != nil || until != nil
  }

  /// Whether an event answers it, whatever ticket it is of.
  func admits(_ event: StoredEvent, tags: [EventTag]) -> Bool {
    if !types.isEmpty, !types.contains(where: { $0.utf8.elementsEqual(event.type.name.utf8) }) {
      return false
    }
    if let tag, !tags.contains(tag) { return false }
    if let actor, event.actor != actor { return false }
    if let since, event.occurredAt < since { return false }
    if let until, event.occurredAt >= until { return false }
    return event.position > after
  }

  /// The places of the events that answer it, in the order in which they are reported.
  ///
  /// - Parameters:
  ///   - log: the log, of which one state is seen.
  ///   - size: the last place that counts.
  /// - Returns: the places, each once.
  /// - Throws: `StoreError` with `corrupt`, `busy`, `inputOutput`.
  /// - Complexity: as `EventLog.readLog`.
  func positions(in log: EventLog, through size: Int) throws -> [LogPosition] {
    let first = since ?? .earliest
    let last = until.map { $0 - TimeSpan(milliseconds: 1) } ?? .latest
    // A time before all others leaves nothing, and no range to look for.
    guard first <= last, until != .earliest else { return [] }
    var filter = EventFilter(types: types, tag: tag, actor: actor)
    if since != nil || until != nil { filter.occurredAt = first...last }
    guard !tickets.isEmpty else { return try positions(filter, in: log, through: size) }
    return try tickets.flatMap { ticket in
      filter.stream = StreamName(ticket: ticket)
      return try positions(filter, in: log, through: size)
    }
  }

  private func positions(
    _ filter: EventFilter, in log: EventLog, through size: Int
  ) throws -> [LogPosition] {
    var found: [LogPosition] = []
    var place = after
    while true {
      let page = try log.readLog(filter, after: place, limit: Self.pageSize)
      for event in page {
        guard event.position.rawValue <= size else { return found }
        found.append(event.position)
      }
      guard page.count == Self.pageSize, let last = page.last else { return found }
      place = last.position
    }
  }

  private static let pageSize = 1_000
}

// MARK: - As JSON

extension AuditQuestion {
  func write(to writer: inout JSONWriter) {
    func list(_ name: StaticString, _ texts: [String]) {
      guard !texts.isEmpty else { return }
      writer.key(name)
      writer.beginArray()
      for text in texts { writer.string(text) }
      writer.endArray()
    }
    writer.beginObject()
    list("tickets", tickets.map(\.rawValue))
    list("types", types)
    if let tag {
      writer.key("tag")
      writer.string(tag.rawValue)
    }
    if let actor {
      writer.key("actor")
      writer.string(actor.rawValue)
    }
    if let since {
      writer.key("since")
      writer.time(since)
    }
    if let until {
      writer.key("until")
      writer.time(until)
    }
    if after > .start {
      writer.key("after")
      writer.integer(after.rawValue)
    }
    writer.endObject()
  }

  /// Reads one, or answers `nil` for names and times that cannot be.
  init?(from reader: inout JSONReader) throws(JSONError) {
    self.init()
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key.text {
      case "tickets":
        for text in try Self.texts(from: &reader) {
          guard let ticket = TicketID(text) else { return nil }
          tickets.append(ticket)
        }
        guard Set(tickets).count == tickets.count else { return nil }
      case "types": types = try Self.texts(from: &reader)
      case "tag":
        guard let tag = EventTag(try reader.string()) else { return nil }
        self.tag = tag
      case "actor":
        guard let actor = PersonID(try reader.string()) else { return nil }
        self.actor = actor
      case "since":
        guard let since = Timestamp(try reader.string()) else { return nil }
        self.since = since
      case "until":
        guard let until = Timestamp(try reader.string()) else { return nil }
        self.until = until
      case "after":
        guard let after = Int(exactly: try reader.integer()), after > 0 else { return nil }
        self.after = LogPosition(after)
      default: return nil
      }
    }
  }

  private static func texts(from reader: inout JSONReader) throws(JSONError) -> [String] {
    var texts: [String] = []
    try reader.beginArray()
    while try reader.nextElement() { texts.append(try reader.string()) }
    return texts
  }
}
