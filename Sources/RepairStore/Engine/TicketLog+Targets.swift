public import RepairCore

/// How the targets of tickets stand, under the plan in force or another.
extension TicketLog {
  /// The clock of a ticket: what of its history counts for its targets.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - moment: at which point of its history.
  ///   - known: what the log had learned by then counts, and nothing later.
  /// - Returns: the clock, or `nil` when there was no such ticket.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events of the ticket).
  public func targetClock(
    of id: TicketID, at moment: TicketMoment = .now, asKnownAt known: Timestamp? = nil
  ) throws -> TargetClock? {
    var clock = TargetClock(of: id)
    try scan(id, at: moment, asKnownAt: known) { row, reader in
      clock.apply(try reader.fact(of: row))
    }
    return clock.campus == nil ? nil : clock
  }

  /// How the targets of a ticket stand.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - now: when it is asked.
  ///   - plan: what is promised; the plan in force by default.
  /// - Returns: the targets, or `nil` when there is no such ticket.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(events of the ticket).
  public func targets(
    of id: TicketID, at now: Timestamp, under plan: TargetPlan? = nil
  ) throws -> TicketTargets? {
    try log.snapshot {
      try targetClock(of: id)?.targets(under: try plan ?? inForce(), at: now)
    }
  }

  /// How the targets of all open tickets stand, the most urgent first: those breached longest ago,
  /// then those that will be next; those that stand still or are never due last, by name.
  ///
  /// - Parameters:
  ///   - now: when it is asked.
  ///   - plan: what is promised; the plan in force by default.
  /// - Returns: the targets of each open ticket.
  /// - Throws: ``StoreError``.
  /// - Complexity: O(n log n) in the open tickets. The first time the log is read, later only what is
  ///   new in it.
  public func openTargets(
    at now: Timestamp, under plan: TargetPlan? = nil
  ) throws -> [TicketTargets] {
    try openTargets(at: now, under: plan, from: &openClocks)
  }

  /// The same from clocks that are kept elsewhere.
  func openTargets(
    at now: Timestamp, under plan: TargetPlan?, from clocks: inout OpenClocks
  ) throws -> [TicketTargets] {
    try log.snapshot {
      let plan = try plan ?? inForce()
      // What a write transaction sees may yet be taken back.
      guard try !log.openDatabase().connection.isWriting else {
        var own = clocks
        try own.catchUp(with: log)
        return own.all.targets(under: plan, at: now)
      }
      try clocks.catchUp(with: log)
      return clocks.all.targets(under: plan, at: now)
    }
  }
}

extension RepairEngine {
  /// How the targets of a ticket stand; see ``TicketLog/targets(of:at:under:)``.
  ///
  /// - Parameters:
  ///   - id: the ticket's name.
  ///   - now: when it is asked.
  ///   - plan: what is promised; the plan in force by default.
  /// - Returns: the targets, or `nil` when there is no such ticket.
  /// - Throws: ``StoreError``.
  public func targets(
    of id: TicketID, at now: Timestamp, under plan: TargetPlan? = nil
  ) async throws -> TicketTargets? {
    try await store.read("targets") { try $0.tickets.targets(of: id, at: now, under: plan) }
  }

  /// How the targets of all open tickets stand, the most urgent first; see
  /// ``TicketLog/openTargets(at:under:)``.
  ///
  /// One set of clocks serves all reading threads, one after the other.
  ///
  /// - Parameters:
  ///   - now: when it is asked.
  ///   - plan: what is promised; the plan in force by default.
  /// - Returns: the targets of each open ticket.
  /// - Throws: ``StoreError``.
  public func openTargets(
    at now: Timestamp, under plan: TargetPlan? = nil
  ) async throws -> [TicketTargets] {
    try await store.read("targets") { [openClocks] thread in
      try openClocks.withLock {
        try thread.tickets.openTargets(at: now, under: plan, from: &$0)
      }
    }
  }
}
