extension DeskFold {
  /// The desk in figures.
  ///
  /// - Parameter request: as of when, of what, by which promises.
  /// - Returns: the figures; facts later than the moment do not count.
  /// - Complexity: O(s + n log n) in the steps and the tickets, whatever the moment.
  public func figures(_ request: FiguresRequest) -> DeskFigures {
    figures(request, throughStep: steps.count)
  }

  /// The figures as they were after so many steps; see ``stepCount``.
  package func figures(_ request: FiguresRequest, throughStep limit: Int) -> DeskFigures {
    var tally = DeskTally(request, names: names)
    let now = request.at.milliseconds
    var life = TicketLife()
    // Which tickets are of the campus.
    var isIncluded = Array(repeating: false, count: heads.count)
    for (number, head) in heads.enumerated() {
      guard let ticket = head.ticket else { continue }
      var clock = TargetClock(of: ticket)
      guard follow(head, &life, &clock, until: now, throughStep: limit) else { continue }
      isIncluded[number] = tally.add(life, clock, number)
    }
    for head in notices {
      let number = Int(head.ticket)
      tally.add(
        notice(head, until: now, throughStep: limit),
        isOfCampus: isIncluded.indices.contains(number) && isIncluded[number])
    }
    return tally.finished { number in
      guard let ticket = heads[number].ticket else { return nil }
      var clock = TargetClock(of: ticket)
      _ = follow(heads[number], &life, &clock, until: now, throughStep: limit)
      return tally.reference(to: ticket, life, clock)
    }
  }

  /// Folds a ticket's steps up to a moment.
  ///
  /// - Returns: whether it was there by then.
  func follow(
    _ head: Head, _ life: inout TicketLife, _ clock: inout TargetClock, until now: Int64,
    throughStep limit: Int
  ) -> Bool {
    life.reset()
    var index = Int(head.first)
    while index >= 0, index < limit {
      let step = steps[index]
      index = Int(step.next)
      // A damaged log's times can run backwards: what is later is passed over, not the end.
      guard step.at <= now else { continue }
      life.apply(step)
      clock.apply(step, names)
    }
    return life.hasBegun
  }
}

extension TargetClock {
  /// Applies the ticket's next step, with the names its numbers stand for.
  mutating func apply(_ step: DeskStep, _ names: NamePool) {
    guard let event = Self.event(of: step, names) else { return }
    apply(event, at: Timestamp(clamping: step.at), isImported: step.marks.contains(.imported))
  }

  /// What a step means for the targets; `nil` where it means nothing.
  private static func event(of step: DeskStep, _ names: NamePool) -> TicketEvent? {
    guard let reason = Self.anyReason else { return nil }
    switch step.kind {
    case .submitted:
      guard let campus = names[step.name].flatMap(CampusCode.init),
        let category = names[step.other].flatMap(CategoryCode.init)
      else { return nil }
      return .submitted(
        TicketSubmission(campus: campus, category: category, description: "", place: Place()))
    case .accepted:
      return .accepted(
        priority: step.amount == DeskStep.none ? nil : Priority(Int(clamping: step.amount)),
        category: names[step.name].flatMap(CategoryCode.init))
    case .prioritised:
      return Priority(Int(clamping: step.amount)).map {
        .priorityChanged($0, reason: reason)
      }
    case .recategorised:
      return names[step.name].flatMap(CategoryCode.init).map {
        .recategorised($0, reason: reason)
      }
    case .transferred:
      return names[step.name].flatMap(CampusCode.init).map {
        .transferred(to: $0, reason: reason)
      }
    case .held:
      return .held(
        reason: HoldReason(order: step.name), until: nil, text: nil,
        pausesClock: step.marks.contains(.first))
    case .resumed: return .resumed(text: nil)
    case .cancelled:
      return .cancelled(TicketCancellation(kind: CancellationKind(order: step.other)))
    case .dispatched, .handedOver:
      return .workerDispatched(WorkerDispatch(worker: nil, assignment: .none))
    case .acknowledged: return .workAcknowledged
    case .arrived: return .workerArrived(place: nil)
    case .accessDenied: return .accessDenied(text: nil)
    case .started: return .workStarted
    case .rejected: return .workRejected(reason: reason, text: nil)
    case .released: return .assignmentReleased(reason: reason, assignment: nil)
    case .completed: return .workCompleted(WorkCompletion(remote: step.marks.contains(.first)))
    case .confirmed: return .resultConfirmed
    case .confirmedByDefault: return .confirmedByDefault
    case .evaluated: return .evaluated(TicketEvaluation(result: nil, efficiency: nil))
    case .reworkRequested:
      return .reworkRequested(
        reason: reason, text: nil, to: nil,
        assignment: step.marks.contains(.first) ? AssignmentNumber.none : nil)
    case .reopened: return .reopened(reason: reason, text: nil)
    case .deadlineSet, .extensionApproved:
      return .extensionApproved(until: Timestamp(clamping: step.amount))
    case .placed, .funded, .hurried, .corrected, .evaluationAmended, .extensionRequested,
      .extensionRefused, .cancellationRequested, .cancellationRefused, .materialRequested,
      .materialIssued, .materialUsed, .materialReturned, .materialWrittenOff, .costLine,
      .costAmount, .noticeQueued, .noticeSent, .noticeFailed, .noticeSuppressed, .noticeRead,
      .noted:
      return nil
    }
  }

  /// A reason, where an event has to have one that nobody looks at.
  private static let anyReason = ReasonCode("-")
}

extension HoldReason {
  /// The reason of a number.
  init(order: Int32) {
    let index = Int(order)
    self = Self.allCases.indices.contains(index) ? Self.allCases[index] : .other
  }
}

extension CancellationKind {
  /// The kind of a number; `nil` for one that is not known.
  init?(order: Int32) {
    let index = Int(order)
    guard Self.allCases.indices.contains(index) else { return nil }
    self = Self.allCases[index]
  }
}
