import RepairCore
import Testing

/// Who is told of what, in which words: rule by rule, given a ticket, when something happens.
@Suite("Who is told of what") struct NoticeDraftTests {
  /// What somebody is told, in both languages.
  struct Told: Equatable, CustomStringConvertible {
    var rule: NoticeRule
    var recipient: String
    var zh: String
    var en: String

    init(_ rule: NoticeRule, _ recipient: String, _ zh: String, _ en: String) {
      (self.rule, self.recipient, self.zh, self.en) = (rule, recipient, zh, en)
    }

    var description: String { "\(rule) → \(recipient): \(zh) / \(en)" }
  }

  /// What people are told when one more event happens, where the directory knows `w-1`.
  private func told(
    _ given: Given, _ event: TicketEvent, by person: Person = .dispatcher,
    remarks: EventRemarks? = nil
  ) throws -> [Told] {
    let given = given.and(event, by: person, remarks: remarks)
    let fact = try #require(given.history.last)
    var before: Ticket?
    for fact in given.history.dropLast() { try Ticket.evolve(&before, named: given.id, with: fact) }
    let after = try #require(given.ticket)
    let rules = NoticeRules.standard
    return NoticeDraft.drafts(for: fact, before: before, after: after).map { draft in
      var values = draft.values
      if draft.worker == "w-1" {
        values[words: .workerName] = "王师傅"
        values[words: .workerPhone] = "13800000000"
      }
      func text(_ language: NoticeLanguage) -> String {
        rules.text(of: draft.rule, in: language, with: values, form: .of(.sms))
      }
      return Told(draft.rule, draft.recipient.rawValue, text(.chinese), text(.english))
    }
  }

