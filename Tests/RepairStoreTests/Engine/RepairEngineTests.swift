import RepairCore
import RepairStore
import Testing

@Suite("The engine a server embeds")
struct RepairEngineTests {
  let folder: TemporaryFolder
  let desk: DeskPeople
  let path: String

  init() throws {
    desk = try DeskPeople()
    let fixture = try LogFixture()
    folder = fixture.folder
    path = fixture.path
    // The engine opens the file itself.
    fixture.log.close()
  }

  /// Runs a body on an engine that is closed at the end.
  private func withEngine(
    waitingLimit: Int = 10_000, mode: EventLog.Mode = .readWrite,
    _ body: (RepairEngine) async throws -> Void
  ) async throws {
    var configuration = RepairEngine.Configuration()
    configuration.waitingLimit = waitingLimit
    configuration.overload = .isRefused
    let engine = try await RepairEngine(opening: path, mode: mode, configuration: configuration)
    do {
      try await body(engine)
      await engine.close()
    } catch {
      await engine.close()
      throw error
    }
  }

  private static func submit(
    _ desk: DeskPeople, _ ticket: TicketID, on engine: RepairEngine
  ) async throws {
    try await engine.execute(
      desk.envelope(try desk.submission(), by: desk.requester, minute: 0, of: ticket)
    ).get()
  }

  private static func code(of body: () async throws -> Void) async -> StoreError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }

  @Test("What was acknowledged is read at once, in every way")
  func readsItsWrites() async throws {
    try await withEngine { engine in
      try await Self.submit(desk, desk.id, on: engine)
      #expect(try await engine.ticket(desk.id)?.status == .submitted)
      #expect(try await engine.history(desk.id).count == 1)
      #expect(try await engine.events().count == 1)
      var query = BoardQuery()
      query.text = "水管"
      #expect(try await engine.query(query).rows.map(\.ticket) == [desk.id])
      #expect(try await engine.count(BoardQuery()) == 1)
      let explanation = try await engine.explain(
        desk.id, .acknowledge, by: desk.worker, at: desk.morning)
      #expect(explanation.refusal?.code == .illegalTransition)
    }
  }

  @Test("Many callers at once each get their own ticket, and no position twice")
  func manyCallers() async throws {
    try await withEngine { engine in
      let positions = try await withThrowingTaskGroup(of: LogPosition.self) { group in
        for number in 1...100 {
          group.addTask { [desk] in
            guard let id = TicketID("N-\(number)") else { throw CallFailed(call: "TicketID") }
            return try await engine.execute(
              desk.envelope(try desk.submission(), by: desk.requester, minute: 0, of: id)
            ).get().position
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(positions.map(\.rawValue).sorted() == Array(1...100))
    }
  }

  @Test("Two engines on one log both get their commands done")
  func twoEngines() async throws {
    try await withEngine { one in
      try await Self.submit(desk, desk.id, on: one)
      let other = try await RepairEngine(opening: path)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for engine in [one, other] {
          group.addTask { [desk] in
            for number in 0..<20 {
              try await engine.execute(
                desk.envelope(
                  .addNote(text: "note \(number)", internal: false), by: desk.requester, minute: 1)
              ).get()
            }
          }
        }
        try await group.waitForAll()
      }
      await other.close()
      #expect(try await one.ticket(desk.id)?.version == StreamVersion(41))
      #expect(try await one.ticket(desk.id)?.notes.count == 40)
    }
  }

  @Test("Two tickets never become duplicates of each other, whoever is quicker")
  func mutualDuplicates() async throws {
    try await withEngine { one in
      let other = try await RepairEngine(opening: path)
      for pair in 1...15 {
        let names = try ["a-\(pair)", "b-\(pair)"].map { try #require(TicketID($0)) }
        for name in names { try await Self.submit(desk, name, on: one) }
        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
          for (engine, from, to) in [(one, names[0], names[1]), (other, names[1], names[0])] {
            group.addTask { [desk] in
              let result = try await engine.execute(
                desk.envelope(.markDuplicate(of: to), by: desk.dispatcher, minute: 1, of: from))
              return if case .accepted = result { true } else { false }
            }
          }
          return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 1)
      }
      await other.close()
    }
  }

  @Test("A policy adopted is in force for the next command")
  func policy() async throws {
    try await withEngine { engine in
      var policy = TicketPolicy.standard
      policy.longTextLimit = 1
      try await engine.adopt(policy, by: desk.dispatcher, at: desk.morning)
      #expect(try await engine.policyInForce() == policy)
      let result = try await engine.execute(
        desk.envelope(try desk.submission(), by: desk.requester, minute: 0))
      #expect(throws: Refusal.self) { try result.get() }
    }
  }

  @Test("More callers than may wait are told to try again")
  func bounded() async throws {
    try await withEngine(waitingLimit: 1) { engine in
      let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
        for number in 1...200 {
          group.addTask { [desk] in
            await Self.code {
              let id = try #require(TicketID("N-\(number)"))
              try await Self.submit(desk, id, on: engine)
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(codes.allSatisfy { $0 == nil || $0 == .busy })
      let events = try await engine.events()
      #expect(events.count == codes.count { $0 == nil })
    }
  }

  @Test("A closed engine refuses every call, and can be closed again")
  func closed() async throws {
    let engine = try await RepairEngine(opening: path)
    await engine.close()
    await engine.close()
    #expect(await Self.code { try await Self.submit(desk, desk.id, on: engine) } == .misuse)
    #expect(await Self.code { _ = try await engine.ticket(desk.id) } == .misuse)
  }

  @Test("A log opened for reading takes no command")
  func readOnly() async throws {
    try await withEngine { try await Self.submit(desk, desk.id, on: $0) }
    try await withEngine(mode: .readOnly) { engine in
      let ticket = try await engine.ticket(desk.id)
      #expect(ticket != nil)
      #expect(
        await Self.code {
          try await engine.execute(desk.envelope(.hurry, by: desk.requester, minute: 5))
        } == .readOnly)
    }
  }

  @Test("A log that is not there is not opened, and one that is not made again")
  func opening() async throws {
    let nowhere = folder.file("none.db")
    #expect(await Self.code { _ = try await RepairEngine(opening: nowhere) } == .missing)
    #expect(await Self.code { _ = try await RepairEngine(creating: path) } == .alreadyExists)
    let engine = try await RepairEngine(creating: nowhere, origin: "/made")
    #expect(engine.identity.origin == "/made")
    await engine.close()
  }

  @Test("A task that was cancelled hands on no command")
  func cancelled() async throws {
    try await withEngine { engine in
      let envelope = desk.envelope(try desk.submission(), by: desk.requester, minute: 0)
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        try await engine.execute(envelope)
      }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await engine.events().isEmpty)
    }
  }
}
