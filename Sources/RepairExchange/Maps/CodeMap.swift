import RepairCore

/// What the undocumented numbers in a legacy ticket table mean.
///
/// ```json
/// {"status":{"0":"submitted","4":"completed"},"type":{"1":"plumbing"},"campus":{"1":"north"}}
/// ```
///
/// A column without a table keeps its values as they are; a value that a table does not have is
/// kept too, and reported. `status` leads to the code names of the phases.
package struct CodeMap: Sendable {
  /// The columns that can have a table.
  enum Column: String, CaseIterable {
    case status, type, location, fundingSources, campus
  }

  /// What each value of `status` means.
  let status: [String: TicketPhase]?
  private let tables: [Column: [String: String]]

  /// A map that says nothing.
  static let empty = CodeMap(status: nil, tables: [:])

  private init(status: [String: TicketPhase]?, tables: [Column: [String: String]]) {
    self.status = status
    self.tables = tables
  }

  /// Reads a map.
  ///
  /// - Parameter text: the map as JSON.
  /// - Throws: ``ExchangeError`` with code `invalidMap`, naming the member.
  package init(parsing text: [UInt8]) throws {
    let members = try MapReader(text).members(known: Column.allCases.map(\.rawValue))
    var status: [String: TicketPhase]?
    var tables: [Column: [String: String]] = [:]
    for column in Column.allCases {
      guard let member = members[column.rawValue] else { continue }
      if column == .status {
        status = [:]
        for (value, reader) in try member.object() {
          status?[value] = try reader.code(TicketPhase.self)
        }
      } else {
        tables[column] = try member.strings()
      }
    }
    self.init(status: status, tables: tables)
  }

  /// What a value of a column stands for.
  ///
  /// - Returns: the meaning, or `nil` when the column has a table without this value.
  func meaning(of value: String, in column: Column) -> String? {
    guard let table = tables[column] else { return value }
    return table[value]
  }
}
