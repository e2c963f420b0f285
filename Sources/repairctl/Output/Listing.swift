import RepairReport

/// How rows of one kind are printed in every form.
struct Listing<Row> {
  /// A column of the table: what people look for first, not everything there is.
  struct Column {
    let heading: TextTable.Column
    let cell: (Row) -> TextTable.Cell

    init(
      _ title: String, alignment: TextTable.Alignment = .left, isFlexible: Bool = false,
      _ cell: @escaping (Row) -> TextTable.Cell
    ) {
      heading = TextTable.Column(title, alignment: alignment, isFlexible: isFlexible)
      self.cell = cell
    }
  }

  /// The table's columns from left to right.
  let columns: [Column]
  /// The members of a record that are CSV's columns, in order, present in a row or not.
  let keys: [String]
  /// Everything about a row, for programs.
  let record: (Row) -> Record
}

/// Prints rows as they come, in the form asked for.
final class ListingPrinter<Row> {
  private static var batchSize: Int { 500 }

  private let listing: Listing<Row>
  private let format: OutputFormat
  private let output: TextOutput
  private let zone: DisplayZone
  private var table: TextTable
  private var batch: [[TextTable.Cell]] = []
  private var count = 0
  private var hasBegun = false

  init(_ listing: Listing<Row>, in session: Session) {
    self.listing = listing
    format = session.options.format
    output = session.output
    zone = session.options.zone
    table = TextTable(
      columns: listing.columns.map(\.heading), limit: session.columns, ansi: session.ansi)
  }

  /// Prints a row, or keeps it until its batch is full.
  func print(_ row: Row) throws {
    try begin()
    defer { count += 1 }
    switch format {
    case .json:
      try output.write(count == 0 ? "\n" : ",\n")
      try output.write(InertJSON.text(.record(listing.record(row))))
    case .ndjson:
      try output.write(InertJSON.text(.record(listing.record(row))))
      try output.write("\n")
    case .csv:
      try output.write(CSVRow.text(listing.record(row), keys: listing.keys, in: zone))
    case .table, .mermaid, .dot:
      batch.append(listing.columns.map { $0.cell(row) })
      if batch.count >= Self.batchSize { try printBatch() }
    }
  }

  /// Hands everything printed so far to whoever reads it: for rows that come slowly.
  func flush() throws {
    try printBatch()
    try output.flush()
  }

  /// Prints what is left, and what ends the document.
  func finish() throws {
    try begin()
    try printBatch()
    if format == .json { try output.write(count == 0 ? "]\n" : "\n]\n") }
  }

  private func begin() throws {
    guard !hasBegun else { return }
    hasBegun = true
    switch format {
    case .json: try output.write("[")
    case .csv: try output.write(CSVRow.header(listing.keys))
    case .ndjson, .table, .mermaid, .dot: break
    }
  }

  private func printBatch() throws {
    guard !batch.isEmpty else { return }
    try output.write(table.rendered(batch))
    batch.removeAll(keepingCapacity: true)
  }
}
