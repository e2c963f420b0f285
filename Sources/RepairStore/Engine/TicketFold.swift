import RepairCore

/// The folding of a stretch of the log into tickets.
///
/// Streams are known by the numbers that stand for them in the file, so no name is compared and no
/// dictionary asked while events go by.
struct TicketFold: Sendable {
  /// One ticket, in the place its first event gave it.
  struct Slot: Sendable {
    var number: Int64
    var ticket: Ticket?
  }

  /// The tickets that began in this stretch, in the order of their first events.
  private(set) var slots: [Slot] = []
  /// How many events were read, those of other streams and of other times too.
  private(set) var events = 0
  /// The facts about tickets that began before this stretch, in order.
  private var carried: [(stream: Int, fact: TicketFact)] = []
  /// The ticket of each stream number; `nil` for streams of other things.
  private let names: [TicketID?]
  /// The slot of each stream number; -1 for none.
  private var slotOfStream: [Int32]

  /// Makes an empty fold.
  ///
  /// - Parameters:
  ///   - names: the ticket of each stream number.
  ///   - share: of how many stretches this is one.
  init(names: [TicketID?], share: Int) {
    self.names = names
    slotOfStream = Array(repeating: -1, count: names.count)
    slots.reserveCapacity(names.count / max(share, 1) + 16)
  }

  /// Folds the events of a stretch.
  mutating func run(
    _ log: EventLog, from first: LogPosition, through last: LogPosition, _ extent: Replay.Extent,
    progress: (Int) throws -> Void
  ) throws {
    guard first <= last else { return }
    var reader = FactReader(log)
    let latest = extent.occurredBy ?? .latest
    try log.scan(from: first, through: last) { row in
      events += 1
      if events & 0xFFFF == 0 { try progress(events) }
      let stream = Int(clamping: try row.streamID)
      guard names.indices.contains(stream), let name = names[stream] else { return }
      if latest != .latest, try row.occurredAt > latest { return }
      let fact = try reader.fact(of: row)
      let slot = Int(slotOfStream[stream])
      if slot >= 0 {
        try Ticket.evolve(&slots[slot].ticket, named: name, with: fact)
      } else if fact.version == StreamVersion(1) || first == LogPosition(1) {
        try begin(stream, name, at: Int64(row.position.rawValue), with: fact)
      } else {
        carried.append((stream, fact))
      }
    }
  }

  private mutating func begin(
    _ stream: Int, _ name: TicketID, at number: Int64, with fact: TicketFact
  ) throws {
    slotOfStream[stream] = Int32(clamping: slots.count)
    slots.append(Slot(number: number, ticket: nil))
    try Ticket.evolve(&slots[slots.count - 1].ticket, named: name, with: fact)
  }

  /// Whether a stream began in this stretch.
  func has(_ stream: Int) -> Bool {
    slotOfStream.indices.contains(stream) && slotOfStream[stream] >= 0
  }

  /// Gives away the facts about tickets that began before this stretch.
  mutating func takeCarried() -> [(stream: Int, fact: TicketFact)] {
    defer { carried = [] }
    return carried
  }

  /// Applies a fact that a later stretch put aside.
  mutating func apply(_ fact: TicketFact, to stream: Int) throws {
    guard names.indices.contains(stream), let name = names[stream] else { return }
    if has(stream) {
      try Ticket.evolve(&slots[Int(slotOfStream[stream])].ticket, named: name, with: fact)
    } else {
      // No stretch has its beginning: evolve says so in the words for it.
      var nothing: Ticket?
      try Ticket.evolve(&nothing, named: name, with: fact)
    }
  }
}

extension EventLog {
  /// The ticket of each stream number, from 0; `nil` for the streams of other things.
  ///
  /// - Complexity: O(streams).
  func ticketNames() throws -> [TicketID?] {
    try reading { database in
      var names: [TicketID?] = [nil]
      try database.connection.withStatement("SELECT id, name FROM stream ORDER BY id") { row in
        while try row.step() {
          let id = Int(clamping: try row.int64(0))
          // Numbers are given one after the other; one far beyond the count is damage.
          guard id >= names.count, id < names.count + 1_000_000 else {
            throw row.mismatch(0, expected: "the next stream's number", found: "\(id)")
          }
          while names.count < id { names.append(nil) }
          names.append(StreamName(try row.text(1))?.ticket)
        }
      }
      return names
    }
  }
}
