import RepairCore

/// Who does the next thing, and when: people keep office hours, sleep, and take their time.
extension ScenarioTicket {
  /// Plans the next step after something happened at a moment.
  func plan(after moment: ScenarioMoment, staff: ScenarioStaff) {
    guard let kind = choice(), let ticket else {
      next = nil
      return
    }
    next = step(kind, on: ticket, after: moment, staff: staff)
  }

  var isUrgent: Bool { fault.priority == 1 }

  private func step(
    _ kind: TicketCommandKind, on ticket: Ticket, after now: ScenarioMoment,
    staff: ScenarioStaff
  ) -> Step? {
    let isWithWorker = ticket.assignment != nil
    switch kind {
    case .submit: return nil
    case .amend:
      return ticket.status == .submitted ? asks(kind, 5...120, now) : desk(kind, 5...60, now)
    case .addNote:
      return isWithWorker
        ? crew(kind, 5...60, now)
        : ticket.status == .accepted || ticket.status == .rejectedByWorker
          ? desk(kind, 2...60, now) : asks(kind, 5...600, now)
    case .attachFile:
      return isWithWorker ? crew(kind, 1...20, now) : asks(kind, 1...60, now)
    case .hurry:
      let earliest = ticket.lastHurriedAt.map {
        ScenarioCalendar.moment($0 + TicketPolicy.standard.hurryGap)
      }
      return asks(kind, 120...1_500, max(now, earliest ?? now), by: .requester)
    case .askInformation:
      return isWithWorker ? crew(kind, 5...60, now) : desk(kind, 4...120, now)
    case .giveInformation: return asks(kind, 4...1_200, now)
    case .accept: return desk(kind, isUrgent ? 1...12 : 2...100, now)
    case .decline:
      return ticket.hold == nil
        ? desk(kind, 5...300, now) : desk(kind, 1_700...2_400, now)
    case .markDuplicate: return desk(kind, 5...150, now)
    case .resolveRemotely: return desk(kind, 10...120, now)
    case .dispatch:
      let isAutomatic = ticket.status == .accepted && random.chance(120)
      return desk(kind, isUrgent ? 0...6 : 1...70, now, by: isAutomatic ? .system : .dispatcher)
    case .transfer: return desk(kind, 10...150, now)
    case .changePriority, .recategorise: return desk(kind, 3...60, now)
    case .setDeadline: return desk(kind, 2...60, now)
    case .approveExtension, .refuseExtension: return desk(kind, 8...240, now)
    case .refuseCancellation: return desk(kind, 5...120, now)
    case .cancel: return cancellation(of: ticket, now)
    case .release: return release(of: ticket, now)
    case .resume: return resumption(of: ticket, now)
    case .hold: return isWithWorker ? crew(kind, 3...60, now) : desk(kind, 5...90, now)
    case .scheduleVisit: return isWithWorker ? crew(kind, 3...60, now) : desk(kind, 5...60, now)
    case .acknowledge:
      let isTardy = random.chance(staff.worker(ticket.worker)?.tardiness ?? 0)
      return crew(kind, isTardy ? 12...300 : 1...9, now)
    case .checkIn, .recordNoAccess: return visit(kind, ticket, now)
    case .startWork:
      return ticket.assignment?.arrivedAt == nil
        ? visit(kind, ticket, now) : crew(kind, 0...8, now)
    case .reject, .handOver, .requestExtension: return crew(kind, 3...120, now)
    case .complete:
      let pace = staff.worker(ticket.worker)?.pace ?? 100
      let usual = random.within(fault.minutes) * pace / 100
      return crew(kind, usual...usual + 10, now)
    case .correctCompletion: return crew(kind, 5...120, now)
    case .confirm: return asks(kind, 10...4_000, now)
    case .rejectResult:
      guard let due = confirmationDue(ticket) else { return nil }
      let step = asks(kind, 30...7_500, now)
      // Holidays may carry the complaint past the window; then silence counts as agreement.
      return step.at < ScenarioCalendar.moment(due) ? step : timer(.confirmByDefault, due)
    case .confirmByDefault: return confirmationDue(ticket).map { timer(kind, $0) }
    case .evaluate:
      return asks(kind, ticket.status == .unconfirmed ? 20...6_500 : 60...16_000, now)
    case .amendEvaluation: return asks(kind, 5...2_000, now, by: .requester)
    case .requestCancellation: return asks(kind, 20...600, now, by: .requester)
    case .reopen: return reopening(of: ticket, now)
    case .requestMaterial, .reserveMaterial, .issueMaterial, .useMaterial, .returnMaterial,
      .writeOffMaterial, .addCost, .setFunding, .quote, .acceptQuote, .refuseQuote:
      return nil
    }
  }

