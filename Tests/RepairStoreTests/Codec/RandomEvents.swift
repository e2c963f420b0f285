import RepairCore

/// Events and commands with anything in their fields that the fields can hold.
struct RandomEvents {
  var numbers: RandomNumbers

  init(seed: UInt64) {
    numbers = RandomNumbers(seed: seed)
  }

  mutating func maybe<Value>(_ make: (inout Self) throws -> Value) rethrows -> Value? {
    numbers.coin() ? try make(&self) : nil
  }

  mutating func text() -> String { numbers.text() }

  mutating func name<Name: TextIdentifier>(_: Name.Type = Name.self) throws -> Name {
    guard let name = Name(numbers.text(1...14)) else { throw CallFailed(call: "\(Name.self)") }
    return name
  }

  mutating func ticketID() throws -> TicketID {
    guard let id = TicketID("N-\(numbers.number(1...99_999))") else {
      throw CallFailed(call: "TicketID")
    }
    return id
  }

  mutating func time() -> Timestamp {
    Timestamp(clamping: Int64(numbers.number(-62_135_596_800_000...253_402_300_799_999)))
  }

  mutating func code<Code: CaseIterable>(_: Code.Type = Code.self) throws -> Code {
    guard let code = Code.allCases.randomElement(using: &numbers) else {
      throw CallFailed(call: "randomElement")
    }
    return code
  }

  mutating func priority() -> Priority { Priority(numbers.number(1...5)) ?? .normal }

  mutating func rating() -> Rating? { Rating(numbers.number(1...5)) }

  mutating func assignment() -> AssignmentNumber {
    AssignmentNumber(numbers.number(1...1_000_000)) ?? .none.next
  }

  mutating func place() -> Place {
    Place(
      code: maybe { $0.text() }, address: maybe { $0.text() },
      coordinates: Coordinates(
        latitudeE6: numbers.number(-180_000_000...180_000_000),
        longitudeE6: numbers.number(-180_000_000...180_000_000)))
  }

  mutating func choice() throws -> DispatchChoice {
    DispatchChoice(
      rank: maybe { $0.numbers.number(1...9) }, candidates: numbers.number(0...(.max)),
      reasons: reasons(),
      runnersUp: try (0..<numbers.number(0...3)).map { _ in
        RankedWorker(worker: try name(), reasons: reasons())
      })
  }

  private mutating func reasons() -> [DispatchReason] {
    (0..<numbers.number(0...4)).map { _ in
      let codes = DispatchReason.Code.allCases
      return DispatchReason(
        codes[numbers.number(0...codes.count - 1)],
        maybe { $0.numbers.number(.min...(.max)) }, maybe { $0.numbers.number(0...9) })
    }
  }

  mutating func contact() -> Contact {
    Contact(
      name: maybe { $0.text() }, phone: maybe { $0.text() }, openID: maybe { $0.text() })
  }

  mutating func attachment() -> Attachment {
    Attachment(
      name: maybe { $0.text() }, sha256: maybe { $0.text() },
      size: maybe { $0.numbers.number(0...(.max)) }, mediaType: maybe { $0.text() }, kind: text(),
      url: maybe { $0.text() })
  }

  mutating func attachments() -> [Attachment] {
    var attachments: [Attachment] = []
    for _ in 0..<numbers.number(0...2) { attachments.append(attachment()) }
    return attachments
  }

  mutating func window() -> VisitWindow? {
    let (one, other) = (time(), time())
    return VisitWindow(from: min(one, other), to: max(one, other))
  }

  mutating func campuses() throws -> [CampusCode] {
    var campuses: [CampusCode] = []
    for _ in 0..<numbers.number(0...2) { campuses.append(try name()) }
    return campuses
  }

  mutating func remarks() throws -> EventRemarks? {
    let remarks = EventRemarks(
      statedAt: maybe { $0.time() },
      campuses: try maybe { try $0.campuses() },
      imported: try maybe {
        ImportMark(
          format: $0.text(), time: try $0.code(),
          activity: $0.maybe {
            LoggedActivity(
              name: $0.text(), transition: $0.maybe { $0.text() }, resource: $0.maybe { $0.text() })
          })
      })
    return remarks.isEmpty ? nil : remarks
  }

