import RepairCore

/// Where consumers of a log stand, in tables of the views file.
///
/// Unlike views these rows cannot be made anew from the log. Rebuilds leave them alone; once the file
/// is deleted or damaged a consumer begins where its owner says.
///
/// Everything is synchronous and belongs to the log's thread. Whoever writes takes the lock of the
/// views file first, so that several processes may share a consumer.
final class ConsumerFile {
  let log: EventLog
  let path: String
  private var open: (file: ViewsFile, imprint: Files.Imprint)?

  /// How long to wait for the views file, which a rebuild may hold for long.
  private let busyTimeout: TimeSpan

  /// Opens no file yet.
  ///
  /// - Parameters:
  ///   - log: the log, which this object uses for as long as it lives.
  ///   - busyTimeout: how long to wait for the views file; little where the thread is wanted by
  ///     others and the caller asks again.
  init(of log: EventLog, busyTimeout: TimeSpan = TimeSpan(milliseconds: 100)) {
    self.log = log
    self.busyTimeout = busyTimeout
    path = Views.path(besides: log.path)
  }

  /// What time it is.
  var now: Timestamp { log.configuration.clock() }

  // MARK: Transactions

  /// Runs `body` in a transaction that reads.
  func read<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    let file = try current()
    return try mapped { try file.connection.transaction(.deferred) { try body(file.connection) } }
  }

  /// Runs `body` in a transaction that writes, durable when it returns.
  func write<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    let file = try current()
    let result = try mapped {
      try file.connection.transaction(.immediate) { try body(file.connection) }
    }
    file.checkpointWALWhenDue()
    return result
  }

  /// The file as it is now: one that was deleted meanwhile lives on for whoever has it open, and
  /// must not be written to any more.
  private func current() throws -> ViewsFile {
    if let open {
      if let found = Files.imprint(of: path), found.isSameFile(as: open.imprint) {
        return open.file
      }
      // Another file may have its name by now, and so the name of its -wal.
      open.file.connection.keepWALOnClose()
      self.open = nil
    }
    let file = try ViewsFile(at: path)
    guard let imprint = Files.imprint(of: path) else {
      throw StoreError(
        .busy, "\(path) was removed while it was opened; try again", context: [("path", path)])
    }
    try mapped {
      // What is done must stay done, which a view has no need of.
      try file.connection.prepareForWriting(durability: .full)
      file.busyTimeout = busyTimeout
      if try !ConsumerTables.exist(in: file.connection) {
        try file.connection.transaction(.immediate) { try ConsumerTables.make(in: file.connection) }
      }
    }
    open = (file, imprint)
    return file
  }

  func mapped<Result>(_ body: () throws -> Result) throws -> Result {
    try ViewsFile.mapping(path: path, body)
  }

  // MARK: Making

  /// Finds a consumer, or makes it, and gives its owner back at once what that had in hand.
  ///
  /// - Throws: ``StoreError`` with `consumerMismatch` when it is another query's.
  func take(_ plan: ConsumerPlan) throws -> ConsumerSeat {
    let head = try log.head()
    return try write { connection in
      guard let found = try ConsumerRecord.read(named: plan.name, in: connection) else {
        return try make(plan, head: head, in: connection)
      }
      guard found.query.utf8.elementsEqual(plan.query.json.utf8) else {
        throw StoreError(
          .consumerMismatch,
          "the consumer \(plan.name) is there already and has another query; take another name, "
            + "or forget it first",
          context: [("consumer", plan.name), ("query", found.query)])
      }
      try check(found)
      try connection.withStatement("UPDATE consumer SET concurrency=?2 WHERE number=?1") {
        try $0.bind(found.seat.number, at: 1)
        try $0.bind(plan.concurrency, at: 2)
        try $0.run()
      }
      let sql = "UPDATE consumer_lease SET until=?3 WHERE consumer=?1 AND owner=?2 AND until>?3"
      try connection.withStatement(sql) {
        try $0.bind(found.seat.number, at: 1)
        try $0.bind(plan.owner, at: 2)
        try $0.bind(now.milliseconds, at: 3)
        try $0.run()
      }
      return found.seat
    }
  }

  private func make(
    _ plan: ConsumerPlan, head: LogPosition, in connection: Connection
  ) throws -> ConsumerSeat {
    let position: LogPosition
    switch plan.start {
    case .start: position = .start
    case .head: position = head
    case .after(let place):
      guard place <= head else {
        throw StoreError(
          .misuse, "a consumer cannot begin after position \(place): the log ends at \(head)",
          context: [("position", place.description), ("head", head.description)])
      }
      position = max(place, .start)
    }
    var ids = IdentityMaker(random: log.configuration.random)
    return try ConsumerRecord(
      name: plan.name, query: plan.query.json, log: log.identity.id, position: position,
      event: try log.eventID(at: position), concurrency: plan.concurrency,
      incarnation: ids.id(at: now.milliseconds)
    ).add(to: connection)
  }

  // MARK: Finding

  /// A consumer's row, compared with the log.
  ///
  /// - Throws: ``StoreError`` with `missing` when it is gone, and with `logMismatch`.
  func record(of seat: ConsumerSeat, in connection: Connection) throws -> ConsumerRecord {
    guard let record = try ConsumerRecord.read(seat, in: connection) else {
      throw StoreError(
        .missing,
        "the consumer is not in \(path) any more: it was forgotten, or the file deleted. Make it "
          + "anew; it then begins where you say",
        context: [("path", path)])
    }
    try check(record)
    return record
  }

  /// Refuses to go on in a log that is not the one the consumer stands in.
  private func check(_ record: ConsumerRecord) throws {
    if try fits(record) { return }
    throw StoreError(
      .logMismatch,
      "the consumer \(record.name) stands at position \(record.position), where this log has no "
        + "event or another one: the log was restored from a backup or replaced. What was appended "
        + "after the backup was made may have been worked on already. Forget the consumer, and make "
        + "it anew from the position you choose",
      context: [("consumer", record.name), ("position", record.position.description)])
  }

  /// Whether the log is the one the consumer stands in, and still has the event there.
  func fits(_ record: ConsumerRecord) throws -> Bool {
    guard record.log == log.identity.id else { return false }
    return try log.eventID(at: record.position) == record.event
  }
}

/// The file belongs to its log's thread.
@available(*, unavailable)
extension ConsumerFile: Sendable {}

extension Files.Imprint {
  fileprivate func isSameFile(as other: Self) -> Bool {
    device == other.device && inode == other.inode
  }
}