  // MARK: People and their hours

  /// The requester, or the desk for one who telephones.
  private func asks(
    _ kind: TicketCommandKind, _ minutes: ClosedRange<Int>, _ now: ScenarioMoment,
    by voice: Voice? = nil
  ) -> Step {
    if voice == nil, cameByDesk, kind != .amend, kind != .addNote, kind != .attachFile,
      random.chance(600)
    {
      return desk(kind, minutes, now, by: .desk)
    }
    let at = ScenarioCalendar.awake(after: now, minutes: random.skewed(minutes), &random)
    return Step(kind: kind, voice: .requester, at: at)
  }

  private func desk(
    _ kind: TicketCommandKind, _ minutes: ClosedRange<Int>, _ now: ScenarioMoment,
    by voice: Voice = .dispatcher
  ) -> Step {
    Step(kind: kind, voice: voice, at: working(minutes, now))
  }

  private func crew(
    _ kind: TicketCommandKind, _ minutes: ClosedRange<Int>, _ now: ScenarioMoment
  ) -> Step {
    Step(kind: kind, voice: .worker, at: working(minutes, now))
  }

  /// A timer fires within a minute or two of its moment.
  private func timer(_ kind: TicketCommandKind, _ due: Timestamp) -> Step {
    let at = ScenarioCalendar.moment(due) + random.below(90 * ScenarioCalendar.second)
    return Step(kind: kind, voice: .system, at: at)
  }

  /// Working hours, except that an emergency waits for nobody's breakfast.
  private func working(_ minutes: ClosedRange<Int>, _ now: ScenarioMoment) -> ScenarioMoment {
    let length = random.skewed(minutes)
    let jitter = random.below(ScenarioCalendar.minute)
    return isUrgent
      ? now + min(length, 240) * ScenarioCalendar.minute + jitter
      : ScenarioCalendar.working(after: now, minutes: length) + jitter
  }

  private func confirmationDue(_ ticket: Ticket) -> Timestamp? {
    ticket.completion.map { $0.at + TicketPolicy.standard.confirmationWindow }
  }

  // MARK: Steps that depend on what was agreed

  private func visit(
    _ kind: TicketCommandKind, _ ticket: Ticket, _ now: ScenarioMoment
  ) -> Step {
    if let visit = ticket.visit {
      let from = ScenarioCalendar.moment(visit.from)
      if from > now {
        let late = random.skewed(0...60) * ScenarioCalendar.minute
        return Step(kind: kind, voice: .worker, at: from + late)
      }
    }
    return crew(kind, isUrgent ? 6...45 : 15...700, now)
  }

  private func cancellation(of ticket: Ticket, _ now: ScenarioMoment) -> Step {
    if ticket.cancellationRequest != nil { return desk(.cancel, 5...120, now) }
    let isWaiting = ticket.status == .submitted || ticket.status == .accepted
    return isWaiting && (ticket.status == .submitted || random.chance(600))
      ? asks(.cancel, 20...700, now, by: .requester) : desk(.cancel, 20...400, now)
  }

  private func release(of ticket: Ticket, _ now: ScenarioMoment) -> Step {
    guard let assignment = ticket.assignment, random.chance(800) else {
      return desk(.release, 20...200, now)
    }
    let due = assignment.since + TicketPolicy.standard.acknowledgeWindow
    return timer(.release, max(due, ScenarioCalendar.timestamp(now)))
  }

  private func resumption(of ticket: Ticket, _ now: ScenarioMoment) -> Step {
    if let until = ticket.hold?.until, random.chance(650) {
      return timer(.resume, max(until, ScenarioCalendar.timestamp(now)))
    }
    return ticket.assignment != nil && random.chance(700)
      ? crew(.resume, 120...1_500, now) : desk(.resume, 120...1_500, now)
  }

  private func reopening(of ticket: Ticket, _ now: ScenarioMoment) -> Step? {
    switch ticket.status {
    case .withdrawn: return asks(.reopen, 60...8_000, now, by: .requester)
    case .declined, .duplicate, .cancelledByDispatcher: return desk(.reopen, 60...1_500, now)
    default:
      let step = asks(.reopen, 200...14_000, now, by: .requester)
      guard let first = ticket.firstCompletedAt else { return nil }
      let last = ScenarioCalendar.moment(first + TicketPolicy.standard.reopenWindow)
      return step.at <= last ? step : nil
    }
  }
}
