import CSQLite
import RepairCore

extension Views {
  /// Takes in what is new, in batches that all the projections are fed from.
  ///
  /// - Returns: the failures of those that stopped before the head.
  func advance(
    _ projections: [any Projection], to head: LogPosition
  ) throws -> [ProjectionFailure] {
    var failures: [ProjectionFailure] = []
    var going: [any Projection] = []
    for projection in projections {
      // One that stopped tries the event it stopped before, and nothing else as long as it fails.
      guard let failure = try validCheckpoint(of: projection)?.failure else {
        going.append(projection)
        continue
      }
      let reached = try step([projection], to: failure.position)
      if let error = reached.errors.first {
        failures.append(try pause(projection, before: failure.position, because: error.error))
      } else {
        going.append(projection)
      }
    }
    while !going.isEmpty {
      let reached = try step(going, to: head)
      for (projection, _) in reached.errors {
        guard let failure = try isolate(projection, through: reached.last) else { continue }
        failures.append(failure)
        going.removeAll { failure.of($0) }
      }
      if !reached.isMore { break }
    }
    return failures
  }

  /// What one transaction did.
  private struct Step {
    /// The last place of the batch.
    var last = LogPosition.start
    /// Those that threw, whose rows are as they were.
    var errors: [(projection: any Projection, error: any Error)] = []
    /// Whether there is more to do.
    var isMore = false
  }

  /// Applies one batch to those that are furthest behind, in one transaction.
  private func step(_ projections: [any Projection], to head: LogPosition) throws -> Step {
    try mapped {
      try file.connection.transaction(.immediate) {
        // Another process may have gone on since, so the places are read again under the lock.
        var places: [(projection: any Projection, position: LogPosition)] = []
        for projection in projections {
          let found = try file.checkpoint(of: projection.name, version: projection.version)
          if let found, found.position < head { places.append((projection, found.position)) }
        }
        guard let first = places.map(\.position).min() else { return Step() }
        var last = min(head, LogPosition(first.rawValue + Self.batchSize))
        // Up to where the next one waits, to go on together from there.
        if let next = places.map(\.position).filter({ $0 > first }).min() { last = min(last, next) }
        let batch = ProjectionBatch(first.next...last, of: log)
        let checkpoint = try checkpoint(at: last)
        var step = Step(last: last, isMore: last < head)
        for (projection, position) in places where position == first {
          do {
            try file.connection.savepoint {
              try apply(batch, to: projection)
              try file.setCheckpoint(
                checkpoint, of: projection.name, version: projection.version)
            }
          } catch let error where Self.isOfProjection(error) && file.connection.isInTransaction {
            step.errors.append((projection, error))
          }
        }
        return step
      }
    }
  }

  func apply(_ batch: ProjectionBatch, to projection: any Projection) throws {
    try projection.apply(batch, to: rows(of: projection))
    guard file.connection.isInTransaction else {
      throw StoreError(.misuse, "the projection \(projection.name) ended the transaction")
    }
  }

  /// Goes on by halves until it is known which event a projection cannot take in, and stops there.
  ///
  /// - Returns: the failure; `nil` when it got over the place after all.
  private func isolate(
    _ projection: any Projection, through last: LogPosition
  ) throws -> ProjectionFailure? {
    var high = last
    while let place = try validCheckpoint(of: projection)?.position, place < high {
      guard place.next < high else {
        let reached = try step([projection], to: high)
        guard let error = reached.errors.first?.error else { return nil }
        return try pause(projection, before: high, because: error)
      }
      let middle = LogPosition((place.rawValue + high.rawValue) / 2)
      if try !step([projection], to: middle).errors.isEmpty { high = middle }
    }
    return nil
  }

  /// Writes down that a projection stops, and why.
  private func pause(
    _ projection: any Projection, before position: LogPosition, because error: any Error
  ) throws -> ProjectionFailure {
    let failure = try failure(of: projection, at: position, because: error)
    try mapped {
      try file.connection.transaction(.immediate) {
        guard
          var found = try file.checkpoint(of: projection.name, version: projection.version),
          found.position.next == position, found.failure != failure
        else { return }
        found.failure = failure
        try file.setCheckpoint(found, of: projection.name, version: projection.version)
      }
    }
    return failure
  }

  /// Describes that a projection cannot take in an event.
  func failure(
    of projection: any Projection, at position: LogPosition, because error: any Error
  ) throws -> ProjectionFailure {
    var event: ULID?
    var stream: StreamName?
    try log.scan(from: position, through: position) { row in
      event = try row.id
      stream = try log.streamName(row.streamID)
    }
    guard let event, let stream else { throw error }
    return ProjectionFailure(
      projection: projection.name, version: projection.version, position: position,
      event: event, stream: stream, reason: String(describing: error))
  }

