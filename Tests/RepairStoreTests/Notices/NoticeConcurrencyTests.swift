import RepairCore
import Testing

@testable import RepairStore

@Suite("Notices under concurrency") struct NoticeConcurrencyTests {
  @Test("Two senders at once send and record each notice once")
  func twoSenders() async throws {
    var rules = NoticeRules.standard
    rules.hourlyLimit = nil
    try await NoticeDesk.with(rules: rules) { desk in
      for number in 1...20 { try await desk.dispatch("N-\(number)") }
      let (sms, app) = (ScriptedChannel(.sms), ScriptedChannel(.app))
      let other = try await RepairEngine(
        opening: desk.path, configuration: NoticeDesk.configuration(desk.clock))
      let senders = [
        desk.sender(sms, app), desk.sender(sms, app, owner: "server-2"),
        desk.sender(sms, app, owner: "server-3", on: other),
      ]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for sender in senders { group.addTask { _ = try await sender.deliver() } }
        try await group.waitForAll()
      }
      // One of them may have looked for work while another still queued it.
      _ = try await senders[0].deliver()
      await other.close()
      #expect(sms.messages.count == 40)
      #expect(Set(sms.messages.map(\.id)).count == 40)
      #expect(app.messages.count == 40)
      let recorded = try await desk.recordedSends()
      #expect(recorded.count == 80)
      #expect(recorded.values.allSatisfy { $0 == 1 })
    }
  }

  @Test("A sender that is late finds that another one has sent and recorded the notice")
  func late() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      let quick = ScriptedChannel(.app)
      let other = desk.sender(quick, owner: "server-2")
      let slow = ScriptedChannel(.app) { _, _ in
        desk.clock.advance(.minutes(6))
        _ = try await other.deliver()
        return "late"
      }
      #expect(try await desk.sender(slow).deliver().sent == 0)
      #expect(slow.messages.map(\.id) == quick.messages.map(\.id))
      #expect(try await Array(desk.recordedSends().values) == [1])
      let row = try #require(try await desk.engine.notices().first)
      #expect(try await desk.engine.notice(row.id)?.receipt == nil)
    }
  }

  @Test("Stopped at any step, every notice is sent at least once under one id and recorded once")
  func stepping() async throws {
    for seed in 0..<6 {
      try await NoticeDesk.with { desk in
        for number in 1...3 { try await desk.dispatch("N-\(number)") }
        let sent = Lock<[NoticeID: Int]>([:])
        var generator = SplitMix(seed: UInt64(seed))
        // Each sender dies at some call of a channel, before or after the message has gone out.
        for round in 0..<40 {
          let (fatal, isBefore) = (Int(generator.next() % 5) + 1, generator.next() % 2 == 0)
          let calls = Lock(0)
          let work = Lock<Task<NoticeTally, any Error>?>(nil)
          let channel = { @Sendable (code: NoticeChannelCode) in
            ScriptedChannel(code) { message, _ in
              let call = calls.withLock { calls in
                calls += 1
                return calls
              }
              let dies = call == fatal && round < 39
              if dies, isBefore { work.withLock { $0 }?.cancel() }
              if dies, isBefore { throw CancellationError() }
              sent.withLock { $0[message.id, default: 0] += 1 }
              if dies {
                work.withLock { $0 }?.cancel()
                try await Task.sleep(for: .seconds(60))
              }
              return nil
            }
          }
          let sender = desk.sender(channel(.sms), channel(.app), owner: "server-\(round % 3)")
          let task = Task { try await sender.deliver() }
          work.withLock { $0 = task }
          _ = try? await task.value
          desk.clock.advance(.minutes(6))
          let recorded = try await desk.recordedSends()
          if recorded.count == 12 { break }
        }
        let recorded = try await desk.recordedSends()
        #expect(recorded.count == 12, "seed \(seed)")
        #expect(recorded.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        #expect(sent.withLock { $0.count } == 12, "seed \(seed)")
      }
    }
  }
}
