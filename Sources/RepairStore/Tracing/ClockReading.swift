public import RepairCore

/// What is to be noticed about the two times of an event.
@nonexhaustive
public enum ClockMark: String, CaseIterable, Hashable, Sendable {
  /// The log learned of it long after it happened.
  case late
  /// It is dated well after the log learned of it.
  case ahead
  /// The caller stated another time than the event has: one a little before the ticket's last event,
  /// or one that an import could not use.
  case moved
  /// By when it happened it belongs elsewhere among the events read before it.
  case outOfOrder
}

/// When an event happened, beside when the log learned of it.
public struct ClockReading: Hashable, Sendable {
  /// When it happened.
  public let occurredAt: Timestamp
  /// When the log learned of it.
  public let recordedAt: Timestamp
  /// When it happened as the caller said, where that was moved.
  public let statedAt: Timestamp?
  /// What is to be noticed.
  public let marks: [ClockMark]

  /// How much later the log learned of it; less than nothing where it is dated ahead.
  public var apart: TimeSpan { recordedAt - occurredAt }
}

/// Compares the two times of events that are read one after the other.
///
/// ```swift
/// var clocks = ClockComparison(tolerance: policy.clockTolerance)
/// for event in events where clocks.reading(of: event).marks.contains(.late) { … }
/// ```
public struct ClockComparison: Sendable {
  private let tolerance: TimeSpan
  private let direction: ReadDirection
  /// The latest, or backward the earliest, time of occurrence so far.
  private var farthest: Timestamp?

  /// Begins to compare.
  ///
  /// - Parameters:
  ///   - tolerance: how far two honest clocks may be apart; `TicketPolicy.clockTolerance` is meant.
  ///   - direction: the order in which the events come, by the log's own places.
  public init(tolerance: TimeSpan, direction: ReadDirection = .forward) {
    self.tolerance = tolerance
    self.direction = direction
  }

  /// Compares the times of the next event.
  ///
  /// - Parameter event: the event.
  /// - Returns: its times, and what is to be noticed about them.
  /// - Complexity: O(n) in its payload.
  public mutating func reading(of event: StoredEvent) -> ClockReading {
    let stated = Self.statedTime(of: event)
    var marks: [ClockMark] = []
    if event.recordedAt - event.occurredAt > tolerance { marks.append(.late) }
    if event.occurredAt - event.recordedAt > tolerance { marks.append(.ahead) }
    if let stated, stated != event.occurredAt { marks.append(.moved) }
    switch (direction, farthest) {
    case (.forward, let last?) where event.occurredAt < last: marks.append(.outOfOrder)
    case (.backward, let first?) where event.occurredAt > first: marks.append(.outOfOrder)
    default: farthest = event.occurredAt
    }
    return ClockReading(
      occurredAt: event.occurredAt, recordedAt: event.recordedAt, statedAt: stated, marks: marks)
  }

  /// The time a caller stated, from a payload; `nil` where it is the event's own, or cannot be read.
  private static func statedTime(of event: StoredEvent) -> Timestamp? {
    guard event.stream.ticket != nil else { return nil }
    return try? event.payload.withUnsafeBytes { payload throws(JSONError) -> Timestamp? in
      var reader = try JSONReader(payload)
      try reader.beginObject()
      while let key = try reader.nextKey() {
        if key.is("statedAt") { return try reader.withStringBytes { Timestamp(utf8: $0) } }
        try reader.skipValue()
      }
      return nil
    }
  }
}
