/// Rows derived from the log: a name, a version, tables, and how a ticket's change changes them.
///
/// Rows and the position they stand for are committed together, so a projection is never half-way
/// between two positions. It keeps nothing that the log cannot give back.
package protocol Projection {
  /// What it is called; unique in a views file.
  static var name: String { get }
  /// Which shape and meaning its rows have; another version is rebuilt from the log.
  static var version: Int { get }
  /// Its tables.
  static var tables: [String] { get }
  /// The statements that make its empty tables, with `suffix` behind each table's name.
  static func schema(suffix: String) -> [String]
  /// The statements that make its indexes, once the rows are there.
  static var indexes: [String] { get }
  /// The statements that read the compared rows: a whole number by which they are ordered, a name
  /// for people, how many events are in the row, and whatever else it has.
  static func rows(suffix: String) -> [String]

  /// Brings the rows of some tickets up to date.
  ///
  /// - Parameters:
  ///   - tickets: the tickets that changed, as they stand now.
  ///   - connection: the views file, inside a transaction.
  /// - Throws: what SQLite answers when it does not do as asked.
  static func apply(_ tickets: [NumberedTicket], to connection: Connection) throws

  /// Adds the rows of tickets that have none, in the order of their numbers.
  ///
  /// - Parameters:
  ///   - tickets: the tickets.
  ///   - suffix: what stands behind the names of the tables to fill.
  ///   - connection: the views file, inside a transaction.
  /// - Throws: what SQLite answers when it does not do as asked.
  static func fill(
    _ tickets: some Sequence<NumberedTicket>, suffix: String, in connection: Connection) throws
}
