import RepairCore

/// The particulars of each command: what is said, promised, and found.
extension ScenarioTicket {
  /// The command of a step, or `nil` when it cannot be given now, for want of a free worker say.
  func command(for step: Step, actor: Actor, staff: ScenarioStaff) -> TicketCommand? {
    let at = step.at
    switch step.kind {
    case .submit: return submission(by: actor)
    case .amend: return amendment()
    case .addNote: return remark(by: actor)
    case .attachFile: return .attachFile(photo(at: at))
    case .hurry: return .hurry
    case .askInformation:
      return .askInformation(text: says([random.pick(ScenarioWording.questions).question]))
    case .giveInformation: return .giveInformation(text: answer())
    case .accept: return acceptance()
    case .decline:
      if ticket?.hold != nil { return reason("noAnswer").map { .decline(reason: $0, text: nil) } }
      let (code, words) = random.pick(ScenarioWording.declines)
      return reason(code).map { .decline(reason: $0, text: says([words])) }
    case .markDuplicate: return twin.map { .markDuplicate(of: $0.id) }
    case .resolveRemotely:
      let (cause, repair) = diagnosis()
      return .resolveRemotely(workDone: repair, cause: random.chance(600) ? cause : nil)
    case .dispatch: return dispatch(staff)
    case .acknowledge: return .acknowledge
    case .reject: return rejection()
    case .release:
      if step.voice == .system {
        return reason("acknowledgeTimeout").map {
          .release(reason: $0, assignment: ticket?.assignment?.number)
        }
      }
      return reason(random.pick(["workerIll", "shiftChange", "moreUrgentJob"]))
        .map { .release(reason: $0, assignment: nil) }
    case .checkIn: return .checkIn(place: random.chance(150) ? place.place : nil)
    case .recordNoAccess:
      return .recordNoAccess(text: random.chance(700) ? says(ScenarioWording.noAccess) : nil)
    case .startWork: return .startWork
    case .handOver:
      guard let worker = anotherWorker(staff) else { return nil }
      return .handOver(
        worker: worker, reason: reason(random.pick(["wrongTrade", "shiftChange", "needsTwo"])))
    case .scheduleVisit: return appointment(after: at)
    case .hold: return rest(at: at)
    case .resume: return .resume
    case .setDeadline:
      return .setDeadline(
        due: evening(after: at, days: 2...12),
        reason: random.chance(500) ? reason(random.pick(["inspection", "promised", "exams"])) : nil)
    case .requestExtension:
      let from = max(at, ticket?.deadline.map(ScenarioCalendar.moment) ?? at)
      return reason(random.pick(["partsOrdered", "moreWorkThanThought", "roomInUse"]))
        .map { .requestExtension(until: evening(after: from, days: 1...5), reason: $0) }
    case .approveExtension: return .approveExtension
    case .refuseExtension: return .refuseExtension(reason: reason("roomNeeded"))
    case .complete: return completion(at: at)
    case .correctCompletion: return correction()
    case .confirm: return .confirm
    case .rejectResult: return rework()
    case .confirmByDefault: return .confirmByDefault
    case .evaluate: return evaluation()
    case .amendEvaluation: return secondThought()
    case .cancel: return cancellation(by: actor)
    case .requestCancellation:
      let (code, words) = random.pick(ScenarioWording.cancellations)
      return reason(code).map { .requestCancellation(reason: $0, remark: optionally(words)) }
    case .refuseCancellation: return .refuseCancellation(reason: reason("safety"))
    case .reopen:
      if ticket?.phase == .cancelled {
        return reason("stillNeeded").map { .reopen(reason: $0, text: nil) }
      }
      let words = ScenarioPhrase("又坏了，和上次一样", "Broken again, the same as last time")
      return reason("faultReturned").map { .reopen(reason: $0, text: optionally(words)) }
    case .changePriority: return reprioritisation()
    case .recategorise: return recategorisation()
    case .transfer: return transfer()
    // No road leads to these: a desk without a store and without prices.
    case .requestMaterial, .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial,
      .writeOffMaterial, .addCost, .setFunding, .quote, .acceptQuote, .refuseQuote:
      return nil
    }
  }

  // MARK: Words

  func reason(_ text: String) -> ReasonCode? { ReasonCode(text) }

  func says(_ phrases: [ScenarioPhrase]) -> String {
    random.pick(phrases).text(inEnglish: requester.writesEnglish)
  }

  /// The words six times in ten.
  func optionally(_ words: ScenarioPhrase) -> String? {
    random.chance(600) ? says([words]) : nil
  }

  /// An answer to the question that was asked.
  private func answer() -> String {
    let asked = ticket?.hold?.text
    let pair = ScenarioWording.questions.first {
      $0.question.zh == asked || $0.question.en == asked
    }
    return says((pair ?? random.pick(ScenarioWording.questions)).answers)
  }

  /// What was wrong and what helped, in one language.
  func diagnosis() -> (cause: String, repair: String) {
    let english = requester.writesEnglish && random.chance(400)
    let index = random.below(fault.causes.count)
    // The repairs stand in the order of the causes; what is left over goes with the last of them.
    let repair =
      index < fault.causes.count - 1
      ? fault.repairs[min(index, fault.repairs.count - 1)]
      : random.pick(Array(fault.repairs.dropFirst(min(index, fault.repairs.count - 1))))
    return (fault.causes[index].text(inEnglish: english), repair.text(inEnglish: english))
  }

  /// Workers write Chinese to nearly everybody.
  func workersWord(_ phrases: [ScenarioPhrase]) -> String {
    random.pick(phrases).text(inEnglish: requester.writesEnglish && random.chance(400))
  }