  /// Whether an error is the projection's, or an event's that cannot be read, so that trying again
  /// does not help; a busy file or a full disk is not.
  static func isOfProjection(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError, is ColumnMismatch, is Interruption: false
    case let error as SQLiteError:
      [SQLITE_CONSTRAINT, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_TOOBIG]
        .contains(error.primaryCode)
    case let error as StoreError: error.isOfLoggedEvent || error.code == .misuse
    default: true
    }
  }

  /// Whether rows as a whole could not be made: for a ticket's sake, or an index's.
  private static func isOfRows(_ error: any Error) -> Bool {
    if error is ProjectionFailure { return true }
    guard let error = error as? StoreError, error.code == .misuse else { return false }
    return error.underlying is SQLiteError
  }

  // MARK: From nothing

  /// Makes projections from the whole log.
  ///
  /// - Returns: the failures of those that stopped before the head.
  func makeAnew(
    _ projections: [any Projection], through head: LogPosition
  ) throws -> [ProjectionFailure] {
    if head.rawValue <= Self.catchUpLimit {
      let left = try fillInPlace(projections, through: head)
      return try left.isEmpty ? [] : advance(left, to: head)
    }
    do {
      _ = try Rebuild(of: projections, in: self).run(comparing: false) { _ in }
    } catch let error where Self.isOfRows(error) {
      // Event by event, to keep what comes before the one that cannot be taken in.
      try begin(projections)
    }
    return try advance(projections, to: head)
  }

  /// Fills the live tables in one transaction.
  ///
  /// - Returns: those that threw: their tables are empty now.
  private func fillInPlace(
    _ projections: [any Projection], through head: LogPosition
  ) throws -> [any Projection] {
    // Read before anything is locked: others go on asking the views meanwhile. An event that cannot be
    // read is met again, and named, event by event.
    let replay: Replay?
    do {
      replay = try Replay(of: log, extent: Replay.Extent(through: head), threads: 2)
    } catch let error where Self.isOfProjection(error) {
      replay = nil
    }
    return try mapped {
      try file.connection.transaction(.immediate) {
        var left: [any Projection] = []
        for projection in projections {
          // Another process may have come further meanwhile; its rows must not be set back.
          if let found = try validCheckpoint(of: projection), found.position >= head { continue }
          do {
            try file.connection.savepoint {
              try makeEmpty(projection)
              guard let replay else { throw Unread() }
              if let projection = projection as? any TicketProjection {
                try projection.insert(Array(replay.tickets), into: rows(of: projection))
                try file.createIndexes(of: projection, .live)
              } else {
                try file.createIndexes(of: projection, .live)
                if head > .start {
                  try apply(ProjectionBatch(LogPosition(1)...head, of: log), to: projection)
                }
              }
              try setPlace(of: projection, at: head)
            }
          } catch let error where Self.isOfProjection(error) && file.connection.isInTransaction {
            try makeEmpty(projection)
            try file.createIndexes(of: projection, .live)
            try setPlace(of: projection, at: .start)
            left.append(projection)
          }
        }
        return left
      }
    }
  }

  /// That the log could not be replayed as a whole.
  private struct Unread: Error {}

  /// Makes the live tables of those that have none yet, empty and at the log's beginning.
  private func begin(_ projections: [any Projection]) throws {
    try mapped {
      try file.connection.transaction(.immediate) {
        for projection in projections where try validCheckpoint(of: projection) == nil {
          try makeEmpty(projection)
          try file.createIndexes(of: projection, .live)
          try setPlace(of: projection, at: .start)
        }
      }
    }
  }

  private func makeEmpty(_ projection: any Projection) throws {
    try file.dropTables(of: projection, .live)
    try file.createTables(of: projection, .live)
  }

  func setPlace(of projection: any Projection, at position: LogPosition) throws {
    try file.setCheckpoint(
      checkpoint(at: position), of: projection.name, version: projection.version)
  }
}

/// That whoever watches a rebuild wants it to end; what it threw is inside.
struct Interruption: Error {
  let reason: any Error
}

extension StoreError {
  /// Whether an event of the log is what cannot be read, and not the views.
  var isOfLoggedEvent: Bool {
    code == .unknownEventType || (code == .corrupt && context.contains { $0.name == "position" })
  }
}
