import RepairCore
import Testing

@testable import RepairStore

@Suite("Sending notices") struct NoticeSenderTests {
  @Test("Who is dispatched is told to the requester by text message, once, and that is recorded")
  func dispatched() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch()
      let (sms, app) = (ScriptedChannel(.sms), ScriptedChannel(.app))
      let sender = desk.sender(sms, app, directory: Students(count: 0))
      let tally = try await sender.deliver()
      #expect(tally.queued == 4)
      #expect(tally.sent == 4)
      #expect(
        sms.texts == [
          "您的报修已受理，维修工号：w-7，姓名：学生，电话：139。",
          "新任务N-1：dorm-5，水管漏水。报修人：，电话：。",
        ])
      #expect(
        app.messages.map(\.recipient.rawValue).sorted() == [
          "dispatcher@north", "storekeeper@north",
        ])
      let message = try #require(sms.messages.first { $0.rule == .dispatched })
      #expect(message.values == ["w-7", "学生", "139"])
      #expect(message.contact?.phone == "139")
      #expect(try await sender.deliver() == NoticeTally())
      #expect(try await desk.recordedSends().values.allSatisfy { $0 == 1 })
      let row = try #require(
        try await desk.engine.notices(NoticeQuery(recipient: .person(desk.people.requester.id)))
          .first)
      #expect(row.status == .sent)
      #expect(row.id == message.id)
      #expect(row.stream == "ticket/N-1")
    }
  }

  @Test("A dispatcher who is a person in the directory is told as a person")
  func roles() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app, directory: Students(count: 2)).deliver()
      #expect(
        app.messages.map(\.recipient.rawValue).sorted() == ["person:s-000001", "person:s-000002"])
    }
  }

  @Test("What happened before the settings were adopted is told to nobody")
  func oldLog() async throws {
    try await NoticeDesk.with(rules: nil) { desk in
      let sms = ScriptedChannel(.sms)
      let sender = desk.sender(sms)
      try await desk.dispatch("N-1")
      #expect(try await sender.deliver() == NoticeTally())
      try await desk.engine.adopt(
        NoticeRules.standard, by: desk.people.dispatcher, at: desk.clock.now)
      try await desk.dispatch("N-2")
      _ = try await sender.deliver()
      #expect(Set(sms.messages.map(\.stream)) == ["ticket/N-2"])
    }
  }

  @Test("Settings adopted later do not tell of the past anew, not even when the views are lost")
  func laterSettings() async throws {
    var quiet = NoticeRules.standard
    for rule in NoticeRule.allCases { quiet.plans[rule] = NoticeRules.Plan(isOn: false) }
    try await NoticeDesk.with(rules: quiet) { desk in
      try await desk.dispatch("N-1")
      let sms = ScriptedChannel(.sms)
      #expect(try await desk.sender(sms).deliver() == NoticeTally())
      try await desk.engine.adopt(
        NoticeRules.standard, by: desk.people.dispatcher, at: desk.clock.now)
      desk.removeViews()
      #expect(try await desk.sender(sms).deliver() == NoticeTally())
      #expect(sms.messages.isEmpty)
    }
  }

  @Test("Nothing is sent again after a restart, without the views, or from a restored backup")
  func sentOnce() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch()
      let sms = ScriptedChannel(.sms)
      let app = ScriptedChannel(.app)
      #expect(try await desk.sender(sms, app).deliver().sent == 4)
      #expect(try await desk.sender(sms, app, owner: "server-2").deliver() == NoticeTally())
      desk.removeViews()
      #expect(try await desk.sender(sms, app).deliver() == NoticeTally())
      let copy = desk.folder.file("copy.db")
      let source = try EventLog.open(at: desk.path, mode: .readOnly)
      _ = try source.backup(to: copy)
      source.close()
      let restored = try await RepairEngine(
        opening: copy, configuration: NoticeDesk.configuration(desk.clock))
      #expect(try await desk.sender(sms, app, on: restored).deliver() == NoticeTally())
      await restored.close()
      #expect(sms.messages.count == 2)
    }
  }

  @Test("What fails is tried again later, each time after a longer wait, and then given up")
  func failing() async throws {
    var rules = NoticeRules.standard
    rules.retry = RetryPlan(attempts: 3, first: .minutes(1), longest: .hours(1))
    try await NoticeDesk.with(rules: rules) { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app) { _, _ in throw CallFailed(call: "gateway") }
      let sender = desk.sender(app)
      #expect(try await sender.deliver().postponed == 1)
      #expect(try await sender.deliver() == NoticeTally())
      desk.clock.advance(.seconds(80))
      #expect(try await sender.deliver().postponed == 1)
      desk.clock.advance(.seconds(80))
      #expect(try await sender.deliver() == NoticeTally())
      desk.clock.advance(.seconds(80))
      #expect(try await sender.deliver().failed == 1)
      desk.clock.advance(.hours(10))
      #expect(try await sender.deliver() == NoticeTally())
      let row = try #require(try await desk.engine.notices(NoticeQuery(status: .failed)).first)
      #expect(row.attempts == 3)
      #expect(row.reason?.hasPrefix("CallFailed") == true)
      #expect(Set(app.messages.map(\.id)).count == 1)
    }
  }

  @Test("What cannot be delivered at all is given up at once")
  func undeliverable() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app) { _, _ in throw NoticeUndeliverable("no such account") }
      #expect(try await desk.sender(app).deliver().failed == 1)
      #expect(try await desk.engine.notices().first?.reason == "no such account")
    }
  }

  @Test("Whoever is told several things is told them in the order they happened")
  func order() async throws {
    var rules = NoticeRules.standard
    rules.hourlyLimit = nil
    try await NoticeDesk.with(rules: rules) { desk in
      let other = try #require(PersonID("w-9"))
      for number in 1...12 {
        let name = "N-\(number)"
        try await desk.dispatch(name)
        let reason = try #require(ReasonCode("noParts"))
        try await desk.run(.reject(reason: reason, text: nil), by: desk.people.worker, of: name)
        try await desk.run(
          .dispatch(worker: other, override: nil, force: false), by: desk.people.dispatcher,
          of: name)
      }
      // The earlier a message, the longer the channel takes over it.
      let sms = ScriptedChannel(.sms) { _, number in
        try await Task.sleep(for: .milliseconds(max(1, 30 - number)))
        return nil
      }
      _ = try await desk.sender(sms).deliver()
      for recipient in Set(sms.messages.map(\.recipient)) {
        let events = sms.messages.filter { $0.recipient == recipient }.map(\.id.event)
        // An event's id is later than those of the events before it.
        #expect(events == events.sorted(), "\(recipient)")
      }
      #expect(sms.messages.count == 48)
    }
  }

  @Test("A channel that hangs holds up no other, and is left alone once it hangs too often")
  func hanging() async throws {
    var rules = NoticeRules.standard
    rules.channelTimeout = TimeSpan(milliseconds: 30)
    try await NoticeDesk.with(rules: rules) { desk in
      for number in 1...40 { try await desk.dispatch("N-\(number)") }
      let ends = Lock<[CheckedContinuation<Void, Never>]>([])
      let sms = ScriptedChannel(.sms) { _, _ in
        // Hears nothing of being cancelled.
        await withCheckedContinuation { end in ends.withLock { $0.append(end) } }
        return nil
      }
      let app = ScriptedChannel(.app)
      let tally = try await desk.sender(sms, app).deliver()
      #expect(app.messages.count == 80)
      #expect(tally.sent == 80)
      // Sixteen calls hang, and no more are made.
      #expect(sms.messages.count == 16)
      #expect(tally.postponed == 16)
      let waiting = ends.withLock { $0 }
      #expect(waiting.count == 16)
      for end in waiting { end.resume() }
    }
  }

  @Test("A channel that says it was cancelled, or answers too late, has failed")
  func lying() async throws {
    var rules = NoticeRules.standard
    rules.channelTimeout = TimeSpan(milliseconds: 30)
    try await NoticeDesk.with(rules: rules) { desk in
      try await desk.submit("N-1")
      try await desk.submit("N-2")
      let app = ScriptedChannel(.app) { _, number in
        if number == 1 { throw CancellationError() }
        try? await Task.sleep(for: .seconds(60))
        return "too late"
      }
      #expect(try await desk.sender(app).deliver().postponed == 2)
      let reasons = try await desk.engine.notices().compactMap(\.reason).sorted()
      #expect(reasons == ["the channel did not answer within 0.030s", "the channel gave up"])
    }
  }

  @Test("Quiet hours hold up what can wait, and not what is urgent")
  func quietHours() async throws {
    var rules = NoticeRules.standard
    rules.plans[.submitted] = NoticeRules.Plan(urgency: .urgent)
    try await NoticeDesk.with(rules: rules) { desk in
      // 23:30 in Shanghai.
      desk.clock.advance(.minutes(11 * 60 + 30))
      try await desk.dispatch()
      let (sms, app) = (ScriptedChannel(.sms), ScriptedChannel(.app))
      let sender = desk.sender(sms, app)
      #expect(try await sender.deliver().sent == 1)
      #expect(app.messages.map(\.rule) == [.submitted])
      desk.clock.advance(.minutes(7 * 60 + 29))
      #expect(try await sender.deliver() == NoticeTally())
      desk.clock.advance(.minutes(1))
      #expect(try await sender.deliver().sent == 3)
    }
  }

  @Test("One person gets no more within an hour than the limit says; a role does")
  func hourlyLimit() async throws {
    var rules = NoticeRules.standard
    rules.hourlyLimit = 3
    rules.plans[.assigned] = NoticeRules.Plan(isOn: false)
    try await NoticeDesk.with(rules: rules) { desk in
      for number in 1...5 { try await desk.dispatch("N-\(number)") }
      let (sms, app) = (ScriptedChannel(.sms), ScriptedChannel(.app))
      let sender = desk.sender(sms, app)
      _ = try await sender.deliver()
      #expect(sms.messages.count == 3)
      #expect(app.messages.count == 10)
      desk.clock.advance(.minutes(59))
      #expect(try await sender.deliver() == NoticeTally())
      desk.clock.advance(.minutes(1))
      #expect(try await sender.deliver().sent == 2)
    }
  }

  @Test("What waited for longer than it is of use is not sent, and that is recorded")
  func expired() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch()
      _ = try await desk.sender(ScriptedChannel(.app)).deliver()
      desk.clock.advance(.days(4))
      let sms = ScriptedChannel(.sms)
      #expect(try await desk.sender(sms).deliver().suppressed == 2)
      #expect(sms.messages.isEmpty)
      let rows = try await desk.engine.notices(NoticeQuery(status: .suppressed))
      #expect(rows.map(\.reason) == ["expired", "expired"])
    }
  }

  @Test("A notice is read once, by whom it is for")
  func read() async throws {
    try await NoticeDesk.with { desk in
      try await desk.dispatch()
      let sms = ScriptedChannel(.sms)
      _ = try await desk.sender(sms).deliver()
      let id = try #require(sms.messages.first { $0.rule == .dispatched }).id
      let requester = desk.people.requester
      #expect(
        try await desk.engine.markRead(id, by: desk.people.worker, at: desk.clock.now).refusal?
          .code == .notPermitted)
      try await desk.engine.markRead(id, by: requester, at: desk.clock.now).get()
      #expect(
        try await desk.engine.markRead(id, by: requester, at: desk.clock.now).refusal?.code
          == .illegalTransition)
      #expect(try await desk.engine.notices(NoticeQuery(status: .read)).map(\.id) == [id])
    }
  }

  @Test("A notice is in the language its reader chose")
  func language() async throws {
    try await NoticeDesk.with { desk in
      let requester = desk.people.requester
      try await desk.engine.execute(
        .chooseLanguage(.english), of: requester.id, by: requester, at: desk.clock.now
      ).get()
      try await desk.dispatch()
      let sms = ScriptedChannel(.sms)
      _ = try await desk.sender(sms).deliver()
      #expect(
        sms.messages.first { $0.rule == .dispatched }?.text
          == "Your repair was accepted; worker number w-7, name , phone .")
    }
  }

  @Test("An event that cannot be read is set aside, and the others are told")
  func damaged() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit("N-1")
      _ = try await desk.engine.store.append(
        Append(
          [
            NewEvent(
              type: EventType("AnnouncementPublished"), occurredAt: desk.clock.now,
              actor: desk.people.dispatcher.id, role: .dispatcher, payload: Array("{}".utf8))
          ], to: try stream("announcement/A-1"), expecting: .any))
      try await desk.submit("N-2")
      let app = ScriptedChannel(.app)
      _ = try await desk.sender(app).deliver()
      #expect(Set(app.messages.map(\.stream)) == ["ticket/N-1", "ticket/N-2"])
      let status = try #require(
        try await desk.engine.store.consumers().first { $0.name == NoticeSender.consumerName })
      #expect(status.parked.count == 1)
    }
  }

  @Test("While the directory fails nothing is given up, and the error is told")
  func failingDirectory() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app)
      for _ in 1...5 {
        let sender = desk.sender(app, directory: FailingDirectory())
        await #expect(throws: CallFailed.self) { try await sender.deliver() }
      }
      let status = try #require(
        try await desk.engine.store.consumers().first { $0.name == NoticeSender.consumerName })
      #expect(status.parked.isEmpty)
      #expect(status.leases.first?.reason == "CallFailed")
      #expect(try await desk.sender(app, directory: Students(count: 2)).deliver().sent == 2)
    }
  }

  @Test("A sender that goes on does so although the directory fails for a while")
  func failingDirectoryWhileRunning() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app)
      let sender = desk.sender(
        app, directory: FailingDirectory(failures: 4), longestPause: TimeSpan(milliseconds: 20))
      let run = Task { try await sender.run() }
      for _ in 0..<500 where app.messages.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
      run.cancel()
      await #expect(throws: CancellationError.self) { try await run.value }
      #expect(app.messages.count == 1)
    }
  }

  @Test("An event at which senders were killed again and again is told all the same")
  func killed() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let app = ScriptedChannel(.app)
      for _ in 1...5 {
        // Like a sender that was killed: it takes the page, and neither ends it nor gives it back.
        let consumer = try #require(try await desk.sender(app).consumer())
        _ = try #require(try await consumer.nextAtOnce())
        desk.clock.advance(.minutes(2))
      }
      #expect(try await desk.sender(app).deliver().sent == 1)
    }
  }

  @Test("The notices about a ticket include those about its timers")
  func timers() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let id = try #require(TicketID("N-1"))
      let fired = try TicketTimers.newEvent(
        .fired(FiredTimer(timer: .breach, dueAt: desk.clock.now, target: .accept)), of: id,
        at: desk.clock.now, by: TimerKind.breach.actor, before: nil, command: "fireTimer")
      _ = try await desk.engine.store.append(
        Append([fired], to: try stream("timer/N-1"), expecting: .noStream))
      _ = try await desk.sender().deliver()
      let rows = try await desk.engine.notices(NoticeQuery(ticket: id))
      #expect(Set(rows.map(\.stream)) == ["ticket/N-1", "timer/N-1"])
      let other = try #require(TicketID("N-2"))
      #expect(try await desk.engine.notices(NoticeQuery(ticket: other)).isEmpty)
    }
  }
}