  // MARK: The report

  private func submission(by actor: Actor) -> TicketCommand? {
    guard let campus = CampusCode(ScenarioCampus.codes[requester.campus]),
      let category = CategoryCode(statedCategory)
    else { return nil }
    var contact: Contact? = random.chance(850) ? requester.contact : nil
    if channel == .phone { contact = Contact(name: contact?.name, phone: requester.contact.phone) }
    if actor.role == .worker { contact = nil }
    let description = ScenarioWording.description(
      of: fault, spot: place.spot, inDormitory: inDormitory, inEnglish: requester.writesEnglish,
      &random)
    let hasPhoto = !cameByDesk && random.chance(280)
    return .submit(
      TicketSubmission(
        campus: campus, category: category, description: description, place: place.place,
        contact: contact, channel: channel, asset: place.asset,
        attachments: hasPhoto ? [photo(at: next?.at ?? 0)] : []))
  }

  private func amendment() -> TicketCommand? {
    guard let ticket else { return nil }
    if random.chance(500) {
      let more = says(ScenarioWording.requesterNotes)
      let stop = requester.writesEnglish ? " " : "。"
      return .amend(TicketAmendment(description: ticket.description + stop + more))
    }
    let address = (ticket.place.address ?? "") + (requester.writesEnglish ? " (inside)" : "（里间）")
    return .amend(TicketAmendment(place: Place(code: ticket.place.code, address: address)))
  }

  private func remark(by actor: Actor) -> TicketCommand {
    actor.role == .requester || actor.onBehalfOf != nil
      ? .addNote(text: says(ScenarioWording.requesterNotes), internal: false)
      : .addNote(text: workersWord(ScenarioWording.internalNotes), internal: random.chance(800))
  }

  private static let hexadecimal = Array("0123456789abcdef")

  func photo(at moment: ScenarioMoment) -> Attachment {
    let digest = String((0..<64).map { _ in random.pick(Self.hexadecimal) })
    let day = ScenarioCalendar.timestamp(moment + 8 * ScenarioCalendar.hour).description.prefix(10)
    let date = day.filter { $0 != "-" }
    return Attachment(
      name: "IMG_\(date)_\(1_000 + random.below(9_000)).jpg", sha256: digest,
      size: random.within(80_000...4_200_000), mediaType: "image/jpeg", kind: "photo",
      url: random.chance(500) ? "https://files.example.org/\(date)/\(digest.prefix(12)).jpg" : nil)
  }

  // MARK: The desk

  private func acceptance() -> TicketCommand {
    let isUsual = fault.priority == Priority.normal.rawValue
    return .accept(
      priority: isUsual && random.chance(500) ? nil : Priority(fault.priority),
      category: statedCategory != fault.category && random.chance(700)
        ? CategoryCode(fault.category) : nil)
  }

  private func dispatch(_ staff: ScenarioStaff) -> TicketCommand? {
    guard let ticket else { return nil }
    if case .rejectedByWorker(let handBack) = ticket.state, let worker = handBack.worker,
      staff.hasRoom(worker), worker != reporter, random.chance(30)
    {
      return .dispatch(worker: worker, override: nil, force: true)
    }
    if let worker = anotherWorker(staff) {
      return .dispatch(worker: worker, override: nil, force: false)
    }
    guard let other = anotherWorker(staff, trade: random.pick(ScenarioTrade.allCases)) else {
      return nil
    }
    return .dispatch(worker: other, override: says(ScenarioWording.overrides), force: false)
  }

  private func anotherWorker(_ staff: ScenarioStaff, trade: ScenarioTrade? = nil) -> PersonID? {
    var barred: [PersonID?] = [reporter, ticket?.assignment?.worker]
    if let state = ticket?.state, case .rejectedByWorker(let handBack) = state {
      barred.append(handBack.worker)
    }
    return staff.leastBusy(
      campus: campusNumber, trade: trade ?? fault.trade, except: barred, &random)
  }

  private func reprioritisation() -> TicketCommand? {
    guard let old = ticket?.priority ?? Priority(3) else { return nil }
    let number = old.rawValue == 3 ? random.pick([2, 2, 4, 1]) : 3
    return Priority(number).flatMap { priority in
      reason(number < old.rawValue ? "moreSevere" : "lessSevere")
        .map { .changePriority(priority, reason: $0) }
    }
  }

  private func recategorisation() -> TicketCommand? {
    guard let ticket else { return nil }
    let other =
      ticket.category.rawValue == fault.category
      ? random.pick(ScenarioFault.all).category : fault.category
    guard other != ticket.category.rawValue else { return nil }
    return CategoryCode(other).flatMap { category in
      reason("foundOnSite").map { .recategorise(category, reason: $0) }
    }
  }

  private func transfer() -> TicketCommand? {
    let other = (campusNumber + random.within(1...3)) % ScenarioCampus.codes.count
    return CampusCode(ScenarioCampus.codes[other]).flatMap { campus in
      reason("wrongCampus").map { .transfer(to: campus, reason: $0) }
    }
  }

  private func cancellation(by actor: Actor) -> TicketCommand? {
    if actor.role == .requester {
      let (code, words) = random.pick(ScenarioWording.cancellations)
      return reason(code).map { .cancel(reason: $0, remark: optionally(words)) }
    }
    let isWish = ticket?.cancellationRequest != nil
    return reason(isWish ? "requesterAsked" : random.pick(["renovationPlanned", "contractor"]))
      .map { .cancel(reason: $0, remark: nil) }
  }
}
