import CSQLite

/// A database of this process alone, for what is too much to sort in memory; it goes when this does.
///
/// Nothing in it has to survive anything, so nothing is flushed and there is no journal.
package final class ScratchDatabase {
  /// The connection, set up as every other.
  package let connection: Connection
  /// The file, which only the owner can read.
  package let path: String
  private let folder: String

  /// Makes an empty one in the folder for temporary files.
  ///
  /// - Parameter statements: what makes its tables.
  /// - Throws: ``StoreError`` with `cannotCreate` when no file can be made.
  package init(_ statements: [String]) throws {
    do {
      folder = try Files.makePrivateFolder()
    } catch {
      throw StoreError(error, path: "a temporary folder", otherwise: .cannotCreate)
    }
    do {
      path = try Files.absolutePath(of: folder + "/scratch.db")
      try Files.create(path)
    } catch {
      Files.removeFolder(folder)
      throw StoreError(error, path: folder, otherwise: .cannotCreate)
    }
    do {
      connection = try StoreError.mapping(path: path) { [path] in
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute("PRAGMA synchronous=OFF")
        // Answered with a row, which `execute` would take for a mistake of ours.
        _ = try connection.prepare("PRAGMA journal_mode=OFF").step()
        for statement in statements { try connection.execute(statement) }
        return connection
      }
    } catch {
      Files.remove(path)
      Files.removeFolder(folder)
      throw error
    }
  }

  deinit {
    // Unlinked while it is open: SQLite asks nothing more of it.
    Files.remove(path)
    Files.remove(path + "-journal")
    Files.removeFolder(folder)
  }

  /// Runs `body`, turning SQLite's errors into the store's.
  package func mapping<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try StoreError.mapping(path: path) { try body(connection) }
  }
}

@available(*, unavailable)
extension ScratchDatabase: Sendable {}
