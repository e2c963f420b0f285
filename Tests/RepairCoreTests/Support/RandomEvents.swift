import RepairCore

extension SeededGenerator {
  /// An event of a kind, as a damaged or foreign log might hold it: nothing about it need be sound.
  mutating func event(_ kind: TicketEventKind, at: Timestamp) -> TicketEvent {
    let text = perhaps([text()])
    let number = pick([1, 2, 7, AssignmentNumber.largest])
    switch kind {
    case .submitted: return .submitted(submission())
    case .amended:
      return .amended(
        TicketAmendment(
          description: text, place: perhaps([Place()]), contact: perhaps([Contact()]),
          asset: perhaps(["tap-7"])))
    case .noteAdded: return .noteAdded(text: self.text(), internal: isLikely(50))
    case .fileAttached: return .fileAttached(TicketFile(kind: self.text(), url: text))
    case .hurried: return .hurried
    case .held:
      return .held(
        reason: pick(HoldReason.allCases), until: perhaps([at, .earliest, .latest]), text: text,
        pausesClock: isLikely(50))
    case .resumed: return .resumed(text: text)
    case .accepted:
      return .accepted(priority: perhaps([1, 5]), category: perhaps(["electric"]))
    case .cancelled:
      return .cancelled(
        TicketCancellation(
          kind: perhaps(CancellationKind.allCases), reason: perhaps(["moved"]), remark: text,
          duplicateOf: perhaps(["N-1"])))
    case .workCompleted:
      return .workCompleted(
        WorkCompletion(
          cause: text, workDone: text, outcome: perhaps(Outcome.allCases),
          remote: isLikely(50), attachments: attachments(), consumables: text))
    case .workerDispatched:
      return .workerDispatched(
        WorkerDispatch(
          worker: perhaps([person()]), assignment: number, override: text, force: isLikely(50)))
    case .workAcknowledged: return .workAcknowledged
    case .workRejected: return .workRejected(reason: "noParts", text: text)
    case .assignmentReleased:
      return .assignmentReleased(reason: "shift", assignment: perhaps([number]))
    case .workerArrived: return .workerArrived(place: perhaps([Place()]))
    case .accessDenied: return .accessDenied(text: text)
    case .workStarted: return .workStarted
    case .workHandedOver:
      return .workHandedOver(worker: person(), reason: perhaps(["sick"]), assignment: number)
    case .visitScheduled: return .visitScheduled(window(near: at))
    case .deadlineSet: return .deadlineSet(due: pick([at, .earliest, .latest]), reason: nil)
    case .extensionRequested:
      return .extensionRequested(until: pick([at, .earliest]), reason: "parts")
    case .extensionApproved: return .extensionApproved(until: pick([at, .latest]))
    case .extensionRefused: return .extensionRefused(reason: nil)
    case .completionCorrected:
      return .completionCorrected(
        cause: text, workDone: text, outcome: perhaps(Outcome.allCases))
    case .resultConfirmed: return .resultConfirmed
    case .reworkRequested:
      return .reworkRequested(
        reason: "stillLeaks", text: text, to: perhaps(ReworkTarget.allCases),
        assignment: perhaps([number]))
    case .confirmedByDefault: return .confirmedByDefault
    case .evaluated:
      return .evaluated(
        TicketEvaluation(
          result: perhaps([mark()]), efficiency: perhaps([mark()]), text: text,
          late: isLikely(50)))
    case .evaluationAmended:
      return .evaluationAmended(
        result: perhaps([mark()]), efficiency: nil, attitude: perhaps([mark()]), text: text)
    case .cancellationRequested: return .cancellationRequested(reason: "moved", remark: text)
    case .cancellationRefused: return .cancellationRefused(reason: nil)
    case .reopened: return .reopened(reason: "again", text: text)
    case .priorityChanged: return .priorityChanged(pick([1, 5]), reason: "flood")
    case .recategorised: return .recategorised("electric", reason: "x")
    case .transferred: return .transferred(to: pick(["north", "south"]), reason: "moved")
    case .materialRequested:
      return .materialRequested(
        line: anyLine(), item: perhaps(["valve-15", "pipe"]), description: text, unit: nil,
        quantity: quantity())
    case .materialReserved:
      return .materialReserved(
        line: anyLine(), quantity: quantity(), store: pick(["north-main", "south"]),
        override: text)
    case .materialIssued:
      return .materialIssued(
        line: anyLine(), quantity: quantity(), store: perhaps(["north-main"]), override: text)
    case .materialUsed: return .materialUsed(line: anyLine(), quantity: quantity())
    case .materialReturned:
      return .materialReturned(
        line: anyLine(), quantity: quantity(), store: perhaps(["north-main"]))
    case .materialWrittenOff:
      return .materialWrittenOff(
        line: anyLine(), quantity: quantity(), reason: "lost", text: text)
    case .costAdded: return .costAdded(line: anyLine(), costEntry())
    case .fundingSet:
      return .fundingSet(source: perhaps(["housing"]), warranty: perhaps(Warranty.allCases))
    case .quoteMade:
      return .quoteMade(
        quote: anyLine(), QuoteOffer(amount: money(), text: text, until: perhaps([at, .earliest])))
    case .quoteAccepted: return .quoteAccepted(quote: anyLine())
    case .quoteRefused: return .quoteRefused(quote: anyLine(), reason: perhaps(["tooDear"]))
    }
  }
}

extension SeededGenerator {
  mutating func anyLine() -> LineNumber { isLikely(80) ? line() : pick([7, .last]) }
}

extension LineNumber {
  static let last = LineNumber(integerLiteral: .max)
}

extension AssignmentNumber {
  static let largest = AssignmentNumber(integerLiteral: .max)
}
