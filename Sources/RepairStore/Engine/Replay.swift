import Dispatch
public import RepairCore

/// The tickets of a log, made by replaying its events from the first one.
///
/// ```swift
/// let replay = try Replay(of: log)
/// for entry in replay.tickets { print(entry.ticket.id, entry.ticket.status.rawValue) }
/// ```
public struct Replay: Sendable {
  /// Up to which events to replay.
  public struct Extent: Hashable, Sendable {
    /// The last position to replay.
    public var through: LogPosition
    /// The last moment: what happened later is left out, though the log knew of it.
    public var occurredBy: Timestamp?

    /// The whole log.
    public static let all = Extent()

    /// Makes an extent.
    public init(through: LogPosition = .end, occurredBy: Timestamp? = nil) {
      self.through = through
      self.occurredBy = occurredBy
    }
  }

  /// How many events were read.
  public let events: Int
  private let segments: [TicketFold]

  /// The tickets, in the order of their first events.
  public var tickets: some Sequence<NumberedTicket> {
    segments.lazy.flatMap { segment in
      segment.slots.lazy.compactMap { slot in
        slot.ticket.map { NumberedTicket(number: slot.number, ticket: $0) }
      }
    }
  }

  /// How many tickets there are.
  public var count: Int { segments.reduce(0) { $0 + $1.slots.count } }

  /// Replays a log.
  ///
  /// With two threads each reads half of the log; what the second half says of tickets that began in
  /// the first is put aside and applied when the first is done. The result is the same.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - extent: up to which events.
  ///   - threads: how many threads to use, 1 to 16.
  ///   - progress: told now and then how many events have been read, of how many.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's; what
  ///   `progress` throws, which ends the replay.
  /// - Complexity: O(events); holds all tickets in memory.
  public init(
    of log: EventLog, extent: Extent = .all, threads: Int = 1,
    progress: @Sendable (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    let last = min(try log.head(), extent.through)
    let names = try log.ticketNames()
    let parts = last.rawValue < 10_000 ? 1 : min(max(threads, 1), 16)
    if parts == 1 {
      var fold = TicketFold(names: names, share: 1)
      try fold.run(log, from: LogPosition(1), through: last, extent) {
        try progress($0, last.rawValue)
      }
      segments = [fold]
    } else {
      segments = try Self.inParallel(
        log, last, extent, names: names, parts: parts, progress: progress)
    }
    events = segments.reduce(0) { $0 + $1.events }
  }

  private static func inParallel(
    _ log: EventLog, _ last: LogPosition, _ extent: Extent, names: [TicketID?], parts: Int,
    progress: @Sendable (Int, Int) throws -> Void
  ) throws -> [TicketFold] {
    let (path, mode, configuration) = (log.path, log.mode.forReading, log.configuration)
    let results = Lock([Int: Result<TicketFold, any Error>]())
    let size = (last.rawValue + parts - 1) / parts
    withoutActuallyEscaping(progress) { progress in
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let result = Result {
          let reader = try EventLog.open(at: path, mode: mode, configuration: configuration)
          var fold = TicketFold(names: names, share: parts)
          try fold.run(
            reader, from: LogPosition(part * size + 1),
            through: LogPosition(min((part + 1) * size, last.rawValue)), extent
          ) { done in
            // The parts are of one length and go at one pace: the first speaks for all.
            if part == 0 { try progress(done * parts, last.rawValue) }
          }
          return fold
        }
        results.withLock { $0[part] = result }
      }
    }
    let ended = results.withLock { $0 }
    var segments = try (0..<parts).compactMap { try ended[$0]?.get() }
    for index in segments.indices {
      let carried = segments[index].takeCarried()
      for (stream, fact) in carried {
        let owner = segments[..<index].firstIndex { $0.has(stream) } ?? index
        try segments[owner].apply(fact, to: stream)
      }
    }
    return segments
  }
}

/// A ticket with its place in the order of submission.
public struct NumberedTicket: Sendable {
  /// The position of the ticket's first event.
  public var number: Int64
  /// The ticket as it stands.
  public var ticket: Ticket

  /// Makes a pair.
  public init(number: Int64, ticket: Ticket) {
    self.number = number
    self.ticket = ticket
  }
}
