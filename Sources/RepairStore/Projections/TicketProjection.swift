/// A projection whose rows about a ticket are a function of the ticket as it stands.
///
/// Each of its tables has a column `number`, which tells whose the row is. When a ticket changes its
/// rows are removed and written again, so that nothing can be forgotten.
public protocol TicketProjection: Projection {
  /// Adds the rows of tickets that have none.
  ///
  /// - Parameters:
  ///   - tickets: the tickets, in the order of their numbers.
  ///   - rows: the tables, inside a transaction.
  /// - Throws: see ``Projection/apply(_:to:)``.
  func insert(_ tickets: [NumberedTicket], into rows: ProjectionRows) throws

  /// Writes the rows of tickets that may have some already.
  ///
  /// Where this is not said, the old rows are deleted and the new ones inserted.
  ///
  /// - Parameters:
  ///   - tickets: the tickets, in the order of their numbers.
  ///   - rows: the tables, inside a transaction.
  /// - Throws: see ``Projection/apply(_:to:)``.
  func replace(_ tickets: [NumberedTicket], in rows: ProjectionRows) throws
}

extension TicketProjection {
  /// Deletes the rows of the tickets from every table and inserts them anew.
  public func replace(_ tickets: [NumberedTicket], in rows: ProjectionRows) throws {
    for entry in tickets { try rows.delete(number: entry.number) }
    try insert(tickets, into: rows)
  }

  /// Writes the rows of the tickets that the batch changed.
  public func apply(_ batch: ProjectionBatch, to rows: ProjectionRows) throws {
    try replace(batch.tickets(), in: rows)
  }
}
