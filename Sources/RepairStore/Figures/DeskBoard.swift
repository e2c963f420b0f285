import RepairCore

/// What the desk's figures are reckoned from, as rows: a row a ticket, with what happened to it and
/// to its notices in some hundred bytes.
///
/// Beside the rows are bases: what all settled tickets come to for one way of asking. They only
/// spare work, are made by whoever asks, and can be thrown away; see ``DeskReckoner``.
package struct DeskBoard: Projection {
  package let name = "deskBoard"
  package let version = 1

  package let tables = [
    ProjectionTable(
      "ticket",
      // The ticket's name is empty for notices that are about none.
      columns: """
        number INTEGER PRIMARY KEY, ticket TEXT NOT NULL, campus TEXT NOT NULL,
        version INTEGER NOT NULL, notices INTEGER NOT NULL, settled INTEGER NOT NULL,
        last INTEGER NOT NULL, strip BLOB NOT NULL
        """,
      key: ["number"], label: "ticket",
      // What is not settled, and what has changed of late, are two stretches of this.
      indexes: [.init("by_change", on: "settled, last")]),
    ProjectionTable(
      "notice",
      columns: """
        notice TEXT PRIMARY KEY, number INTEGER NOT NULL, ordinal INTEGER NOT NULL,
        version INTEGER NOT NULL
        """,
      key: ["notice"]),
    .cache(
      "base",
      columns: """
        number INTEGER PRIMARY KEY, settings BLOB NOT NULL, campus TEXT NOT NULL,
        bytes BLOB NOT NULL, UNIQUE(settings, campus)
        """),
  ]

  /// Makes a value; all are alike.
  package init() {}

  package func apply(_ batch: ProjectionBatch, to rows: ProjectionRows) throws {
    var change = DeskChange(batch.log, rows, numbers: batch.numbersRead)
    try batch.scan { try change.take($0) }
    try change.write()
  }
}
