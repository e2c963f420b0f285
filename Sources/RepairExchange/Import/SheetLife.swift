import RepairCore

/// What a row of the legacy table says became of the report.
///
/// A step is taken to have happened when its own columns say so, or when the state does. A state
/// further on does not invent the steps before it, but for acceptance, which the table never had.
struct SheetLife {
  private let status: TicketPhase?
  private let allocated: TicketDraft.Time?
  private let finished: TicketDraft.Time?
  private let evaluated: TicketDraft.Time?
  private let cancelled: TicketDraft.Time?
  private let priority: Priority?
  private let rating: Rating?
  private let isEvaluated: Bool
  private let isCancelled: Bool

  init(_ row: inout SheetRow) {
    status = row.status()
    priority = row.scale(.level, Priority.init)
    allocated =
      row.time(.allocatedTime)
      ?? ([.dispatched, .rejectedByWorker].contains(status) ? .unknown : nil)
    finished = row.time(.finishTime) ?? (status == .completed ? .unknown : nil)
    evaluated = row.time(.evaluateDate)
    cancelled = row.time(.repairCancelDate)
    rating = row.scale(.star, Rating.init)
    isEvaluated =
      evaluated != nil || rating != nil || row.text(.evaluate) != nil || status == .evaluated
    isCancelled =
      cancelled != nil || row.text(.repairCancelReason) != nil || status == .cancelled
  }

  /// The steps after the report, in the order of a ticket's life; contradictions are noted.
  func steps(_ row: inout SheetRow) -> [TicketDraft.Step] {
    var steps: [TicketDraft.Step] = []
    if allocated != nil || finished != nil || isEvaluated || status == .accepted {
      steps.append(.init(event: .accepted(priority: priority, category: nil), time: .unknown))
    }
    if let allocated {
      steps.append(
        .init(
          event: .workerDispatched(
            WorkerDispatch(worker: nil, assignment: AssignmentNumber.none.next)),
          time: allocated, field: "allocatedTime"))
    }
    if let finished {
      steps.append(
        .init(
          event: .workCompleted(
            WorkCompletion(
              cause: row.text(.reason), workDone: row.text(.detail),
              consumables: row.text(.consumables))),
          time: finished, field: "finishTime",
          whenBackwards: allocated == nil ? .timeRunsBackwards : .finishedBeforeAllocated))
    }
    if isEvaluated {
      if finished == nil { row.note(.evaluatedWithoutFinish) }
      steps.append(
        .init(
          event: .evaluated(
            TicketEvaluation(result: rating, efficiency: nil, text: row.text(.evaluate))),
          time: evaluated ?? .unknown, field: "evaluateDate"))
    }
    if isCancelled {
      if finished != nil { row.note(.cancelledAndFinished) }
      let cancellation = cancellation(&row)
      steps.insert(cancellation, at: place(of: cancellation, in: steps))
    }
    if let status, status != Self.phase(after: steps) { row.note(.statusDisagrees, .status) }
    return steps
  }

  private func cancellation(_ row: inout SheetRow) -> TicketDraft.Step {
    .init(
      event: .cancelled(
        TicketCancellation(
          kind: nil, reason: row.identifier(.repairCancelReason, ReasonCode.init),
          remark: row.text(.repairCancelReasonRemark))),
      time: cancelled ?? .unknown, field: "repairCancelDate")
  }

  /// The cancellation comes last, unless the state says that it did not and its time fits earlier.
  private func place(of cancellation: TicketDraft.Step, in steps: [TicketDraft.Step]) -> Int {
    guard let status, status != .cancelled, let moment = cancellation.time.moment else {
      return steps.count
    }
    return steps.firstIndex { ($0.time.moment ?? .earliest) > moment } ?? steps.count
  }

  private static func phase(after steps: [TicketDraft.Step]) -> TicketPhase {
    switch steps.last?.event {
    case .accepted: .accepted
    case .workerDispatched: .dispatched
    case .workCompleted: .completed
    case .evaluated: .evaluated
    case .cancelled: .cancelled
    default: .submitted
    }
  }
}
