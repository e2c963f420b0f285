/// The desk in figures, as of a moment.
///
/// ```swift
/// let figures = fold.figures(FiguresRequest(at: now, campus: campus))
/// print(figures.openCount, figures.duration(.complete).wall.median ?? .zero)
/// ```
///
/// Everything is a whole number, every list has an order of its own, and the same history gives the
/// same figures on every machine. In JSON moments are RFC 3339 and spans whole milliseconds.
public struct DeskFigures: Codable, Hashable, Sendable {
  /// The moment they are as of.
  public var at: Timestamp
  /// The campus they are of; `nil` for all.
  public var campus: CampusCode?
  /// Only tickets submitted since then count for how long and how well things went.
  public var since: Timestamp?
  /// The zone of the days.
  public var zone: String
  /// Of how many cases there had to be at least for a rank.
  public var minimumCount: Int
  /// How many tickets there are.
  public var tickets: Int
  /// How many of them were submitted since ``since``.
  public var counted: Int

  /// What is open, by campus and phase.
  public var backlog: [BacklogFigure]
  /// What is open, by how long it has been.
  public var ageing: [AgeingFigure]
  /// What came in and went out, day by day.
  public var flow: [FlowFigure]
  /// How long things take.
  public var durations: [StageFigure]
  /// What was promised, and whether it was kept.
  public var targets: [TargetFigure]
  /// How well the work was done.
  public var work: WorkFigure
  /// What workers handed back.
  public var handBacks: HandBackFigure
  /// How long tickets rested, by reason.
  public var holds: [HoldFigure]
  /// Who does how much.
  public var load: LoadFigure
  /// What the requesters say.
  public var ratings: RatingFigure
  /// Where the same fault comes back.
  public var repeats: [RepeatFigure]
  /// What was built in.
  public var materials: MaterialFigure
  /// What it cost, by who pays.
  public var costs: [CostFigure]
  /// Why tickets ended without a repair.
  public var cancellations: [CancellationFigure]
  /// What the records do not say.
  public var gaps: [GapFigure]
  /// What became of the notices.
  public var notices: [NoticeFigure]
  /// The tickets that somebody should look at.
  public var lists: [TicketListFigure]

  /// How many tickets are open.
  public var openCount: Int { backlog.reduce(0) { $0 + $1.tickets } }

  /// How long a part of the way takes; an empty figure where there is none of the kind.
  public func duration(_ stage: DeskStage) -> StageFigure {
    let nothing = SurvivalSample().figure()
    return durations.first { $0.stage == stage }
      ?? StageFigure(stage: stage, wall: nothing, working: nothing, net: nothing)
  }

  /// The tickets of a list; none where there is no such list.
  public func list(_ kind: TicketListKind) -> TicketListFigure {
    lists.first { $0.kind == kind } ?? TicketListFigure(kind: kind, total: 0, tickets: [])
  }
}

/// A part of a ticket's way.
public enum DeskStage: String, CaseIterable, Codable, Hashable, Sendable {
  /// 受理: from the report to its being taken on, or refused.
  case accept
  /// 派单: from being taken on to the sending of a worker.
  case dispatch
  /// 接单: from each sending of a worker to that worker's answer.
  case acknowledge
  /// 到场: from the report to somebody's standing at the door.
  case arrive
  /// 完工: from the report to the first end of the work.
  case complete
}

/// How long a part of the way takes.
public struct StageFigure: Codable, Hashable, Sendable {
  /// Which part.
  public var stage: DeskStage
  /// By the clock on the wall.
  public var wall: DurationFigure
  /// In working time.
  public var working: DurationFigure
  /// By the clock on the wall, without the rests that stop the clocks.
  public var net: DurationFigure
}

/// What is open on a campus in a phase.
public struct BacklogFigure: Codable, Hashable, Sendable {
  /// The campus.
  public var campus: CampusCode
  /// The phase.
  public var phase: TicketPhase
  /// How many tickets.
  public var tickets: Int
  /// How many of them rest.
  public var onHold: Int
  /// How long the oldest of them has been open.
  public var oldest: TimeSpan
}

/// What has been open for so long.
public struct AgeingFigure: Codable, Hashable, Sendable {
  /// The shortest age that counts, in days.
  public var fromDays: Int
  /// The age from which on it counts elsewhere; `nil` for the last.
  public var toDays: Int?
  /// How many tickets.
  public var tickets: Int
  /// How many of them rest.
  public var onHold: Int
}

/// What came in and went out on a day.
public struct FlowFigure: Codable, Hashable, Sendable {
  /// The day.
  public var day: CalendarDay
  /// Reported.
  public var submitted = 0
  /// Taken up again.
  public var reopened = 0
  /// Sent back because the result was not good.
  public var reworked = 0
  /// Done.
  public var completed = 0
  /// Ended without a repair.
  public var cancelled = 0
  /// What was open when the day ended, or at the figures' moment.
  public var openAtEnd = 0

  /// What came in.
  public var inflow: Int { submitted + reopened + reworked }
  /// What went out.
  public var outflow: Int { completed + cancelled }
}

/// How a promise was kept.
public struct TargetFigure: Codable, Hashable, Sendable {
  /// What was promised.
  public var kind: TargetKind
  /// Done in time.
  public var met = 0
  /// Done too late.
  public var missed = 0
  /// Still to be done, and too late already.
  public var breached = 0
  /// Still to be done, and nearly too late.
  public var near = 0
  /// Still to be done in time, those that are near too.
  public var running = 0
  /// Still to be done; the clock stands still.
  public var paused = 0
  /// No longer to be done.
  public var dropped = 0

  /// How many were decided: kept or not.
  public var n: Int { met + missed + breached }
}
