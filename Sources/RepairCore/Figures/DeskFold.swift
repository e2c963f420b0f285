/// What the desk's figures are reckoned from: every ticket's events, packed into some bytes each.
///
/// It is folded from facts in the order of the log, keeps no texts, and answers for any moment up
/// to the last fact, so that looking back costs no second reading of the log. What the desk
/// promises, its calendars and its time zone are said with each question: nothing is folded anew
/// when they change.
///
/// ```swift
/// var fold = DeskFold()
/// for fact in history { try fold.apply(fact, of: id) }
/// let figures = fold.figures(FiguresRequest(at: now))
/// ```
public struct DeskFold: Sendable {
  /// A ticket's name, and the chain of its steps.
  struct Head: Sendable {
    /// The name; `nil` where notices about no ticket are kept as one ticket's are.
    let ticket: TicketID?
    var first: Int32 = -1
    var last: Int32 = -1
    var version = StreamVersion.none
  }

  /// A notice, and the chain of its steps.
  struct NoticeHead: Sendable {
    /// The number of the ticket it is about; -1 for none.
    var ticket: Int32 = -1
    var first: Int32 = -1
    var last: Int32 = -1
    var version = StreamVersion.none
  }

  private(set) var heads: [Head] = []
  private(set) var notices: [NoticeHead] = []
  private(set) var steps: [DeskStep] = []
  private(set) var names = NamePool()
  private var numbers: [TicketID: Int] = [:]
  private var noticeNumbers: [NoticeID: Int] = [:]

  /// Makes a fold of nothing.
  public init() {}

  /// How many tickets there are.
  public var ticketCount: Int { heads.count }

  /// How far the fold has come: the facts applied after this many steps are later ones.
  package var stepCount: Int { steps.count }

  /// The last moment at which anything happened, by so many steps; `nil` where nothing did.
  ///
  /// - Complexity: O(n) in the steps.
  package func lastMoment(throughStep limit: Int) -> Timestamp? {
    steps.prefix(limit).lazy.map(\.at).max().map { Timestamp(clamping: $0) }
  }

  /// Applies a ticket's next fact.
  ///
  /// - Parameters:
  ///   - fact: what happened.
  ///   - ticket: to which ticket.
  /// - Throws: ``ImpossibleHistory`` as ``Ticket/evolve(_:named:with:)`` does; nothing has changed
  ///   then.
  /// - Complexity: O(1).
  public mutating func apply(
    _ fact: TicketFact, of ticket: TicketID
  ) throws(ImpossibleHistory) {
    if let number = numbers[ticket] {
      try apply(fact, toTicket: number)
    } else {
      let number = begin(ticket)
      do throws(ImpossibleHistory) {
        try apply(fact, toTicket: number)
      } catch {
        heads.removeLast()
        numbers[ticket] = nil
        throw error
      }
    }
  }

  /// Makes room for a ticket whose facts are given by number, which spares looking its name up.
  ///
  /// - Parameters:
  ///   - ticket: its name.
  ///   - version: the version after which its facts go on.
  /// - Returns: its number.
  package mutating func begin(_ ticket: TicketID, after version: StreamVersion = .none) -> Int {
    heads.append(Head(ticket: ticket, version: version))
    numbers[ticket] = heads.count - 1
    return heads.count - 1
  }

  /// Makes room for notices that are about no ticket.
  mutating func beginNotices() -> Int {
    heads.append(Head(ticket: nil))
    return heads.count - 1
  }

