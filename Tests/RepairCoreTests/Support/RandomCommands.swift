import RepairCore

/// Commands, actors and events by chance, good and bad, from a seed.
extension SeededGenerator {
  mutating func isLikely(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  private static let texts = [
    "x", "水管", "", " ", "a\0", String(repeating: "长", count: 4_001), "e\u{301}", "ok",
  ]

  mutating func text() -> String { pick(Self.texts) }

  mutating func soundText() -> String { isLikely(90) ? "ok" : text() }

  mutating func person() -> PersonID { pick(["w-1", "w-2", "w-3", "u-1", "d-1"]) }

  mutating func mark() -> Rating { pick([1, 2, 3, 4, 5]) }

  mutating func attachment() -> TicketFile {
    TicketFile(
      name: isLikely(90) ? "a.jpg" : nil,
      sha256: isLikely(90) ? String(repeating: "0f", count: 32) : text(),
      size: pick([0, 1, .max, isLikely(90) ? 2 : -1]), mediaType: "image/jpeg",
      kind: pick(["photo", "voice"]))
  }

  mutating func attachments() -> [TicketFile] {
    isLikely(70) ? [] : (0..<Int.random(in: 1...3, using: &self)).map { _ in attachment() }
  }

  mutating func submission() -> TicketSubmission {
    TicketSubmission(
      campus: pick(["north", "south"]), category: pick(["plumbing", "electric"]),
      description: soundText(),
      place: Place(code: isLikely(90) ? "dorm-5" : nil, address: perhaps(["roof"])),
      contact: perhaps([Contact(name: "Li", phone: soundText())]),
      channel: pick(Channel.allCases), asset: perhaps(["tap-7"]), attachments: attachments())
  }

  mutating func line() -> LineNumber { pick([1, 1, 1, 1, 2]) }

  mutating func quantity() -> Quantity { pick([0, 1, 1, 1, 1, 1, 1, 1, 2, .most]) }

  mutating func money() -> Money {
    let amount: Int64 = pick([1, 250, 250, 1_000, 1_000, 1_000_000_000_000, 0, -1, .max, .min])
    return isLikely(90) ? .cny(amount) : .eur(amount)
  }

  mutating func costEntry() -> CostEntry {
    CostEntry(
      kind: pick(["labour", "material"]), amount: money(),
      payer: isLikely(30) ? .requester : .institution, funding: perhaps(["housing"]),
      text: perhaps([soundText()]), replaces: isLikely(15) ? line() : nil)
  }

  mutating func window(near at: Timestamp) -> VisitWindow {
    let from = at + .hours(Int64.random(in: -2...9, using: &self))
    return .between(min(from, .latest - .millisecond), from + .hours(1) + .millisecond)
  }

  mutating func actor() -> Actor {
    var actor = pick(Person.allCases).actor
    if actor.role == .worker { actor.id = person() }
    if isLikely(20) { actor.campuses = perhaps([[], ["south"], ["north", "south"]]) }
    return actor
  }

  /// Mostly somebody who has to do with the ticket.
  mutating func actor(near ticket: Ticket?) -> Actor {
    guard let ticket, isLikely(85) else { return actor() }
    let known: [Actor?] = [
      ticket.requester.map { Actor(id: $0, role: .requester) },
      ticket.worker.map { Actor(id: $0, role: .worker) },
      Actor(id: "d-1", role: .dispatcher, onBehalfOf: perhaps([ticket.requester ?? "u-1"])),
      Actor(id: "timer", role: .system),
      Actor(id: "s-1", role: .storekeeper),
    ]
    return pick((known + known.dropLast()).compactMap(\.self))
  }

  mutating func facts() -> WorkerFacts? {
    guard isLikely(30) else { return nil }
    return WorkerFacts(
      isActive: perhaps([true, true, false]), isOnDuty: perhaps([true, true, false]),
      campuses: perhaps([["north", "south"], ["south"]]), trades: perhaps([["plumbing"], []]),
      openJobs: perhaps([0, 9, 10, .max, .min]))
  }

  /// A moment a little or a lot after another, now and then before it.
  mutating func moment(after last: Timestamp) -> Timestamp {
    let step: TimeSpan = pick([
      .zero, .millisecond, .seconds(30), .minutes(5), .minutes(10), .hours(2), .days(1), .days(7),
      .seconds(-90), .minutes(-2), .minutes(-3),
    ])
    return last + (isLikely(2) ? .days(31) : step)
  }

  mutating func command(_ kind: TicketCommandKind, at: Timestamp) -> TicketCommand {
    let optional = perhaps([soundText()])
    switch kind {
    case .submit: return .submit(submission())
    case .amend:
      return .amend(
        TicketAmendment(
          description: optional, place: perhaps([Place(code: pick(["roof", "dorm-5"]))]),
          contact: perhaps([Contact(phone: "7")]), asset: perhaps(["tap-7"])))
    case .addNote: return .addNote(text: soundText(), internal: isLikely(30))
    case .attachFile: return .attachFile(attachment())
    case .askInformation: return .askInformation(text: soundText())
    case .giveInformation: return .giveInformation(text: soundText())
    case .accept: return .accept(priority: perhaps([1, 5]), category: perhaps(["electric"]))
    case .decline: return .decline(reason: "notOurs", text: optional)
    case .markDuplicate: return .markDuplicate(of: pick(["N-0", "N-1"]))
    case .resolveRemotely: return .resolveRemotely(workDone: soundText(), cause: optional)
    case .dispatch:
      return .dispatch(worker: person(), override: optional, force: isLikely(30))
    case .reject: return .reject(reason: "noParts", text: optional)
    case .release:
      return .release(
        reason: pick(["shift", "workerLeft"]), assignment: isLikely(20) ? pick([1, 2, 3]) : nil)
    case .checkIn: return .checkIn(place: perhaps([Place(address: soundText())]))
    case .recordNoAccess: return .recordNoAccess(text: optional)
    case .handOver: return .handOver(worker: person(), reason: perhaps(["sick"]))
    case .scheduleVisit: return .scheduleVisit(window(near: at))
    case .hold:
      return .hold(
        reason: pick(HoldReason.allCases),
        until: perhaps([at + .hours(Int64.random(in: -1...30, using: &self))]), text: optional)
    case .setDeadline: return .setDeadline(due: moment(after: at), reason: nil)
    case .requestExtension: return .requestExtension(until: moment(after: at), reason: "parts")
    case .refuseExtension: return .refuseExtension(reason: perhaps(["exam"]))
    case .complete:
      return .complete(
        WorkReport(
          cause: soundText(), workDone: soundText(), outcome: pick(Outcome.allCases),
          attachments: attachments()))
    case .correctCompletion:
      return .correctCompletion(
        cause: optional, workDone: perhaps([soundText()]), outcome: perhaps(Outcome.allCases))
    case .rejectResult:
      return .rejectResult(
        reason: "stillLeaks", text: optional, to: perhaps(ReworkTarget.allCases))
    case .evaluate:
      return .evaluate(
        result: mark(), efficiency: mark(), attitude: perhaps([mark()]), text: optional)
    case .amendEvaluation:
      return .amendEvaluation(
        result: perhaps([mark()]), efficiency: perhaps([mark()]), attitude: nil, text: optional)
    case .cancel: return .cancel(reason: "moved", remark: optional)
    case .requestCancellation: return .requestCancellation(reason: "moved", remark: optional)
    case .refuseCancellation: return .refuseCancellation(reason: nil)
    case .reopen: return .reopen(reason: "again", text: optional)
    case .changePriority: return .changePriority(pick([1, 2, 3]), reason: "flood")
    case .recategorise: return .recategorise(pick(["plumbing", "electric"]), reason: "x")
    case .transfer: return .transfer(to: pick(["north", "south"]), reason: "moved")
    case .requestMaterial:
      return .requestMaterial(
        MaterialRequest(
          line: isLikely(20) ? line() : nil, item: perhaps(["valve-15", "pipe"]),
          description: perhaps([soundText()]), unit: perhaps(["pcs"]), quantity: quantity()))
    case .reserveMaterial:
      return .reserveMaterial(
        line: line(), quantity: quantity(), store: pick(["north-main", "south"]),
        override: optional)
    case .issueMaterial:
      return .issueMaterial(
        line: line(), quantity: quantity(), store: perhaps(["north-main"]), override: optional)
    case .useMaterial: return .useMaterial(line: line(), quantity: quantity())
    case .returnMaterial:
      return .returnMaterial(
        line: line(), quantity: quantity(), store: perhaps(["north-main", "south"]))
    case .writeOffMaterial:
      return .writeOffMaterial(line: line(), quantity: quantity(), reason: "lost", text: optional)
    case .addCost: return .addCost(costEntry())
    case .setFunding:
      return .setFunding(
        source: perhaps(["housing", "canteen"]), warranty: perhaps([.out, .out, .in]))
    case .quote:
      return .quote(
        QuoteOffer(
          amount: money(), text: optional, until: isLikely(30) ? moment(after: at) : nil))
    case .acceptQuote: return .acceptQuote(line())
    case .refuseQuote: return .refuseQuote(line(), reason: perhaps(["tooDear"]))
    case .hurry, .acknowledge, .startWork, .resume, .approveExtension, .confirm,
      .confirmByDefault:
      return .sample(kind, at: at)
    }
  }
}
