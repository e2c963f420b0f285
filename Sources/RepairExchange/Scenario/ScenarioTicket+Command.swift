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
    case .askInformation: return .askInformation(text: says(ScenarioWording.questions))
    case .giveInformation: return .giveInformation(text: says(ScenarioWording.answers))
    case .accept: return acceptance()
    case .decline:
      let isSilent = ticket?.hold != nil
      return reason(
        isSilent ? "noAnswer" : random.pick(["notOurs", "renovationPlanned", "unclear"])
      )
      .map { .decline(reason: $0, text: isSilent ? nil : says(ScenarioWording.declines)) }
    case .markDuplicate: return twin.map { .markDuplicate(of: $0.id) }
    case .resolveRemotely:
      return .resolveRemotely(
        workDone: workersWord(fault.repairs),
        cause: random.chance(600) ? workersWord(fault.causes) : nil)
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
      return reason("noLongerNeeded")
        .map { .requestCancellation(reason: $0, remark: optionally(ScenarioWording.cancellations)) }
    case .refuseCancellation: return .refuseCancellation(reason: reason("safety"))
    case .reopen:
      return reason(ticket?.phase == .cancelled ? "stillNeeded" : "faultReturned")
        .map { .reopen(reason: $0, text: optionally(ScenarioWording.reworks)) }
    case .changePriority: return reprioritisation()
    case .recategorise: return recategorisation()
    case .transfer: return transfer()
    }
  }

  // MARK: Words

  func reason(_ text: String) -> ReasonCode? { ReasonCode(text) }

  private func says(_ phrases: [ScenarioPhrase]) -> String {
    random.pick(phrases).text(inEnglish: requester.writesEnglish)
  }

  /// A phrase six times in ten; nothing otherwise, and nothing for an empty one.
  private func optionally(_ phrases: [ScenarioPhrase]) -> String? {
    guard random.chance(600) else { return nil }
    let text = says(phrases)
    return text.isEmpty ? nil : text
  }

  /// Workers write Chinese to nearly everybody.
  private func workersWord(_ phrases: [ScenarioPhrase]) -> String {
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
      return reason(random.pick(["noLongerNeeded", "fixedMyself", "movedOut"]))
        .map { .cancel(reason: $0, remark: optionally(ScenarioWording.cancellations)) }
    }
    let isWish = ticket?.cancellationRequest != nil
    return reason(isWish ? "requesterAsked" : random.pick(["renovationPlanned", "contractor"]))
      .map { .cancel(reason: $0, remark: nil) }
  }

  // MARK: The work

  private func rejection() -> TicketCommand? {
    let choices = [
      ("noParts", ScenarioPhrase("没有这个规格的配件", "no part of that size")),
      ("wrongTrade", ScenarioPhrase("不是我这个工种", "not my trade")),
      ("overloaded", ScenarioPhrase("今天排不过来了", "no time left today")),
      ("needsTwo", ScenarioPhrase("一个人干不了", "takes two people")),
    ]
    let (code, text) = random.pick(choices)
    return reason(code).map {
      .reject(reason: $0, text: random.chance(650) ? workersWord([text]) : nil)
    }
  }

  private func appointment(after at: ScenarioMoment) -> TicketCommand? {
    let hour = random.pick([9, 10, 14, 16])
    var day = at / ScenarioCalendar.day + random.within(1...3)
    while day % 7 == 6 || ScenarioCalendar.isHoliday(day) { day += 1 }
    var from = day * ScenarioCalendar.day + hour * ScenarioCalendar.hour
    // The same time again would change nothing.
    if ticket?.visit?.from == ScenarioCalendar.timestamp(from) { from += ScenarioCalendar.hour }
    return VisitWindow(
      from: ScenarioCalendar.timestamp(from),
      to: ScenarioCalendar.timestamp(from + 2 * ScenarioCalendar.hour)
    ).map(TicketCommand.scheduleVisit)
  }

  private func rest(at moment: ScenarioMoment) -> TicketCommand {
    let reason =
      ticket?.hold?.reason
      ?? random.weighted([
        (.parts, 480), (.vendor, 150), (.approval, 110), (.scheduled, 150), (.weather, 60),
        (.other, 50),
      ])
    let texts: [HoldReason: ScenarioPhrase] = [
      .parts: ScenarioPhrase("等配件到货", "waiting for the part"),
      .vendor: ScenarioPhrase("已联系厂家", "the maker has been called"),
      .approval: ScenarioPhrase("费用待审批", "cost to be approved"),
      .scheduled: ScenarioPhrase("约到下次停水检修时处理", "at the next planned shutdown"),
      .weather: ScenarioPhrase("下雨，户外作业暂停", "rain, no work outside"),
      .other: ScenarioPhrase("等宿管开门", "waiting for the warden"),
    ]
    let isExtended = ticket?.hold != nil
    let hasEnd = isExtended || random.chance(700)
    let from = max(moment, ticket?.hold?.until.map(ScenarioCalendar.moment) ?? moment)
    return .hold(
      reason: reason, until: hasEnd ? evening(after: from, days: 1...6) : nil,
      text: random.chance(600) ? texts[reason].map { workersWord([$0]) } : nil)
  }

  /// Six in the evening some days on.
  private func evening(after moment: ScenarioMoment, days: ClosedRange<Int>) -> Timestamp {
    let day = moment / ScenarioCalendar.day + random.within(days)
    return ScenarioCalendar.timestamp(
      day * ScenarioCalendar.day + 18 * ScenarioCalendar.hour)
  }

  private func completion(at moment: ScenarioMoment) -> TicketCommand {
    let outcome: Outcome = random.weighted([
      (.fixed, 880), (.temporary, 50), (.notReproducible, 30), (.beyondRepair, 20),
      (.referredOut, 20),
    ])
    let cause: String
    let workDone: String
    switch outcome {
    case .notReproducible:
      cause = workersWord([ScenarioPhrase("现场未发现异常", "nothing wrong found")])
      workDone = workersWord([ScenarioPhrase("检查并试用正常", "checked and tested, works")])
    case .beyondRepair:
      cause = workersWord(fault.causes)
      workDone = workersWord([ScenarioPhrase("无法修复，建议报废更换", "cannot be repaired, replace it")])
    case .referredOut:
      cause = workersWord(fault.causes)
      workDone = workersWord([ScenarioPhrase("已转外协单位处理", "handed to the contractor")])
    case .fixed, .temporary:
      cause = workersWord(fault.causes)
      workDone = workersWord(fault.repairs)
    }
    return .complete(
      WorkReport(
        cause: cause, workDone: workDone, outcome: outcome,
        attachments: random.chance(220) ? [photo(at: moment)] : []))
  }

  private func correction() -> TicketCommand? {
    guard let work = ticket?.completion?.work, let done = work.workDone else { return nil }
    let more = ScenarioPhrase("，另检查了同层其他房间", "; checked the other rooms of the floor too")
    return .correctCompletion(cause: nil, workDone: done + workersWord([more]), outcome: nil)
  }

  // MARK: The requester's verdict

  private func rework() -> TicketCommand? {
    let target: ReworkTarget? = random.chance(250) ? .desk : random.chance(150) ? .worker : nil
    return reason(random.pick(["stillBroken", "partlyDone", "untidy"]))
      .map { .rejectResult(reason: $0, text: optionally(ScenarioWording.reworks), to: target) }
  }

  private func evaluation() -> TicketCommand? {
    let isUnhappy = slipped || (ticket?.reworks ?? 0) > 0
    let marks = isUnhappy ? [1, 2, 2, 3, 3, 4] : [3, 4, 4, 5, 5, 5, 5, 5]
    let number = random.pick(marks)
    let wait = ticket.flatMap { ticket in ticket.completion.map { $0.at - ticket.submittedAt } }
    let wasSlow = wait.map { $0 > .days(4) } ?? false
    let pace = max(1, number - (wasSlow ? 2 : 0) - (random.chance(200) ? 1 : 0))
    guard let result = Rating(number), let efficiency = Rating(pace) else { return nil }
    let words =
      number >= 4 && !wasSlow
      ? ScenarioWording.praise : number >= 3 ? ScenarioWording.lukewarm : ScenarioWording.complaint
    return .evaluate(
      result: result, efficiency: efficiency,
      attitude: random.chance(550) ? Rating(min(5, number + random.below(2))) : nil,
      text: random.chance(480) ? says(words) : nil)
  }

  private func secondThought() -> TicketCommand? {
    guard let state = ticket?.state, case .evaluated(let evaluated) = state,
      let old = evaluated.evaluation.result
    else { return nil }
    let number = old.rawValue > 2 ? old.rawValue - 1 : old.rawValue + 2
    return .amendEvaluation(
      result: Rating(number), efficiency: nil, attitude: nil,
      text: random.chance(500) ? says(ScenarioWording.lukewarm) : nil)
  }
}
