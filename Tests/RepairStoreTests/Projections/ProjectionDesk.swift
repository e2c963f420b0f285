import RepairCore
import Testing

@testable import RepairStore

/// A log of tickets made by chance, for projections.
struct ProjectionDesk {
  let fixture: LogFixture
  var log: EventLog { fixture.log }
  var path: String { Views.path(besides: fixture.path) }

  init() throws { fixture = try LogFixture() }

  func views() throws -> Views { try Views(of: log) }

  /// Appends events of any kind to tickets, each of which begins as tickets do; every sixth event is
  /// of something else.
  ///
  /// - Returns: the events' places.
  @discardableResult
  func write(
    _ events: Int, tickets: Int, seed: UInt64 = 1
  ) throws -> ClosedRange<LogPosition> {
    var random = RandomEvents(seed: seed)
    let first = try log.head().next
    var versions: [TicketID: StreamVersion] = [:]
    var notes = try log.streamVersion(StreamName("note/seed-\(seed)"))
    try log.bulk { writer in
      for number in 0..<events {
        let actor: PersonID = try random.name()
        if number % 6 == 5 {
          _ = try writer.append(
            [
              NewEvent(
                type: EventType("SomethingNoted"), occurredAt: .epoch, actor: actor,
                role: .dispatcher, payload: Array("{}".utf8))
            ], to: try stream("note/seed-\(seed)"), expecting: .exactly(notes), key: nil)
          notes = notes.next
          continue
        }
        let ticket = try #require(TicketID("N-\(seed)-\(random.numbers.number(1...tickets))"))
        let version = versions[ticket] ?? .none
        let kinds = TicketEventKind.allCases.filter { $0 != .submitted }
        let kind =
          version == .none ? .submitted : try #require(kinds.randomElement(using: &random.numbers))
        let event = try random.event(kind)
        _ = try writer.append(
          [
            NewEvent(
              type: TicketEventCodec.type(of: event),
              occurredAt: Timestamp(clamping: 1_772_352_000_000 + Int64(number) * 60_000),
              actor: actor, role: try random.code(), payload: try TicketEventCodec.encode(event))
          ], to: StreamName(ticket: ticket), expecting: .exactly(version), key: nil)
        versions[ticket] = version.next
      }
    }
    return first...(try log.head())
  }
}

extension EventLog {
  fileprivate func streamVersion(_ name: StreamName?) throws -> StreamVersion {
    var version = StreamVersion.none
    if let name { try scanStream(name) { version = try $0.version } }
    return version
  }
}

/// Counts tickets by campus, and refuses what a test tells it to.
struct CampusCounts: TicketProjection {
  var name = "campusCounts"
  var version = 1
  /// The ticket it cannot take in, from which of its versions on.
  var refuses: (ticket: String, from: Int)?
  let tables = [
    ProjectionTable(
      "ticket",
      columns: "number INTEGER PRIMARY KEY, campus TEXT NOT NULL, version INTEGER NOT NULL",
      key: ["number"], indexes: [.init("by_campus", on: "campus")])
  ]

  struct Refused: Error, CustomStringConvertible {
    var description: String { "the test says no" }
  }

  func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
    for entry in tickets {
      let ticket = entry.ticket
      if let refuses, ticket.id.rawValue == refuses.ticket, ticket.version.rawValue >= refuses.from
      {
        throw Refused()
      }
      try rows.run(
        "INSERT INTO {ticket} VALUES(?1, ?2, ?3)", .integer(entry.number),
        .text(ticket.campus.rawValue), .integer(ticket.version.rawValue))
    }
  }
}

/// Counts events by type, one by one, and refuses the one at a place.
struct TypeCounts: Projection {
  let name = "typeCounts"
  var version = 1
  var refuses: LogPosition?
  /// Told of each batch.
  var onBatch: @Sendable (ClosedRange<LogPosition>) -> Void = { _ in }
  let tables = [
    ProjectionTable(
      "type", columns: "type TEXT PRIMARY KEY, events INTEGER NOT NULL, last INTEGER NOT NULL",
      key: ["type"])
  ]

  func apply(_ batch: ProjectionBatch, to rows: ProjectionRows) throws {
    onBatch(batch.positions)
    for event in try batch.events() {
      if event.position == refuses { throw CampusCounts.Refused() }
      try rows.run(
        """
        INSERT INTO {type} VALUES(?1, 1, ?2)
        ON CONFLICT DO UPDATE SET events = events + 1, last = excluded.last
        """, .text(event.type.name), .integer(event.position.rawValue))
    }
  }

  func counts(_ views: Views) throws -> [String: Int] {
    try views.read(self) { rows in
      Dictionary(
        try rows.read("SELECT type, events FROM {type}") {
          (try $0.text(0), try $0.integer(1))
        }, uniquingKeysWith: { $1 })
    }
  }
}