  @Test("A report → the dispatcher of the campus")
  func submitted() throws {
    #expect(
      try told(.nothing, .submitted(.leak), by: .requester) == [
        Told(
          .submitted, "dispatcher@north", "新报修N-1：5栋 301，水管漏水。请受理。",
          "New ticket N-1: 5栋 301, 水管漏水. Please accept it.")
      ])
  }

  @Test("Accepted → the storekeeper, to prepare materials")
  func accepted() throws {
    #expect(
      try told(Given(.submitted), .accepted(priority: 3, category: nil)) == [
        Told(
          .accepted, "storekeeper@north", "报修N-1已受理（plumbing，5栋 301），请准备材料。",
          "Ticket N-1 was accepted (plumbing, 5栋 301); please prepare materials.")
      ])
  }

  @Test("Dispatched → the requester, with the worker's number, name and phone; and the worker")
  func dispatched() throws {
    #expect(
      try told(Given(.accepted), .dispatched("w-1", 1)) == [
        Told(
          .dispatched, "person:u-1", "您的报修已受理，维修工号：w-1，姓名：王师傅，电话：13800000000。",
          "Your repair was accepted; worker number w-1, name 王师傅, phone 13800000000."),
        Told(
          .assigned, "person:w-1",
          "新任务N-1：5栋 301，水管漏水。报修人：Li，电话：12345。",
          "New job N-1: 5栋 301, 水管漏水. Requester Li, phone 12345."),
      ])
  }

  @Test("A name and a phone that nobody knows are left blank")
  func blank() throws {
    #expect(
      try told(Given(.accepted), .dispatched("w-2", 1)).first
        == Told(
          .dispatched, "person:u-1", "您的报修已受理，维修工号：w-2，姓名：，电话：。",
          "Your repair was accepted; worker number w-2, name , phone ."))
  }

  @Test("Sent to another worker → the one before is told too")
  func replaced() throws {
    let told = try told(Given(.awaitingAcknowledgement), .dispatched("w-2", 3))
    #expect(told.map(\.rule) == [.dispatched, .assigned, .calledOff])
    #expect(
      told.last
        == Told(
          .calledOff, "person:w-1", "任务N-1（5栋 301）已收回，原因：。",
          "Job N-1 (5栋 301) was taken back: ."))
  }

  @Test("Handed over → the requester and the new worker; who handed over knows")
  func handedOver() throws {
    let told = try told(
      Given(.acknowledged), .workHandedOver(worker: "w-2", reason: nil, assignment: 3),
      by: .worker)
    #expect(told.map(\.rule) == [.dispatched, .assigned])
    #expect(told.map(\.recipient) == ["person:u-1", "person:w-2"])
  }

  @Test("Handed back → the dispatcher, with the reason")
  func rejected() throws {
    #expect(
      try told(
        Given(.acknowledged), .workRejected(reason: "noParts", text: "没有阀门"), by: .worker) == [
          Told(
            .rejected, "dispatcher@north", "维修工w-1王师傅退回了报修N-1，原因：noParts。没有阀门请重新派单。",
            "Worker w-1 王师傅 handed back N-1: noParts. 没有阀门 Please send somebody else.")
        ])
  }

  @Test("Taken away → the dispatcher and the worker")
  func released() throws {
    #expect(
      try told(
        Given(.awaitingAcknowledgement),
        .assignmentReleased(reason: "unacknowledged", assignment: nil), by: .timer) == [
          Told(
            .released, "dispatcher@north", "报修N-1已从维修工w-1处收回，原因：unacknowledged。请重新派单。",
            "Ticket N-1 was taken from worker w-1: unacknowledged. Please send somebody else."),
          Told(
            .calledOff, "person:w-1", "任务N-1（5栋 301）已收回，原因：unacknowledged。",
            "Job N-1 (5栋 301) was taken back: unacknowledged."),
        ])
  }

  @Test("A rest → the requester, with its reason in words and its end by the desk's clock")
  func held() throws {
    #expect(
      try told(
        Given(.inProgress),
        .held(reason: .parts, until: .start(.hours(20)), text: nil, pausesClock: true),
        by: .worker) == [
          Told(
            .held, "person:u-1", "您的报修N-1已暂停，原因：等待配件，预计恢复：2026-03-02 12:00。",
            "Your repair N-1 rests: waiting for parts, expected to go on 2026-03-02 12:00. ")
        ])
  }

  @Test("A question → the requester")
  func asked() throws {
    #expect(
      try told(
        Given(.accepted),
        .held(reason: .information, until: nil, text: "哪个房间？", pausesClock: true)) == [
          Told(
            .informationAsked, "person:u-1", "关于您的报修N-1，请补充：哪个房间？",
            "About your repair N-1, please tell us: 哪个房间？")
        ])
  }

  @Test("Nobody opened → the requester")
  func accessDenied() throws {
    #expect(
      try told(Given(.acknowledged), .accessDenied(text: nil), by: .worker).map(\.zh)
        == ["您的报修N-1已暂停，原因：无人在场，预计恢复：。"])
  }

  @Test("A visit → the requester")
  func visit() throws {
    let window = VisitWindow.between(.start(.hours(2)), .start(.hours(3)))
    #expect(
      try told(Given(.acknowledged), .visitScheduled(window), by: .worker) == [
        Told(
          .visitScheduled, "person:u-1", "报修N-1的上门时间：2026-03-01 18:00至2026-03-01 19:00。",
          "Visit for N-1: from 2026-03-01 18:00 to 2026-03-01 19:00.")
      ])
  }

  @Test("A later date asked for → the dispatcher; granted → the requester")
  func extensions() throws {
    let asked = TicketEvent.extensionRequested(until: .start(.days(2)), reason: "parts")
    #expect(
      try told(Given(.inProgress), asked, by: .worker) == [
        Told(
          .extensionAsked, "dispatcher@north", "维修工w-1申请将报修N-1延期至2026-03-03 16:00，原因：parts。",
          "Worker w-1 asks for N-1 to be due 2026-03-03 16:00: parts.")
      ])
    let given = Given(.inProgress).and(asked, by: .worker)
    #expect(
      try told(given, .extensionApproved(until: .start(.days(2)))) == [
        Told(
          .extended, "person:u-1", "您的报修N-1延期至2026-03-03 16:00。",
          "Your repair N-1 is now due 2026-03-03 16:00.")
      ])
  }

  @Test("Completed → the requester, asked to rate, and the dispatcher")
  func completed() throws {
    #expect(
      try told(Given(.inProgress), .workDone, by: .worker) == [
        Told(
          .completed, "person:u-1", "您的报修N-1已完成，请评价维修结果和效率（1至5分）。",
          "Your repair N-1 is done; please rate its result and efficiency, 1 to 5."),
        Told(
          .completedDesk, "dispatcher@north", "报修N-1（5栋 301）已由维修工w-1完成。",
          "Ticket N-1 (5栋 301) was completed by worker w-1."),
      ])
  }

  @Test("A result rejected → the dispatcher, and the worker who is to do it again")
  func rework() throws {
    let told = try told(
      Given(.unconfirmed),
      .reworkRequested(reason: "stillLeaks", text: nil, to: nil, assignment: 3), by: .requester)
    #expect(told.map(\.rule) == [.reworkAsked, .assigned])
    #expect(told.map(\.recipient) == ["dispatcher@north", "person:w-1"])
    #expect(told.first?.zh == "报修N-1需要返修，原因：stillLeaks。")
    #expect(told.first?.en == "Ticket N-1 needs rework: stillLeaks. ")
  }

  @Test("A wish to cancel → the dispatcher")
  func cancellationAsked() throws {
    #expect(
      try told(
        Given(.acknowledged), .cancellationRequested(reason: "moved", remark: nil), by: .requester
      ) == [
        Told(
          .cancellationAsked, "dispatcher@north", "报修人申请取消报修N-1，原因：moved。",
          "The requester asks to cancel N-1: moved. ")
      ])
  }

  @Test("Ended by the desk → the requester, and the worker who had it; withdrawn → nobody")
  func cancelled() throws {
    let byDesk = TicketEvent.cancelled(
      TicketCancellation(kind: .cancelledByDispatcher, reason: "demolished"))
    let told = try told(Given(.acknowledged), byDesk)
    #expect(told.map(\.rule) == [.cancelled, .calledOff])
    #expect(told.first?.zh == "您的报修N-1已取消，原因：demolished。")
    #expect(told.first?.en == "Your repair N-1 was cancelled: demolished. ")
    let withdrawn = TicketEvent.cancelled(TicketCancellation(kind: .withdrawn, reason: "fixed"))
    #expect(try self.told(Given(.submitted), withdrawn, by: .requester).isEmpty)
  }

  @Test("Taken up again → the dispatcher")
  func reopened() throws {
    #expect(
      try told(Given(.evaluated), .reopened(reason: "again", text: nil), by: .requester) == [
        Told(
          .reopened, "dispatcher@north", "报修N-1已重新打开，原因：again。",
          "Ticket N-1 was reopened: again. ")
      ])
  }

  @Test("A member who left → the dispatchers of where they worked")
  func memberLeft() {
    let told = NoticeDraft.drafts(
      forLeaving: "w-1", reason: nil, campuses: ["north", "south"])
    #expect(told.map(\.recipient.rawValue) == ["dispatcher@north", "dispatcher@south"])
    #expect(
      NoticeDraft.drafts(forLeaving: "w-1", reason: nil, campuses: []).map(\.recipient.rawValue)
        == ["dispatcher"])
  }

  @Test("What was imported is told to nobody")
  func imported() throws {
    let remarks = EventRemarks(imported: ImportMark(format: "sheet", time: .exact))
    #expect(try told(Given(.accepted), .dispatched("w-1", 1), remarks: remarks).isEmpty)
  }
}
