/// A semester as the legacy ticket table would hold it, with the faults such tables have.
///
/// The rows are those of a scenario's tickets on its last day, in the columns of the old system's
/// export. Undocumented integers, free-text times in several shapes, contradictions: what is wrong
/// in real tables is wrong here too, at about the rates seen there, so that an importer can be shown
/// and tested.
public struct ScenarioSheet: Sendable {
  /// The columns, in the table's order.
  public static let columns = [
    "id", "teacherId", "type", "status", "repairDate", "address", "location", "campus",
    "description", "imageUrl", "radioUrl", "message", "applicantName", "mobile", "openid",
    "remarks", "level", "guarantee", "fundingSources", "allocatedTime", "finishTime", "reason",
    "detail", "consumables", "star", "evaluate", "evaluateDate", "repairCancelReason",
    "repairCancelReasonRemark", "repairCancelDate",
  ]

  /// The rows, in the order of their ids.
  public let rows: [[String]]

  /// Makes a table of a scenario.
  ///
  /// - Parameter scenario: the semester; each of its tickets becomes a row.
  /// - Complexity: linear in the tickets, all of which are held.
  public init(of scenario: Scenario) {
    guard var run = ScenarioRun(scenario, keepsEnded: true) else {
      rows = []
      return
    }
    while run.next() != nil {}
    rows = run.ended.sorted { $0.number < $1.number }.compactMap { ticket in
      ticket.ticket.map { Self.row(of: ticket, standing: $0, seed: scenario.seed) }
    }
  }

  /// The table as the old system wrote it: comma-separated, CRLF, quoted only where it must be.
  ///
  /// - Parameter byteOrderMark: whether the file begins with one, as Excel likes it.
  /// - Returns: the file's bytes in UTF-8.
  /// - Complexity: linear in the rows.
  public func csv(byteOrderMark: Bool) -> [UInt8] {
    var options = CSVWriter.Options()
    options.byteOrderMark = byteOrderMark
    // The old system guarded nothing, and what it wrote is wanted to the byte.
    options.guardsFormulas = false
    var writer = CSVWriter(options: options)
    for row in [Self.columns] + rows {
      for field in row { writer.text(field) }
      writer.endRecord()
    }
    return writer.bytes
  }
}
