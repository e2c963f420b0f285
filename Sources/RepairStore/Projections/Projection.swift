/// What is derived from the log and kept as rows, so that a question costs the rows it needs and not
/// the whole log.
///
/// A projection says which tables it has and how events change their rows. Everything else is done for
/// it: rows and the position they stand for change in one transaction; it is fed together with others
/// from one reading of the log; made anew beside its live rows, compared with them and swapped; and
/// stopped, alone, at an event it cannot take in.
///
/// Its tables carry its name and version in their own names, so that two releases with two versions
/// keep their rows side by side in one file. In SQL a table is written in braces, as `{visits}`.
///
/// What it writes must depend on nothing but the events: no clock, no randomness, no order of a
/// dictionary. Most projections are about tickets and conform to ``TicketProjection``, which leaves
/// them one thing to say.
///
/// ```swift
/// struct OpenByCampus: TicketProjection {
///   let name = "openByCampus"
///   let version = 1
///   let tables = [
///     ProjectionTable(
///       "open", columns: "number INTEGER PRIMARY KEY, campus TEXT NOT NULL", key: ["number"])
///   ]
///
///   func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws {
///     for entry in tickets where entry.ticket.phase.isOpen {
///       try rows.run(
///         "INSERT INTO {open} VALUES(?1, ?2)",
///         .integer(entry.number), .text(entry.ticket.campus.rawValue))
///     }
///   }
/// }
/// ```
public protocol Projection: Sendable {
  /// What it is called: a letter, then up to 39 letters and digits; unique in a views file.
  var name: String { get }
  /// Which shape and meaning its rows have, from 1; raise it when either changes.
  var version: Int { get }
  /// Its tables.
  var tables: [ProjectionTable] { get }

  /// Brings the rows up to date with the events that follow those they stand for.
  ///
  /// The rows must not depend on how the events were cut into batches.
  ///
  /// - Parameters:
  ///   - batch: the events.
  ///   - rows: the tables, inside a transaction.
  /// - Throws: whatever it likes: the projection then stops before the event that made it throw, with
  ///   its rows as they were, and says so; other projections go on.
  func apply(_ batch: ProjectionBatch, to rows: ProjectionRows) throws
}
