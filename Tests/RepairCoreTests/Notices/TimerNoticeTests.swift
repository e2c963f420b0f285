import RepairCore
import Testing

@Suite("Who is told of timers") struct TimerNoticeTests {
  private func told(
    _ timer: FiredTimer, _ given: Given, by escalations: [TargetEscalation] = []
  ) throws -> [String] {
    let ticket = try #require(given.ticket)
    return NoticeDraft.drafts(for: timer, on: ticket, escalatedBy: escalations).map {
      "\($0.recipient): "
        + NoticeRules.standard.text(of: $0.rule, with: $0.values, form: .of(.sms))
    }
  }

  @Test("A target near its end, missed, or still missed → the dispatcher, or whom the plan says")
  func targets() throws {
    let near = FiredTimer(timer: .nearBreach, dueAt: .start, target: .complete)
    #expect(
      try told(near, Given(.acknowledged))
        == ["dispatcher@north: 报修N-1（5栋 301）即将超时：完工，期限2026-03-01 16:00。"])
    let plan = [
      TargetEscalation(target: .arrive, at: .nearBreach, tell: [.person("boss")]),
      TargetEscalation(at: .nearBreach, tell: [.worker, .requester, .worker]),
      TargetEscalation(at: .afterBreach(.hours(1)), tell: [.person("boss")]),
    ]
    #expect(
      try told(near, Given(.acknowledged), by: plan).map { $0.prefix(10) }
        == ["person:w-1", "person:u-1"])
    let breach = FiredTimer(timer: .breach, dueAt: .start, target: .accept)
    #expect(
      try told(breach, Given(.submitted), by: plan)
        == ["dispatcher@north: 报修N-1（5栋 301）已超时：受理，期限2026-03-01 16:00。"])
    let escalation = FiredTimer(timer: .escalation, dueAt: .start, target: .complete, level: 3)
    #expect(
      try told(escalation, Given(.acknowledged), by: plan)
        == ["person:boss: 报修N-1（5栋 301）仍未处理：完工，期限2026-03-01 16:00。"])
    let beyond = FiredTimer(timer: .escalation, dueAt: .start, target: .complete, level: 9)
    #expect(try told(beyond, Given(.acknowledged), by: plan).count == 1)
  }

  @Test("A reminder → whom it waits for")
  func reminders() throws {
    func reminder(_ kind: ReminderKind) -> FiredTimer {
      FiredTimer(timer: .reminder, dueAt: .start, reminder: kind)
    }
    #expect(
      try told(reminder(.unaccepted), Given(.submitted))
        == ["dispatcher@north: 报修N-1（5栋 301）仍在等待处理。"])
    #expect(
      try told(reminder(.unacknowledged), Given(.awaitingAcknowledgement))
        == ["person:w-1: 任务N-1（5栋 301）等待您接单。"])
    #expect(
      try told(reminder(.unrated), Given(.unconfirmed))
        == ["person:u-1: 您的报修N-1已完成，请评价维修结果和效率（1至5分）。"])
  }

  @Test("What a timer does to the ticket is told by the ticket's own event")
  func acts() throws {
    for kind in [TimerKind.release, .resume, .dispatch, .confirmByDefault, .evaluationExpired] {
      #expect(try told(FiredTimer(timer: kind, dueAt: .start), Given(.acknowledged)).isEmpty)
    }
  }
}