  mutating func submission(legacy: Bool) throws -> TicketSubmission {
    TicketSubmission(
      campus: try name(), category: try name(), description: text(), place: place(),
      contact: maybe { $0.contact() }, channel: try code(), asset: try maybe { try $0.name() },
      attachments: attachments(),
      legacy: legacy
        ? try maybe {
          LegacyRecord(
            id: $0.text(), warranty: try $0.maybe { try $0.code() },
            funding: $0.maybe { $0.text() },
            raw: $0.maybe { _ in #"{"a":"\u4e00","b": [1,2.5e3,null],"c":{}}"# })
        } : nil)
  }

  mutating func line() -> LineNumber { LineNumber(numbers.number(1...1_000_000)) ?? .first }

  mutating func quantity() -> Quantity {
    Quantity(numbers.number(0...Quantity.most.rawValue)) ?? .none
  }

  mutating func item() -> ItemCode? { ItemCode("valve-\(numbers.number(1...99))") }

  mutating func store() throws -> StoreCode {
    guard let store = StoreCode("库 \(numbers.number(1...9))") else {
      throw CallFailed(call: "StoreCode")
    }
    return store
  }

  mutating func money() throws -> Money {
    let amount = Int64(numbers.number(Int.min...Int.max))
    guard let money = Money(minorUnits: amount, currency: "CNY") else {
      throw CallFailed(call: "Money")
    }
    return money
  }

  mutating func cost() throws -> CostEntry {
    CostEntry(
      kind: try name(), amount: try money(), payer: try code(),
      funding: try maybe { try $0.name() }, text: maybe { $0.text() },
      replaces: maybe { $0.line() })
  }

  mutating func offer() throws -> QuoteOffer {
    QuoteOffer(amount: try money(), text: maybe { $0.text() }, until: maybe { $0.time() })
  }

  mutating func event(_ kind: TicketEventKind) throws -> TicketEvent {
    switch kind {
    case .submitted: .submitted(try submission(legacy: true))
    case .amended:
      .amended(
        TicketAmendment(
          description: maybe { $0.text() }, place: maybe { $0.place() },
          contact: maybe { $0.contact() }, asset: try maybe { try $0.name() }))
    case .noteAdded: .noteAdded(text: text(), internal: numbers.coin())
    case .fileAttached: .fileAttached(attachment())
    case .hurried: .hurried
    case .held:
      .held(
        reason: try code(), until: maybe { $0.time() }, text: maybe { $0.text() },
        pausesClock: numbers.coin())
    case .resumed: .resumed(text: maybe { $0.text() })
    case .accepted:
      .accepted(priority: maybe { $0.priority() }, category: try maybe { try $0.name() })
    case .cancelled:
      .cancelled(
        TicketCancellation(
          kind: try maybe { try $0.code() }, reason: try maybe { try $0.name() },
          remark: maybe { $0.text() }, duplicateOf: try maybe { try $0.ticketID() }))
    case .workCompleted:
      .workCompleted(
        WorkCompletion(
          cause: maybe { $0.text() }, workDone: maybe { $0.text() },
          outcome: try maybe { try $0.code() }, remote: numbers.coin(), attachments: attachments(),
          consumables: maybe { $0.text() }))
    case .workerDispatched:
      .workerDispatched(
        WorkerDispatch(
          worker: try maybe { try $0.name() }, assignment: assignment(),
          override: maybe { $0.text() }, force: numbers.coin(),
          choice: try maybe { try $0.choice() }))
    case .workAcknowledged: .workAcknowledged
    case .workRejected: .workRejected(reason: try name(), text: maybe { $0.text() })
    case .assignmentReleased:
      .assignmentReleased(reason: try name(), assignment: maybe { $0.assignment() })
    case .workerArrived: .workerArrived(place: maybe { $0.place() })
    case .accessDenied: .accessDenied(text: maybe { $0.text() })
    case .workStarted: .workStarted
    case .workHandedOver:
      .workHandedOver(
        worker: try name(), reason: try maybe { try $0.name() }, assignment: assignment())
    case .visitScheduled: window().map { .visitScheduled($0) } ?? .workStarted
    case .deadlineSet: .deadlineSet(due: time(), reason: try maybe { try $0.name() })
    case .extensionRequested: .extensionRequested(until: time(), reason: try name())
    case .extensionApproved: .extensionApproved(until: time())
    case .extensionRefused: .extensionRefused(reason: try maybe { try $0.name() })
    case .completionCorrected:
      .completionCorrected(
        cause: maybe { $0.text() }, workDone: maybe { $0.text() },
        outcome: try maybe { try $0.code() })
    case .resultConfirmed: .resultConfirmed
    case .reworkRequested:
      .reworkRequested(
        reason: try name(), text: maybe { $0.text() }, to: try maybe { try $0.code() },
        assignment: maybe { $0.assignment() })
    case .confirmedByDefault: .confirmedByDefault
    case .evaluated:
      .evaluated(
        TicketEvaluation(
          result: maybe { $0.rating() } ?? nil, efficiency: maybe { $0.rating() } ?? nil,
          attitude: maybe { $0.rating() } ?? nil, text: maybe { $0.text() }, late: numbers.coin()))
    case .evaluationAmended:
      .evaluationAmended(
        result: maybe { $0.rating() } ?? nil, efficiency: maybe { $0.rating() } ?? nil,
        attitude: maybe { $0.rating() } ?? nil, text: maybe { $0.text() })
    case .cancellationRequested:
      .cancellationRequested(reason: try name(), remark: maybe { $0.text() })
    case .cancellationRefused: .cancellationRefused(reason: try maybe { try $0.name() })
    case .reopened: .reopened(reason: try name(), text: maybe { $0.text() })
    case .priorityChanged: .priorityChanged(priority(), reason: try name())
    case .recategorised: .recategorised(try name(), reason: try name())
    case .transferred: .transferred(to: try name(), reason: try name())
    case .materialRequested:
      .materialRequested(
        line: line(), item: maybe { $0.item() } ?? nil, description: maybe { $0.text() },
        unit: maybe { $0.text() }, quantity: quantity())
    case .materialReserved:
      .materialReserved(
        line: line(), quantity: quantity(), store: try store(), override: maybe { $0.text() })
    case .materialIssued:
      .materialIssued(
        line: line(), quantity: quantity(), store: try maybe { try $0.store() },
        override: maybe { $0.text() })
    case .materialUsed: .materialUsed(line: line(), quantity: quantity())
    case .materialReturned:
      .materialReturned(
        line: line(), quantity: quantity(), store: try maybe { try $0.store() })
    case .materialWrittenOff:
      .materialWrittenOff(
        line: line(), quantity: quantity(), reason: try name(), text: maybe { $0.text() })
    case .costAdded: .costAdded(line: line(), try cost())
    case .fundingSet:
      .fundingSet(source: try maybe { try $0.name() }, warranty: try maybe { try $0.code() })
    case .quoteMade: .quoteMade(quote: line(), try offer())
    case .quoteAccepted: .quoteAccepted(quote: line())
    case .quoteRefused: .quoteRefused(quote: line(), reason: try maybe { try $0.name() })
    @unknown default: throw CallFailed(call: "event of kind \(kind)")
    }
  }

  mutating func command(_ kind: TicketCommandKind) throws -> TicketCommand {
    switch kind {
    case .submit: .submit(try wholeSubmission())
    case .amend:
      .amend(
        TicketAmendment(
          description: maybe { $0.text() }, place: maybe { $0.place() },
          contact: maybe { $0.contact() }, asset: try maybe { try $0.name() }))
    case .addNote: .addNote(text: text(), internal: numbers.coin())
    case .attachFile: .attachFile(wholeAttachment())
    case .hurry: .hurry
    case .askInformation: .askInformation(text: text())
    case .giveInformation: .giveInformation(text: text())
    case .accept:
      .accept(priority: maybe { $0.priority() }, category: try maybe { try $0.name() })
    case .decline: .decline(reason: try name(), text: maybe { $0.text() })
    case .markDuplicate: .markDuplicate(of: try ticketID())
    case .resolveRemotely: .resolveRemotely(workDone: text(), cause: maybe { $0.text() })
    case .dispatch:
      .dispatch(
        worker: try name(), override: maybe { $0.text() }, force: numbers.coin(),
        choice: try maybe { try $0.choice() })
    case .acknowledge: .acknowledge
    case .reject: .reject(reason: try name(), text: maybe { $0.text() })
    case .release: .release(reason: try name(), assignment: maybe { $0.assignment() })
    case .checkIn: .checkIn(place: maybe { $0.place() })
    case .recordNoAccess: .recordNoAccess(text: maybe { $0.text() })
    case .startWork: .startWork
    case .handOver: .handOver(worker: try name(), reason: try maybe { try $0.name() })
    case .scheduleVisit: window().map { .scheduleVisit($0) } ?? .startWork
    case .hold:
      .hold(reason: try code(), until: maybe { $0.time() }, text: maybe { $0.text() })
    case .resume: .resume
    case .setDeadline: .setDeadline(due: time(), reason: try maybe { try $0.name() })
    case .requestExtension: .requestExtension(until: time(), reason: try name())
    case .approveExtension: .approveExtension
    case .refuseExtension: .refuseExtension(reason: try maybe { try $0.name() })
    case .complete:
      .complete(WorkReport(cause: text(), workDone: text(), outcome: try code()))
    case .correctCompletion:
      .correctCompletion(
        cause: maybe { $0.text() }, workDone: maybe { $0.text() },
        outcome: try maybe { try $0.code() })
    case .confirm: .confirm
    case .rejectResult:
      .rejectResult(
        reason: try name(), text: maybe { $0.text() }, to: try maybe { try $0.code() })
    case .confirmByDefault: .confirmByDefault
    case .evaluate:
      .evaluate(
        result: try mark(), efficiency: try mark(), attitude: maybe { $0.rating() } ?? nil,
        text: maybe { $0.text() })
    case .amendEvaluation:
      .amendEvaluation(
        result: maybe { $0.rating() } ?? nil, efficiency: maybe { $0.rating() } ?? nil,
        attitude: maybe { $0.rating() } ?? nil, text: maybe { $0.text() })
    case .cancel: .cancel(reason: try name(), remark: maybe { $0.text() })
    case .requestCancellation:
      .requestCancellation(reason: try name(), remark: maybe { $0.text() })
    case .refuseCancellation: .refuseCancellation(reason: try maybe { try $0.name() })
    case .reopen: .reopen(reason: try name(), text: maybe { $0.text() })
    case .changePriority: .changePriority(priority(), reason: try name())
    case .recategorise: .recategorise(try name(), reason: try name())
    case .transfer: .transfer(to: try name(), reason: try name())
    case .requestMaterial:
      .requestMaterial(
        MaterialRequest(
          line: maybe { $0.line() }, item: maybe { $0.item() } ?? nil,
          description: maybe { $0.text() },
          unit: maybe { $0.text() }, quantity: quantity()))
    case .reserveMaterial:
      .reserveMaterial(
        line: line(), quantity: quantity(), store: try store(), override: maybe { $0.text() })
    case .issueMaterial:
      .issueMaterial(
        line: line(), quantity: quantity(), store: try maybe { try $0.store() },
        override: maybe { $0.text() })
    case .useMaterial: .useMaterial(line: line(), quantity: quantity())
    case .returnMaterial:
      .returnMaterial(line: line(), quantity: quantity(), store: try maybe { try $0.store() })
    case .writeOffMaterial:
      .writeOffMaterial(
        line: line(), quantity: quantity(), reason: try name(), text: maybe { $0.text() })
    case .addCost: .addCost(try cost())
    case .setFunding:
      .setFunding(source: try maybe { try $0.name() }, warranty: try maybe { try $0.code() })
    case .quote: .quote(try offer())
    case .acceptQuote: .acceptQuote(line())
    case .refuseQuote: .refuseQuote(line(), reason: try maybe { try $0.name() })
    @unknown default: throw CallFailed(call: "command of kind \(kind)")
    }
  }

  private mutating func mark() throws -> Rating {
    guard let mark = rating() else { throw CallFailed(call: "Rating") }
    return mark
  }

  /// A submission that lacks nothing a command must have.
  private mutating func wholeSubmission() throws -> TicketSubmission {
    var submission = try submission(legacy: false)
    if submission.place.isEmpty { submission.place.code = text() }
    submission.attachments = submission.attachments.map { _ in wholeAttachment() }
    return submission
  }

  private mutating func wholeAttachment() -> Attachment {
    Attachment(
      name: text(), sha256: text(), size: numbers.number(0...1_000_000), mediaType: text(),
      kind: text(), url: maybe { $0.text() })
  }
}
