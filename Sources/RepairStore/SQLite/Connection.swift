import CSQLite

/// One connection to one SQLite file, set up so that nothing in the file can surprise us.
///
/// Everything is synchronous. A connection is opened without SQLite's mutexes, so it must stay with
/// one thread at a time; only ``InterruptHandle`` may be used from another.
package final class Connection {
  /// How the file is opened.
  package enum Access: Sendable, Equatable {
    /// To read and write an existing file.
    case readWrite
    /// To read only, though the last one to close may tidy up an empty `-wal`.
    case queryOnly
    /// To read only, touching nothing but the `-shm`.
    case readOnly
    /// To read a file that nobody changes, without locks and without looking for a `-wal`.
    case immutable
  }

  /// Whether a commit waits until it is safe from power loss.
  package enum Durability: Sendable {
    /// Each commit is on disk before it returns.
    case full
    /// A power loss may take the last commits, never the file's consistency.
    case processCrashOnly
  }

  /// How a transaction begins.
  package enum TransactionKind: Sendable {
    /// Takes the write lock at once, so that the transaction cannot fail half-way for want of it.
    case immediate
    /// Takes a snapshot at the first read.
    case deferred

    fileprivate var begin: String {
      switch self {
      case .immediate: "BEGIN IMMEDIATE"
      case .deferred: "BEGIN DEFERRED"
      }
    }
  }

  /// The file, as an absolute path.
  package let path: String

  /// A handle to stop what this connection is doing, usable from any thread.
  package let interruptHandle: InterruptHandle

  let handle: OpaquePointer
  private let walPagesCell: UnsafeMutablePointer<Int32>
  private var cache: [String: Statement] = [:]
  private var uses = 0
  private static let cacheLimit = 64

  /// Opens an existing file and sets the connection up; see `Connection+Profile.swift`.
  ///
  /// - Parameters:
  ///   - path: the file, as an absolute path without symbolic links.
  ///   - access: what will be done with it.
  ///   - busyTimeout: how long to wait for a lock, in milliseconds.
  ///   - vfs: the name of SQLite's file system to go through; the ordinary one when `nil`.
  /// - Throws: what SQLite answers when the file cannot be opened.
  package init(
    path: String, access: Access, busyTimeout: Int32 = 5_000, vfs: String? = nil
  ) throws(SQLiteError) {
    var flags = SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
    var name = path
    switch access {
    case .readWrite, .queryOnly: flags |= SQLITE_OPEN_READWRITE
    case .readOnly: flags |= SQLITE_OPEN_READONLY
    case .immutable:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      name = "file:\(Self.percentEncoded(path))?immutable=1"
    }
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(name, &opened, flags, vfs)
    guard code == SQLITE_OK, let opened else {
      // A handle may exist although opening failed, and has to be closed all the same.
      let error = SQLiteError(code: code, database: opened)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    self.path = path
    interruptHandle = InterruptHandle(opened)
    walPagesCell = .allocate(capacity: 1)
    walPagesCell.initialize(to: 0)
    sqlite3_busy_timeout(opened, max(0, busyTimeout))
    try harden()
    if access == .queryOnly { try execute("PRAGMA query_only=ON") }
  }

  deinit {
    cache.removeAll()
    interruptHandle.disarm()
    sqlite3_close_v2(handle)
    walPagesCell.deallocate()
  }

  // MARK: Statements

  /// Lends a prepared statement, reset and with nothing bound.
  ///
  /// - Parameters:
  ///   - sql: exactly one statement; values are bound, never written into the text.
  ///   - body: binds, steps and reads; the statement must not leave it.
  /// - Returns: what `body` returns.
  /// - Throws: ``SQLiteError`` when the SQL does not compile, and what `body` throws.
  package func withStatement<Result>(
    _ sql: String, _ body: (Statement) throws -> Result
  ) throws -> Result {
    let statement = try take(sql)
    defer { giveBack(statement) }
    return try body(statement)
  }

  /// Prepares a statement for the caller to keep, outside the cache.
  package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    try Statement(sql, on: handle, persistent: true)
  }

  /// Runs one statement without values and without an answer.
  package func execute(_ sql: String) throws(SQLiteError) {
    try Statement(sql, on: handle, persistent: false).run()
  }

  private func take(_ sql: String) throws -> Statement {
    uses &+= 1
    if let cached = cache[sql], !cached.isInUse {
      cached.isInUse = true
      cached.lastUse = uses
      cached.resetAndClear()
      return cached
    }
    let fresh = try Statement(sql, on: handle, persistent: true)
    fresh.isInUse = true
    fresh.lastUse = uses
    // A statement lent twice at once is prepared twice; the second one is not kept.
    if cache[sql] == nil {
      if cache.count >= Self.cacheLimit { dropLeastRecentlyUsed() }
      cache[sql] = fresh
    }
    return fresh
  }

  private func giveBack(_ statement: Statement) {
    statement.resetAndClear()
    statement.isInUse = false
    if statement.hasFailed, cache[statement.sql] === statement { cache[statement.sql] = nil }
  }

  private func dropLeastRecentlyUsed() {
    let idle = cache.filter { !$0.value.isInUse }
    if let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      cache[oldest.key] = nil
    }
  }

  // MARK: Transactions

  /// Whether a transaction is open.
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Whether a transaction is open that may write, so that what is read may yet be taken back.
  var isWriting: Bool { sqlite3_txn_state(handle, nil) == SQLITE_TXN_WRITE }

  /// Runs `body` in a transaction: all of it is kept, or nothing when it throws.
  ///
  /// - Parameters:
  ///   - kind: how to begin.
  ///   - body: what to do; its error is thrown on even when the rollback fails too.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, and ``SQLiteError`` from the beginning or the commit.
  package func transaction<Result>(
    _ kind: TransactionKind, _ body: () throws -> Result
  ) throws -> Result {
    try withStatement(kind.begin) { try $0.run() }
    let result: Result
    do {
      result = try body()
    } catch {
      rollback()
      throw error
    }
    do {
      try withStatement("COMMIT") { try $0.run() }
    } catch var error as SQLiteError {
      error.isFromCommit = true
      rollback()
      throw error
    }
    return result
  }

  /// Ends an open transaction without keeping anything.
  ///
  /// SQLite rolls back by itself after some errors, so it is asked first. A rollback that fails
  /// leaves nothing to do: closing the connection drops the transaction too.
  private func rollback() {
    guard isInTransaction else { return }
    try? withStatement("ROLLBACK") { try $0.run() }
  }

  // MARK: What the connection knows

  /// How many pages the `-wal` had after the last commit made here.
  package var walPages: Int { Int(walPagesCell.pointee) }

  /// The row number that the last INSERT gave.
  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// How many rows the last statement that writes has written.
  package var changedRows: Int { Int(sqlite3_changes(handle)) }

  /// A number that changes when another connection commits.
  package func dataVersion() throws -> Int64 {
    try withStatement("PRAGMA data_version") {
      _ = try $0.step()
      return try $0.int64(0)
    }
  }

  /// Begins to keep ``walPages``.
  func trackWALPages() {
    csqlite_track_wal_pages(handle, walPagesCell)
  }

  private static func percentEncoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        text.append(byte)
      default:
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// SQLite is asked not to lock its own state, so two threads at once would corrupt it.
@available(*, unavailable)
extension Connection: Sendable {}