  /// Applies a fact to the ticket of a number.
  package mutating func apply(
    _ fact: TicketFact, toTicket number: Int
  ) throws(ImpossibleHistory) {
    let head = heads[number]
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "ticket \(head.ticket?.rawValue ?? "-")", version: fact.version,
        event: fact.event.kind.rawValue, fault: fault)
    }
    guard fact.version == head.version.next else { throw impossible(.gap(after: head.version)) }
    if case .submitted = fact.event {
      guard head.version == .none else { throw impossible(.beginsAgain) }
    } else if head.version == .none {
      throw impossible(.doesNotBegin(with: TicketEventKind.submitted.rawValue))
    }
    heads[number].version = fact.version
    var step = DeskStep(
      at: fact.occurredAt.milliseconds, kind: .noted, marks: Self.marks(of: fact))
    if pack(fact, into: &step, number)
      || !step.marks.isDisjoint(with: [.inferred, .clamped, .moved])
    {
      append(step, to: number)
    }
  }

  private static func marks(of fact: TicketFact) -> DeskStep.Marks {
    guard let remarks = fact.remarks else { return [] }
    guard let imported = remarks.imported else { return remarks.statedAt == nil ? [] : .moved }
    return switch imported.time {
    case .exact: .imported
    case .inferred: [.imported, .inferred]
    case .clamped: [.imported, .clamped]
    }
  }

  /// Adds a step that says something of an event beside the event's own step.
  mutating func append(beside step: DeskStep, _ kind: DeskStep.Kind, to number: Int) {
    var beside = step
    beside.kind = kind
    // What is said of an event's time is counted once.
    beside.marks.subtract([.inferred, .clamped, .moved])
    append(beside, to: number)
  }

  private mutating func append(_ step: DeskStep, to number: Int) {
    let index = Int32(clamping: steps.count)
    if heads[number].last >= 0 {
      steps[Int(heads[number].last)].next = index
    } else {
      heads[number].first = index
    }
    heads[number].last = index
    steps.append(step)
  }

  /// The number of a ticket whose name is known.
  func number(of ticket: TicketID?) -> Int? { ticket.flatMap { numbers[$0] } }

  /// Applies a notice's next fact.
  ///
  /// - Parameters:
  ///   - fact: what became of it.
  ///   - notice: of which notice.
  /// - Throws: ``ImpossibleHistory`` as ``Notice/evolve(_:named:with:)`` does; nothing has changed
  ///   then.
  /// - Complexity: O(1).
  public mutating func apply(
    _ fact: Fact<NoticeEvent>, of notice: NoticeID
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "notice \(notice)", version: fact.version, event: fact.event.kind.rawValue, fault: fault
      )
    }
    let known = noticeNumbers[notice]
    let last = known.map { notices[$0].version } ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .queued(let order) = fact.event {
      guard known == nil else { throw impossible(.beginsAgain) }
      let ticket = self.number(of: order.ticket).map { Int32(clamping: $0) } ?? -1
      noticeNumbers[notice] = notices.count
      notices.append(NoticeHead(ticket: ticket))
    }
    guard let number = noticeNumbers[notice] else {
      throw impossible(.doesNotBegin(with: NoticeEventKind.queued.rawValue))
    }
    let index = Int32(clamping: steps.count)
    if notices[number].last >= 0 {
      steps[Int(notices[number].last)].next = index
    } else {
      notices[number].first = index
    }
    notices[number].last = index
    notices[number].version = fact.version
    steps.append(step(of: fact))
  }

  /// Adds what became of a notice to the steps of its ticket, as strips have it.
  mutating func apply(_ fact: Fact<NoticeEvent>, ofNotice ordinal: Int, toTicket number: Int) {
    var step = step(of: fact)
    step.amount = Int64(ordinal)
    append(step, to: number)
  }

  private mutating func step(of fact: Fact<NoticeEvent>) -> DeskStep {
    var step = DeskStep(at: fact.occurredAt.milliseconds, kind: .noticeRead)
    switch fact.event {
    case .queued(let order):
      step.kind = .noticeQueued
      step.name = name(order.rule.rawValue)
      step.other = name(order.channel.rawValue)
    case .sent: step.kind = .noticeSent
    case .failed(_, let retryAt):
      step.kind = .noticeFailed
      if retryAt != nil { step.marks.insert(.first) }
    case .suppressed: step.kind = .noticeSuppressed
    case .read: break
    }
    return step
  }

  /// The number of a name.
  mutating func name(_ text: String?) -> Int32 { names.number(text) }
}
