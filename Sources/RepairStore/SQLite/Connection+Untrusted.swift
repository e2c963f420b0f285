import CSQLite
import RepairCore

/// What is done before a file is read that comes from somebody one need not trust.
///
/// The connection's profile is the same for every file, and so is the check that the file has exactly
/// the tables and triggers of a log; this is what costs too much for one's own files.
extension Connection {
  /// Looks through all pages for what SQLite could stumble over.
  ///
  /// - Throws: ``StoreError`` with the code `corrupt`, and what SQLite throws.
  /// - Complexity: O(file).
  func checkPages() throws {
    let problem: String? = try withStatement("PRAGMA quick_check(1)") { statement in
      try statement.step() ? try statement.text(0) : nil
    }
    guard problem == "ok" else {
      throw StoreError(
        .corrupt, "\(path) is damaged: \(problem ?? "it cannot be checked"); ask for another copy",
        context: [("path", path)])
    }
  }

  /// Has SQLite refuse to prepare whatever does more than read.
  ///
  /// The statements are all ours, so this stops no attack that is known: it makes sure of it.
  func allowOnlyReading() {
    sqlite3_set_authorizer(
      handle,
      { _, action, first, second, database, _ in
        Connection.isReading(action, first, second, database) ? SQLITE_OK : SQLITE_DENY
      }, nil)
  }

  /// Functions that a statement of ours may call; all of them compute and do nothing.
  private static let functions: Set<String> = [
    "avg", "coalesce", "count", "glob", "group_concat", "hex", "ifnull", "instr", "json_each",
    "json_extract", "length", "like", "lower", "max", "min", "nullif", "substr", "sum", "total",
  ]

  /// Pragmas whose value only says how much they look at.
  private static let checks: Set<String> = ["integrity_check", "quick_check"]

  private static func isReading(
    _ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?,
    _ database: UnsafePointer<CChar>?
  ) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE, SQLITE_TRANSACTION, SQLITE_SAVEPOINT: true
    case SQLITE_FUNCTION: second.map { functions.contains(String(cString: $0)) } ?? false
    // Asked, not set.
    case SQLITE_PRAGMA:
      second == nil || first.map { checks.contains(String(cString: $0)) } ?? false
    default: false
    }
  }
}
