import RepairCore
import RepairStore

// Compared with the page "Writing a projection" of the documentation.

/// Which open tickets wait for parts, and since when: the storekeeper's morning list.
struct WaitingForParts: TicketProjection {
  let name = "waitingForParts"
  let version = 1
  let tables = [
    ProjectionTable(
      "ticket",
      columns: """
        number INTEGER PRIMARY KEY, ticket TEXT NOT NULL, campus TEXT NOT NULL,
        since INTEGER NOT NULL
        """,
      key: ["number"], label: "ticket",
      indexes: [.init("by_campus", on: "campus, since")])
  ]

  func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
    for entry in tickets {
      guard let hold = entry.ticket.hold, hold.reason == .parts else { continue }
      try rows.run(
        "INSERT INTO {ticket} VALUES(?1, ?2, ?3, ?4)", .integer(entry.number),
        .text(entry.ticket.id.rawValue), .text(entry.ticket.campus.rawValue), .time(hold.since))
    }
  }

  func oldest(
    on campus: CampusCode, with engine: RepairEngine
  ) async throws -> [String] {
    try await engine.read(self) { rows in
      try rows.read(
        "SELECT ticket FROM {ticket} WHERE campus = ?1 ORDER BY since", .text(campus.rawValue)
      ) { try $0.text(0) }
    }
  }
}
