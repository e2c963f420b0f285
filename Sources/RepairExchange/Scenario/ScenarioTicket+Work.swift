import RepairCore

/// What workers and requesters say: the particulars of the work and of the verdict on it.
extension ScenarioTicket {
  // MARK: The work

  func rejection() -> TicketCommand? {
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

  func appointment(after at: ScenarioMoment) -> TicketCommand? {
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

  func rest(at moment: ScenarioMoment) -> TicketCommand {
    // Rain stops those who work on roofs.
    let outdoors = fault.trade == .mason ? 500 : 0
    let reason =
      ticket?.hold?.reason
      ?? random.weighted([
        (.parts, 480), (.vendor, 150), (.approval, 110), (.scheduled, 150), (.weather, outdoors),
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
  func evening(after moment: ScenarioMoment, days: ClosedRange<Int>) -> Timestamp {
    let day = moment / ScenarioCalendar.day + random.within(days)
    return ScenarioCalendar.timestamp(
      day * ScenarioCalendar.day + 18 * ScenarioCalendar.hour)
  }

  func completion(at moment: ScenarioMoment) -> TicketCommand {
    let outcome: Outcome = random.weighted([
      (.fixed, 880), (.temporary, 50), (.notReproducible, 30), (.beyondRepair, 20),
      (.referredOut, 20),
    ])
    var (cause, workDone) = diagnosis()
    switch outcome {
    case .notReproducible:
      cause = workersWord([ScenarioPhrase("现场未发现异常", "nothing wrong found")])
      workDone = workersWord([ScenarioPhrase("检查并试用正常", "checked and tested, works")])
    case .beyondRepair:
      workDone = workersWord([ScenarioPhrase("无法修复，建议报废更换", "cannot be repaired, replace it")])
    case .referredOut:
      workDone = workersWord([ScenarioPhrase("已转外协单位处理", "handed to the contractor")])
    case .fixed, .temporary: break
    }
    return .complete(
      WorkReport(
        cause: cause, workDone: workDone, outcome: outcome,
        attachments: random.chance(220) ? [photo(at: moment)] : []))
  }

  func correction() -> TicketCommand? {
    guard let work = ticket?.completion?.work, let done = work.workDone else { return nil }
    let more = ScenarioPhrase("，另检查了同层其他房间", "; checked the other rooms of the floor too")
    return .correctCompletion(cause: nil, workDone: done + workersWord([more]), outcome: nil)
  }

  // MARK: The requester's verdict

  func rework() -> TicketCommand? {
    let target: ReworkTarget? = random.chance(250) ? .desk : random.chance(150) ? .worker : nil
    let (code, words) = random.pick(ScenarioWording.reworks)
    return reason(code).map { .rejectResult(reason: $0, text: optionally(words), to: target) }
  }

  func evaluation() -> TicketCommand? {
    let isUnhappy = slipped || (ticket?.reworks ?? 0) > 0
    let marks = isUnhappy ? [1, 2, 2, 3, 3, 4] : [3, 4, 4, 5, 5, 5, 5, 5]
    let number = random.pick(marks)
    let wait = ticket.flatMap { ticket in ticket.completion.map { $0.at - ticket.submittedAt } }
    let wasSlow = wait.map { $0 > .days(4) } ?? false
    let pace = max(1, number - (wasSlow ? 2 : 0) - (random.chance(200) ? 1 : 0))
    guard let result = Rating(number), let efficiency = Rating(pace) else { return nil }
    let wasSwift = wait.map { $0 < .hours(9) } ?? false
    let words =
      number >= 4 && !wasSlow
      ? (wasSwift && random.chance(250) ? ScenarioWording.sameDay : ScenarioWording.praise)
      : number >= 3 ? ScenarioWording.lukewarm : ScenarioWording.complaint
    return .evaluate(
      result: result, efficiency: efficiency,
      attitude: random.chance(550) ? Rating(min(5, number + random.below(2))) : nil,
      text: random.chance(480) ? says(words) : nil)
  }

  func secondThought() -> TicketCommand? {
    guard let state = ticket?.state, case .evaluated(let evaluated) = state,
      let old = evaluated.evaluation.result
    else { return nil }
    let number = old.rawValue > 2 ? old.rawValue - 1 : old.rawValue + 2
    return .amendEvaluation(
      result: Rating(number), efficiency: nil, attitude: nil,
      text: random.chance(500) ? says(ScenarioWording.lukewarm) : nil)
  }
}
