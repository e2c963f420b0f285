/// How well the work was done, of the tickets whose work was done at least once.
public struct WorkFigure: Codable, Hashable, Sendable {
  /// How many tickets that is.
  public var n = 0
  /// How many of them were mended by the first visit: as far as is known fixed, and neither sent
  /// back nor reopened since.
  public var firstTimeFixed = 0
  /// How many came back to the worker at least once.
  public var reworkedTickets = 0
  /// How often that happened.
  public var reworks = 0
  /// How many were taken up again after they were closed.
  public var reopenedTickets = 0
  /// How often that happened, cancelled ones among them.
  public var reopenings = 0
  /// How often requesters asked where it stays.
  public var hurries = 0
  /// What the work came to.
  public var outcomes: [OutcomeFigure] = []
  /// Why results were rejected.
  public var reworkReasons: [ReasonFigure] = []
  /// Why tickets were reopened.
  public var reopenReasons: [ReasonFigure] = []
}

/// What work came to.
public struct OutcomeFigure: Codable, Hashable, Sendable {
  /// The outcome; `nil` where the record does not say.
  public var outcome: Outcome?
  /// How many tickets.
  public var tickets: Int
}

/// A reason, and how often it was given.
public struct ReasonFigure: Codable, Hashable, Sendable {
  /// The reason; `nil` where none was given.
  public var reason: String?
  /// How often.
  public var count: Int
}

/// What workers handed back.
public struct HandBackFigure: Codable, Hashable, Sendable {
  /// How often.
  public var count = 0
  /// How many tickets.
  public var tickets = 0
  /// How many tickets went to and fro: handed back or handed over at least twice.
  public var pingPong = 0
  /// By worker and reason, the most frequent first.
  public var rows: [HandBackRow] = []
  /// How many rows there are, those that are not shown too.
  public var total = 0
}

/// What a worker handed back for a reason.
public struct HandBackRow: Codable, Hashable, Sendable {
  /// The worker; `nil` where the record does not say.
  public var worker: String?
  /// The reason.
  public var reason: String?
  /// How often.
  public var count: Int
}

/// How long tickets rested for a reason.
public struct HoldFigure: Codable, Hashable, Sendable {
  /// The reason.
  public var reason: HoldReason
  /// How long one such rest lasts.
  public var duration: DurationFigure
  /// How long all of them lasted, up to now.
  public var total: TimeSpan
  /// How much of that was working time.
  public var working: TimeSpan
}

/// Who does how much.
///
/// The three measures of fairness are of assignments among the workers who got at least one: the
/// log does not know who was there and got none.
public struct LoadFigure: Codable, Hashable, Sendable {
  /// The workers, those with the most open jobs first.
  public var rows: [WorkerFigure] = []
  /// How many workers there are, those that are not shown too.
  public var total = 0
  /// The Gini coefficient in thousandths: 0 when all got the same, near 1000 when one got all.
  public var gini: Int?
  /// What the one in the middle got.
  public var median: Int?
  /// What the one with the most got.
  public var most: Int?
}

/// What one worker did.
public struct WorkerFigure: Codable, Hashable, Sendable {
  /// The worker.
  public var worker: String
  /// Jobs in hand now.
  public var open = 0
  /// How many of them rest.
  public var onHold = 0
  /// How often the worker was sent.
  public var assignments = 0
  /// How often the worker handed a job back.
  public var handedBack = 0
  /// How often the worker ended a job.
  public var completed = 0
  /// How often a requester sent one back.
  public var reworked = 0
  /// Of how many tickets the first end of the work was this worker's.
  public var firstVisits = 0
  /// How many of them were mended by it.
  public var firstTimeFixed = 0
  /// How many results were rated.
  public var rated = 0
  /// The sum of these marks.
  public var ratingSum = 0
  /// The place by mean mark, 1 for the best.
  ///
  /// `nil` with too few ratings. Equals share a place.
  public var rank: Int?
}

/// What requesters say: marks that somebody gave, never those that were assumed.
public struct RatingFigure: Codable, Hashable, Sendable {
  /// How many tickets could have been rated: their work was done.
  public var n = 0
  /// How many were.
  public var rated = 0
  /// How many are confirmed because nobody said anything in time.
  public var confirmedByDefault = 0
  /// How many wait for the requester's word.
  public var unconfirmed = 0
  /// How good the result was.
  public var result = MarkFigure()
  /// How quickly and smoothly it went.
  public var efficiency = MarkFigure()
  /// How the worker behaved.
  public var attitude = MarkFigure()
}

/// How often each mark was given.
public struct MarkFigure: Codable, Hashable, Sendable {
  /// How often each of 1 to 5 was given, 1 first.
  public var counts = [0, 0, 0, 0, 0]

  /// How many marks.
  public var n: Int { counts.reduce(0, +) }
  /// Their sum.
  public var sum: Int { counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element } }

  /// Counts a mark; one that was not given changes nothing.
  mutating func add(_ mark: Int?, _ count: Int) {
    guard let mark, (1...5).contains(mark) else { return }
    counts[mark - 1] += count
  }
}

/// A place or a thing where faults come back.
public struct RepeatFigure: Codable, Hashable, Sendable {
  /// What is counted.
  public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    /// Faults of one kind at one place.
    case place
    /// Faults of one registered thing.
    case asset
  }

  /// How soon after the one before a fault counts as coming back.
  public static let window = TimeSpan.days(30)

  /// What is counted.
  public var kind: Kind
  /// How many places or things have at least one fault that came back.
  public var total: Int
  /// Those with at least so many faults as a rank needs, where the most came back first.
  public var rows: [RepeatRow]
}

/// The faults of a place or a thing.
public struct RepeatRow: Codable, Hashable, Sendable {
  /// The place or the thing.
  public var name: String
  /// The kind of fault, of a place.
  public var category: String?
  /// How many were reported, duplicates left out.
  public var faults: Int
  /// How many of them came within ``RepeatFigure/window`` of the one before.
  public var repeats: Int
}
