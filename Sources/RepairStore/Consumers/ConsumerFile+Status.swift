import RepairCore

extension ConsumerFile {
  /// Looks at all consumers of a log and makes no file for it.
  ///
  /// - Returns: the consumers by name; none where no file of ours is or can be opened.
  /// - Throws: ``StoreError``.
  static func status(of log: EventLog) throws -> [ConsumerStatus] {
    let path = Views.path(besides: log.path)
    guard log.mode != .untrusted, Files.imprint(of: path) != nil else { return [] }
    let consumers = ConsumerFile(of: log)
    let file: ViewsFile
    do {
      file = try ViewsFile(at: path)
    } catch let error as StoreError
      where [.cannotCreate, .readOnly, .unreadable, .alreadyExists].contains(error.code)
    {
      return []
    }
    return try consumers.mapped {
      try file.connection.transaction(.deferred) {
        guard try ConsumerTables.exist(in: file.connection) else { return [] }
        return try consumers.all(in: file.connection)
      }
    }
  }

  /// Looks at one consumer.
  ///
  /// - Throws: ``StoreError`` with `missing` when it is gone.
  func status(of seat: ConsumerSeat) throws -> ConsumerStatus {
    try read { try status(of: record(of: seat, in: $0), in: $0) }
  }

  private func all(in connection: Connection) throws -> [ConsumerStatus] {
    try ConsumerRecord.readAll(in: connection).map { try status(of: $0, in: connection) }
  }

  private func status(
    of record: ConsumerRecord, in connection: Connection
  ) throws -> ConsumerStatus {
    let number = record.seat.number
    let leases = try ConsumerLease.readAll(number, in: connection)
    let parked = try ConsumerStatus.Parked.readAll(number, in: connection)
    let head = try log.head()
    let state: ConsumerStatus.State =
      if try !fits(record) { .mismatched } else { record.stopped == nil ? .live : .stopped }
    var position = record.position
    if let first = leases.first?.first {
      position = LogPosition(max(0, first.rawValue - 1))
    } else if let query = EventQuery(json: record.query) {
      // Where nothing is meant, nothing is to be done, though no claim wrote it down.
      let next = try log.readPage(query, after: position, limit: 1)
      if next.events.isEmpty { position = max(position, next.through) }
    }
    return ConsumerStatus(
      name: record.name, state: state, position: position,
      lag: max(0, head.rawValue - position.rawValue),
      concurrency: record.concurrency,
      leases: leases.map {
        ConsumerStatus.Lease(
          first: $0.first, last: $0.last, events: $0.events, owner: $0.owner, until: $0.until,
          attempts: $0.attempts, reason: $0.reason)
      }, parked: parked, stopped: record.stopped)
  }

  // MARK: Mending

  /// Tries again what was parked and goes on where the consumer stopped.
  ///
  /// - Returns: how many events are tried again.
  /// - Throws: ``StoreError`` with `missing` when there is no such consumer.
  @discardableResult
  func resume(named name: String) throws -> Int {
    try write { connection in
      guard let record = try ConsumerRecord.read(named: name, in: connection) else {
        throw StoreError(
          .missing, "there is no consumer \(name)", context: [("consumer", name)])
      }
      _ = try self.record(of: record.seat, in: connection)
      let number = record.seat.number
      var count = 0
      if let stopped = record.stopped {
        try connection.withStatement("UPDATE consumer SET stopped=NULL WHERE number=?1") {
          try $0.bind(number, at: 1)
          try $0.run()
        }
        for var lease in try ConsumerLease.readAll(number, in: connection)
        where lease.first <= stopped && stopped <= lease.last {
          // It has used up its tries.
          lease.attempts = 0
          lease.until = now
          try lease.write(number, in: connection)
          count += 1
        }
      }
      return count + (try unpark(number, in: connection))
    }
  }

  private func unpark(_ number: Int64, in connection: Connection) throws -> Int {
    let positions = try connection.withStatement(
      "DELETE FROM consumer_parked WHERE consumer=?1 RETURNING position"
    ) { statement in
      var found: [LogPosition] = []
      try statement.bind(number, at: 1)
      while try statement.step() { found.append(try statement.position(0)) }
      return found
    }
    for position in positions {
      try ConsumerLease(first: position, last: position, events: 1, until: now)
        .write(number, in: connection)
    }
    return positions.count
  }

  /// Removes a consumer with all that is known of it; one that is not there is no error.
  func forget(named name: String) throws {
    try write { connection in
      guard let record = try ConsumerRecord.read(named: name, in: connection) else { return }
      for sql in [
        "DELETE FROM consumer_lease WHERE consumer=?1",
        "DELETE FROM consumer_parked WHERE consumer=?1",
        "DELETE FROM consumer WHERE number=?1",
      ] {
        try connection.withStatement(sql) {
          try $0.bind(record.seat.number, at: 1)
          try $0.run()
        }
      }
    }
  }
}
