/// What a rebuild found and did.
public struct RebuildReport: Hashable, Sendable {
  /// The projection's name.
  public var projection: String
  /// How many events were replayed.
  public var events: Int
  /// How many tickets they are about.
  public var tickets: Int
  /// How long replaying and writing took.
  public var duration: Duration
  /// The rows that differ between the live board and the one made anew, at most a hundred of them.
  public var drift: [Drift]
  /// How many rows differ.
  public var driftCount: Int
  /// Whether there was a live board to compare with.
  public var hadLiveRows: Bool

  /// A row that is not what the log says.
  public struct Drift: Hashable, Sendable {
    /// What is wrong with a row.
    public enum Kind: String, Hashable, Sendable {
      /// The live board lacks it.
      case missing
      /// The live board has it, and the log does not.
      case extra
      /// Both have it, and its columns differ.
      case different
    }

    /// The row's ticket; on the workers' board its worker.
    public var ticket: String
    /// What is wrong.
    public var kind: Kind
    /// The names of the columns that differ.
    public var columns: [String]
  }
}

extension Views {
  /// Makes the board anew beside the live one, compares the two row by row, and puts the new one in
  /// its place.
  ///
  /// - Parameter progress: told now and then how many events have been replayed, of how many.
  /// - Returns: how long it took and what had drifted.
  /// - Throws: ``StoreError``; the live board is then as before.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  public func rebuild(
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> RebuildReport {
    try rebuild(TicketBoard.self, progress: progress)
  }

  /// Makes a projection anew beside the live one, compares, and puts the new one in its place.
  package func rebuild<P: Projection>(
    _ projection: P.Type, progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> RebuildReport {
    try compare(P.self, swapping: true, progress: progress)
  }

  /// Compares the board, caught up, with one made anew, and changes nothing.
  ///
  /// - Parameter progress: told now and then how many events have been replayed, of how many.
  /// - Returns: how long it took and what has drifted.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  public func check(
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> RebuildReport {
    try check(TicketBoard.self, progress: progress)
  }

  /// Compares a projection, caught up, with one made anew, and changes nothing.
  package func check<P: Projection>(
    _ projection: P.Type, progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> RebuildReport {
    try compare(P.self, swapping: false, progress: progress)
  }

  private static let shadow = "_new"

  private func compare<P: Projection>(
    _ projection: P.Type, swapping: Bool,
    progress: @Sendable (Int, Int) throws -> Void
  ) throws -> RebuildReport {
    let clock = ContinuousClock()
    let start = clock.now
    let found = try mapped { try file.checkpoint(of: P.name) }
    if found != nil { try catchUp(P.self) }
    var report: RebuildReport
    if swapping {
      // With the lock held from the first row to the swap, no other process can come in between
      // with rows, or a rebuild, of its own.
      report = try mapped {
        try file.connection.transaction(.immediate) {
          let live = try file.checkpoint(of: P.name)
          let isValid = try live.map { try self.isValid($0, of: P.self) } ?? false
          let head = try isValid ? live?.position ?? log.head() : log.head()
          let replay = try Replay(
            of: log, extent: Replay.Extent(through: head), threads: 2, progress: progress)
          var report = RebuildReport(of: P.self, replay, hadLiveRows: isValid)
          try fill(P.self, file, with: replay)
          if isValid { try compareRows(P.self, file, isAhead: false, into: &report) }
          try swap(P.self, at: head)
          return report
        }
      }
      file.checkpointWALWhenDue()
    } else {
      let head = try log.head()
      let replay = try Replay(
        of: log, extent: Replay.Extent(through: head), threads: 2, progress: progress)
      report = RebuildReport(of: P.self, replay, hadLiveRows: found != nil)
      // A check leaves the views file alone: its copy is made in a file of its own.
      let scratch = try ViewsFile.temporary()
      try mapped {
        try scratch.connection.transaction(.immediate) { try fill(P.self, scratch, with: replay) }
        guard found != nil else { return }
        try file.connection.transaction(.deferred) {
          // Another process may have caught the live board up further meanwhile; its newer rows
          // are then ahead of ours, which is no drift.
          let isAhead = try file.checkpoint(of: P.name)?.position != head
          try compareRows(P.self, scratch, isAhead: isAhead, into: &report)
        }
      }
    }
    report.duration = clock.now - start
    return report
  }

  /// Writes the shadow tables.
  private func fill<P: Projection>(
    _ projection: P.Type, _ scratch: ViewsFile, with replay: Replay
  ) throws {
    try scratch.dropTables(of: P.self, suffix: Self.shadow)
    try scratch.createTables(of: P.self, suffix: Self.shadow)
    try P.fill(replay.tickets, suffix: Self.shadow, in: scratch.connection)
  }

  /// Puts the shadow tables in the place of the live ones.
  private func swap<P: Projection>(_ projection: P.Type, at head: LogPosition) throws {
    let connection = file.connection
    try file.dropTables(of: P.self, suffix: "")
    for table in P.tables {
      try connection.execute("ALTER TABLE \(table)\(Self.shadow) RENAME TO \(table)")
    }
    for index in P.indexes { try connection.execute(index) }
    try file.setCheckpoint(checkpoint(of: P.self, at: head), of: P.name)
  }

  /// Walks both tables in step, in the order of their numbers.
  private func compareRows<P: Projection>(
    _ projection: P.Type, _ scratch: ViewsFile, isAhead: Bool,
    into report: inout RebuildReport
  ) throws {
    for (live, made) in zip(P.rows(suffix: ""), P.rows(suffix: Self.shadow)) {
      try compare(
        file.connection.prepare(live), scratch.connection.prepare(made), isAhead: isAhead,
        into: &report)
    }
  }

  private func compare(
    _ old: Statement, _ new: Statement, isAhead: Bool, into report: inout RebuildReport
  ) throws {
    var (oldRow, newRow) = (try old.step(), try new.step())
    while oldRow || newRow {
      let oldNumber = oldRow ? try old.int64(0) : .max
      let newNumber = newRow ? try new.int64(0) : .max
      if oldNumber == newNumber {
        let columns = try old.columnsDiffering(from: new)
        if !columns.isEmpty, try !isAhead || old.int64(2) <= new.int64(2) {
          report.add(.different, try new.text(1), columns)
        }
      } else if oldNumber < newNumber {
        if !isAhead || oldNumber <= Int64(report.events) {
          report.add(.extra, try old.text(1), [])
        }
      } else {
        report.add(.missing, try new.text(1), [])
      }
      if oldNumber <= newNumber { oldRow = try old.step() }
      if newNumber <= oldNumber { newRow = try new.step() }
    }
    old.reset()
    new.reset()
  }
}

extension RebuildReport {
  fileprivate init<P: Projection>(
    of projection: P.Type, _ replay: Replay, hadLiveRows: Bool
  ) {
    self.init(
      projection: P.name, events: replay.events, tickets: replay.count,
      duration: .zero, drift: [], driftCount: 0, hadLiveRows: hadLiveRows)
  }

  fileprivate mutating func add(_ kind: Drift.Kind, _ ticket: String, _ columns: [String]) {
    driftCount += 1
    if drift.count < 100 { drift.append(Drift(ticket: ticket, kind: kind, columns: columns)) }
  }
}
