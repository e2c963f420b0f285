import RepairCore

extension Views {
  /// Makes a projection anew beside its live rows, compares the two row by row, and swaps.
  ///
  /// - Parameters:
  ///   - projection: which.
  ///   - progress: told now and then how far it is; what it throws ends the rebuild.
  /// - Returns: how long it took and what had drifted.
  /// - Throws: as for several.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  @discardableResult
  public func rebuild(
    _ projection: any Projection = TicketBoard(),
    progress: @Sendable (RebuildProgress) throws -> Void = { _ in }
  ) throws -> RebuildReport {
    let reports = try rebuild([projection], progress: progress)
    guard let report = reports.first else {
      throw StoreError(.busy, "another process makes \(projection.name) anew; try again")
    }
    return report
  }

  /// Makes projections anew beside their live rows from one replay, compares row by row, and swaps.
  ///
  /// Others read and write the live rows meanwhile. One that was broken off, even by a kill, goes on
  /// where it was; rows that earlier releases made of the same projections are removed at the end.
  ///
  /// - Parameters:
  ///   - projections: which.
  ///   - progress: told now and then how far it is; what it throws ends the rebuild.
  /// - Returns: a report for each, in their order.
  /// - Throws: ``ProjectionFailure`` for an event that one of them cannot take in, ``StoreError``,
  ///   what `progress` throws; the live rows of those not yet swapped are then as before.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  public func rebuild(
    _ projections: [any Projection],
    progress: @Sendable (RebuildProgress) throws -> Void = { _ in }
  ) throws -> [RebuildReport] {
    // Live rows that are behind are brought near first: the rest is done under the lock.
    let live = try projections.filter { try validCheckpoint(of: $0) != nil }
    do {
      try mended(isOurs: false) { try catchUp(live) }
    } catch is ProjectionFailure {
      // It is made anew because it stopped, perhaps.
    }
    return try mended(isOurs: false) {
      try Rebuild(of: projections, in: self).run(comparing: true, progress: progress)
    }
  }

  /// Compares a projection, caught up, with one made anew, and changes nothing.
  ///
  /// - Parameters:
  ///   - projection: which.
  ///   - progress: told now and then how far it is; what it throws ends the comparison.
  /// - Returns: how long it took and what has drifted.
  /// - Throws: as for several.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  public func check(
    _ projection: any Projection = TicketBoard(),
    progress: @Sendable (RebuildProgress) throws -> Void = { _ in }
  ) throws -> RebuildReport {
    let reports = try check([projection], progress: progress)
    guard let report = reports.first else {
      throw StoreError(.busy, "the views of \(projection.name) are made anew; try again")
    }
    return report
  }

  /// Compares projections, caught up, with rows made anew in a file of their own, and changes nothing.
  ///
  /// - Parameters:
  ///   - projections: which.
  ///   - progress: told now and then how far it is; what it throws ends the comparison.
  /// - Returns: a report for each, in their order; one that has no rows yet has nothing to compare.
  /// - Throws: ``ProjectionFailure`` for an event that one of them cannot take in; ``StoreError``; what
  ///   `progress` throws.
  /// - Complexity: O(n) in the events; holds all tickets in memory.
  public func check(
    _ projections: [any Projection],
    progress: @Sendable (RebuildProgress) throws -> Void = { _ in }
  ) throws -> [RebuildReport] {
    let began = ContinuousClock.now
    let scratch = try Views(apartOf: log)
    let made = try scratch.mapped {
      try Rebuild(of: projections, in: scratch).run(comparing: false, progress: progress)
    }
    let live = try projections.filter { try validCheckpoint(of: $0) != nil }
    try mended(isOurs: false) { try catchUp(live) }
    var reports: [RebuildReport] = []
    for (projection, made) in zip(projections, made) {
      reports.append(try compare(projection, with: scratch, made))
    }
    for index in reports.indices { reports[index].duration = ContinuousClock.now - began }
    return reports
  }

  /// Compares live rows with those of views made anew, brought to the same place.
  private func compare(
    _ projection: any Projection, with scratch: Views, _ made: RebuildReport
  ) throws -> RebuildReport {
    try mapped {
      try file.connection.transaction(.deferred) {
        var report = made
        let live = try validCheckpoint(of: projection)
        // Others may have caught the live rows up further meanwhile.
        if let live, let failure = try scratch.advance([projection], to: live.position).first {
          throw failure
        }
        let comparison = try RowComparison(
          of: projection, live: live == nil ? nil : rows(of: projection),
          made: scratch.rows(of: projection))
        report.position = live?.position ?? made.position
        report.digest = comparison.digest
        report.drift = comparison.drift
        report.driftCount = comparison.count
        report.hadLiveRows = live != nil
        return report
      }
    }
  }

  // MARK: Status

  /// How far each projection is, without catching it up: those this library brings, and whatever else
  /// has rows in the file.
  ///
  /// - Parameter projections: which, in the order wanted; whatever else has rows comes behind.
  /// - Returns: a status each.
  /// - Throws: ``StoreError``.
  public func status(of projections: [any Projection] = Views.standard) throws -> [ProjectionStatus]
  {
    let head = try log.head()
    var result = try projections.map { try status($0.name, $0.version, head: head) }
    let others = (try? mapped { try file.projections() }) ?? []
    for (name, version) in others
    where !result.contains(where: { $0.name == name && $0.version == version }) {
      var status = try status(name, version, head: head)
      if status.state == .live, !Self.kept.contains(name) { status.state = .foreign }
      result.append(status)
    }
    return result
  }

  /// What is kept in the file beside projections, in their manner.
  private static let kept = [NoticeBoard.name, TimerAgenda.name]

  private func status(
    _ name: String, _ version: Int, head: LogPosition
  ) throws -> ProjectionStatus {
    var status = ProjectionStatus(
      name: name, version: version, position: .start, lag: head.rawValue, state: .notBuilt)
    do {
      let (checkpoint, rebuild) = try mapped {
        (
          try file.checkpoint(of: name, version: version),
          try file.rebuild(of: name, version: version)
        )
      }
      if let checkpoint {
        if try isValid(checkpoint), checkpoint.position <= head {
          status.position = checkpoint.position
          status.lag = head.rawValue - checkpoint.position.rawValue
          status.state = checkpoint.failure == nil ? .live : .paused
          status.failure = checkpoint.failure
        } else {
          status.state = .outdated
        }
      }
      if let rebuild, rebuild.log == log.identity.id {
        status.rebuild = ProjectionStatus.Rebuild(
          through: rebuild.through, done: rebuild.done, isRunning: rebuild.isHeld(at: Files.now()))
      }
    } catch let error where ViewsFile.isWorthless(error, at: file.path) {
      // The next query makes them anew.
      status.state = .outdated
    }
    return status
  }
}
