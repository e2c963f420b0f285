import RepairCore

/// The clocks of all open tickets, caught up with the log by reading what is new in it.
///
/// The clock of a ticket that is done is dropped, and made again from the ticket's history should it
/// be taken up once more; so what is kept grows with the open tickets alone.
struct OpenClocks: Sendable {
  /// The last place whose events are in the clocks.
  private(set) var position = LogPosition.start
  /// The clocks by the number of the ticket's stream in this file.
  private var clocks: [Int64: TargetClock] = [:]
  /// The streams that are other things' and not tickets'.
  private var others: Set<Int64> = []

  /// The clocks, in no particular order.
  var all: some Collection<TargetClock> { clocks.values }

  /// Whether an event of a stored type can open a ticket that is done.
  private var openers: [Int64: Bool] = [:]

  /// Applies what is new in a log.
  ///
  /// - Parameter log: the log, always the same one.
  /// - Throws: ``StoreError``; the next time everything is read anew then.
  /// - Complexity: O(events since the last time).
  mutating func catchUp(with log: EventLog) throws {
    do {
      try log.snapshot { try read(log) }
    } catch {
      self = OpenClocks()
      throw error
    }
  }

  private mutating func read(_ log: EventLog) throws {
    let head = try log.head()
    guard position < head else { return }
    var reader = FactReader(log)
    // Tickets that were done and are taken up again.
    var reopened: [Int64: TicketID] = [:]
    try log.scan(from: position.next, through: head) { row in
      let stream = try row.streamID
      if clocks[stream] != nil {
        clocks[stream]?.apply(try reader.fact(of: row))
        if clocks[stream]?.isOpen == false { clocks[stream] = nil }
      } else if reopened[stream] == nil, !others.contains(stream) {
        guard let ticket = try log.streamName(stream).ticket else {
          others.insert(stream)
          return
        }
        if try row.version == StreamVersion(1) {
          var clock = TargetClock(of: ticket)
          clock.apply(try reader.fact(of: row))
          clocks[stream] = clock
        } else if try canOpen(row.typeID, in: log) {
          reopened[stream] = ticket
        }
      }
    }
    for (stream, ticket) in reopened {
      var clock = TargetClock(of: ticket)
      try log.scanStream(StreamName(ticket: ticket)) { clock.apply(try reader.fact(of: $0)) }
      clocks[stream] = clock.isOpen ? clock : nil
    }
    position = head
  }

  private mutating func canOpen(_ type: Int64, in log: EventLog) throws -> Bool {
    if let known = openers[type] { return known }
    let kind = TicketEventKind(rawValue: try log.eventType(type).description)
    // A type of another release may stand for any of them.
    let canOpen = kind.map(TargetClock.openers.contains) ?? true
    openers[type] = canOpen
    return canOpen
  }
}

extension Collection<TargetClock> {
  /// How the targets of tickets stand, the most urgent first.
  ///
  /// - Complexity: O(n log n).
  func targets(under plan: TargetPlan, at now: Timestamp) -> [TicketTargets] {
    let targets = map { $0.targets(under: plan, at: now) }
    let order = targets.indices.map { index in
      (due: targets[index].mostUrgent?.at ?? .latest, index: index)
    }
    return order.sorted {
      $0.due == $1.due
        ? targets[$0.index].ticket < targets[$1.index].ticket : $0.due < $1.due
    }.map { targets[$0.index] }
  }
}
