import RepairCore

/// A record on its way to being a ticket: what happened in the order of a ticket's life, with the
/// times as far as they could be read.
struct TicketDraft {
  /// A time as the record has it.
  enum Time: Hashable {
    case exact(Timestamp)
    /// A day whose first moment this is.
    case day(Timestamp)
    /// Some time before the next step that has one.
    case unknown
    /// Together with the step before.
    case asBefore

    var moment: Timestamp? {
      switch self {
      case .exact(let moment), .day(let moment): moment
      case .unknown, .asBefore: nil
      }
    }
  }

  /// One event to be.
  struct Step {
    var event: TicketEvent
    var time: Time
    /// The column the time is in, for the report.
    var field: String?
    /// What a time before the step before it is called.
    var whenBackwards = ImportFindingKind.timeRunsBackwards
    /// The line it stands in, where that is not the line the record begins in.
    var line: Int?
    /// What the other system's event log calls it.
    var activity: LoggedActivity?
  }

  /// A step with its place in time.
  struct Placed {
    var event: TicketEvent
    var at: Timestamp
    var source: ImportMark.TimeSource
    /// The time the record states, where it was moved.
    var stated: Timestamp?
    /// What the other system's event log calls it.
    var activity: LoggedActivity?
  }

  var ticket: TicketID
  var line: Int
  var raw: String
  var requester: PersonID?
  var worker: PersonID?
  /// How many records of the file it is made of.
  var records = 1
  var steps: [Step] = []

  /// Gives every step a time that does not run backwards.
  ///
  /// A stated time that would is moved to that of the step before. A step without a time takes that
  /// of its next neighbour that has one, since it happened by then; at the end, that of the last.
  ///
  /// - Parameter note: called for each contradiction.
  /// - Returns: the steps placed, or `nil` when not one has a time.
  func placed(_ note: (RecordFinding) -> Void) -> [Placed]? {
    guard let earliest = steps.compactMap(\.time.moment).min() else { return nil }
    // A day of 25 hours is taken for one of 24: that reports a little too much and mends nothing.
    let dayLength = TimeSpan.hours(24)
    var last = steps.first?.time.moment ?? earliest
    var result: [Placed] = []
    result.reserveCapacity(steps.count)
    for (index, step) in steps.enumerated() {
      var placed = Placed(
        event: step.event, at: last, source: .inferred, activity: step.activity)
      switch step.time {
      case .exact(let moment) where moment >= last:
        placed.at = moment
        placed.source = .exact
      case .day(let moment) where last - moment < dayLength:
        placed.at = max(moment, last)
      case .exact(let moment), .day(let moment):
        placed.source = .clamped
        placed.stated = moment
        note(RecordFinding(kind: step.whenBackwards, field: step.field, line: step.line))
      case .asBefore: break
      case .unknown:
        let next = steps[index...].lazy.compactMap(\.time.moment).first
        placed.at = max(next ?? last, last)
      }
      last = placed.at
      result.append(placed)
    }
    return result
  }
}
