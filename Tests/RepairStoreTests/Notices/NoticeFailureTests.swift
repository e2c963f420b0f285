import RepairCore
import Testing

@testable import RepairStore

@Suite("Sending notices while something fails") struct NoticeFailureTests {
  @Test("What was sent while the log is busy is recorded once it is free, and not sent again")
  func busyLog() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      var configuration = NoticeDesk.configuration(desk.clock)
      configuration.log.busyTimeout = .zero
      let engine = try await RepairEngine(opening: desk.path, configuration: configuration)
      let app = ScriptedChannel(.app) { _, _ in
        try hold(desk.path, for: .milliseconds(400))
        return nil
      }
      let sender = desk.sender(app, on: engine)
      #expect(try await sender.deliver().sent == 1)
      #expect(try await sender.deliver() == NoticeTally())
      #expect(app.messages.count == 1)
      #expect(try await Array(desk.recordedSends().values) == [1])
      await engine.close()
    }
  }

  @Test("An error at one notice does not keep the others from being sent and recorded")
  func siblings() async throws {
    try await NoticeDesk.with { desk in
      _ = try await desk.announce(
        AnnouncementText(to: Audience(), title: "停水通知", text: "5栋周二停水"))
      let app = ScriptedChannel(.app) { _, _ in
        try await Task.sleep(for: .milliseconds(200))
        return nil
      }
      let sender = desk.sender(app, directory: BrokenFor(name: "s-000002"))
      let error = await #expect(throws: StoreError.self) { try await sender.deliver() }
      #expect(error?.code == .inputOutput)
      #expect(app.messages.count == 2)
      #expect(try await Array(desk.recordedSends().values) == [1, 1])
    }
  }

  @Test("A sender that goes on waits for a file of views that is locked")
  func lockedViews() async throws {
    try await NoticeDesk.with { desk in
      try await desk.submit()
      _ = try await desk.sender().deliver()
      // For longer than a reader waits for the file by itself.
      try hold(Views.path(besides: desk.path), for: .milliseconds(6_500))
      let app = ScriptedChannel(.app)
      let sender = desk.sender(app)
      let run = Task { try await sender.run() }
      for _ in 0..<500 where app.messages.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
      run.cancel()
      await #expect(throws: CancellationError.self) { try await run.value }
      #expect(app.messages.count == 1)
    }
  }

  @Test("Views that are lost tell nobody new of what others were told of long ago")
  func lostViews() async throws {
    try await NoticeDesk.with { desk in
      let app = ScriptedChannel(.app)
      for name in ["N-1", "N-2"] {
        try await desk.submit(name)
        _ = try await desk.sender(app, directory: Students(count: 2)).deliver()
      }
      desk.removeViews()
      try await desk.submit("N-3")
      _ = try await desk.sender(app, directory: Students(count: 4)).deliver()
      let told = app.messages.map(\.stream)
      #expect(told.count { $0 == "ticket/N-1" } == 2)
      #expect(told.count { $0 == "ticket/N-3" } == 4)
    }
  }
}

/// Locks a database against writers for a while.
private func hold(_ path: String, for span: Duration) throws {
  let database = try RawDatabase(path)
  try database.execute("BEGIN IMMEDIATE")
  Task {
    try await Task.sleep(for: span)
    try database.execute("COMMIT")
  }
}

/// Three students, of whom one cannot be looked up.
private struct BrokenFor: NoticeDirectory {
  var name: String

  func person(_ id: PersonID) async throws -> NoticePerson? {
    if id.rawValue == name { throw StoreError(.inputOutput, "the disk of the directory") }
    return try await Students(count: 3).person(id)
  }

  func people(
    in audience: Audience, after last: PersonID?, limit: Int
  ) async throws -> [PersonID]? {
    try await Students(count: 3).people(in: audience, after: last, limit: limit)
  }
}
