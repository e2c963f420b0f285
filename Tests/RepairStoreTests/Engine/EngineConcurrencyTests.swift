import RepairCore
import RepairStore
import Testing

/// What many callers share; these also run under the Thread Sanitizer.
@Suite("Many callers at once")
struct EngineConcurrencyTests {
  private let folder: TemporaryFolder
  private let now = Timestamp(clamping: 1_772_438_400_000)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func ticket(_ name: String) throws -> TicketID { try #require(TicketID(name)) }

  private func submission(_ name: String, key: String? = nil) throws -> CommandEnvelope {
    CommandEnvelope(
      .submit(
        TicketSubmission(
          campus: try #require(CampusCode("north")),
          category: try #require(CategoryCode("plumbing")), description: "水管漏水",
          place: Place(code: "dorm-5"))),
      ticket: try ticket(name), by: try requester(), at: now, key: key)
  }

  private func requester() throws -> Actor {
    Actor(id: try #require(PersonID("u-17")), role: .requester)
  }

  private func note(_ text: String, on name: String) throws -> CommandEnvelope {
    CommandEnvelope(
      .addNote(text: text, internal: false), ticket: try ticket(name), by: try requester(),
      at: now)
  }

  @Test("are each answered, and what was acknowledged is in the log once, without gaps")
  func everyCommandIsThereOnce() async throws {
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    let positions = try await withThrowingTaskGroup(of: [LogPosition].self) { group in
      for caller in 0..<16 {
        let commands = try (0..<12).map { try submission("N-\(caller)-\($0)") }
        group.addTask {
          var positions: [LogPosition] = []
          for command in commands {
            positions.append(try await engine.execute(command).get().position)
          }
          return positions
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(positions.sorted() == (1...192).map { LogPosition($0) })
    let events = try await engine.events()
    #expect(Set(events.map(\.id)).count == 192)
    await engine.close()
  }

  @Test("see what they were told, while others write")
  func readersSeeAcknowledgedCommands() async throws {
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<8 {
        let commands = try (0..<8).map { (try submission("N-\(caller)-\($0)"), $0) }
        group.addTask {
          for (command, index) in commands {
            try await engine.execute(command).get()
            let id = try command.ticketID()
            #expect(try await engine.ticket(id)?.version == StreamVersion(1))
            #expect(try await engine.count(BoardQuery()) > index)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await engine.count(BoardQuery()) == 64)
    await engine.close()
  }

  @Test("from two engines on one file change one ticket in turns")
  func twoEnginesShareAFile() async throws {
    let path = folder.file("repair.db")
    let first = try await RepairEngine(creating: path)
    let second = try await RepairEngine(opening: path)
    try await first.execute(try submission("N-1")).get()
    let versions = try await withThrowingTaskGroup(of: StreamVersion.self) { group in
      for number in 0..<40 {
        let command = try note("\(number)", on: "N-1")
        let engine = number.isMultiple(of: 2) ? first : second
        group.addTask { try await engine.execute(command).get().version }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(versions.sorted() == (2...41).map { StreamVersion($0) })
    await first.close()
    await second.close()
  }

  @Test("with the same key do one thing")
  func oneKeyHappensOnce() async throws {
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    let command = try submission("N-1", key: "req-1")
    let receipts = try await withThrowingTaskGroup(of: CommandReceipt.self) { group in
      for _ in 0..<20 { group.addTask { try await engine.execute(command).get() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(receipts.count { !$0.isRepeated } == 1)
    #expect(Set(receipts.map(\.position)) == [LogPosition(1)])
    await engine.close()
  }

  @Test("are all answered when the engine is closed under them")
  func closingAnswersEveryCall() async throws {
    let path = folder.file("repair.db")
    let engine = try await RepairEngine(creating: path)
    let commands = try (0..<60).map { try submission("N-\($0)") }
    let acknowledged = await withTaskGroup(of: Bool.self) { group in
      for (number, command) in commands.enumerated() {
        group.addTask {
          if number == 30 { await engine.close() }
          do {
            return if case .accepted = try await engine.execute(command) { true } else { false }
          } catch {
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let log = try EventLog.open(at: path, mode: .readOnly)
    #expect(try log.head() == LogPosition(acknowledged))
    log.close()
  }

  @Test("replay to the same tickets with one thread and with two")
  func replayInParallel() throws {
    let log = try EventLog.create(at: folder.file("repair.db"))
    defer { log.close() }
    let actor = try requester()
    try log.bulk { writer in
      // Every ticket has events in both halves of the log.
      for round in 0..<24 {
        for number in 0..<500 {
          let id = try ticket("N-\(number)")
          let event: TicketEvent =
            if round == 0,
              case .ticket(.command(.submit(let report))) = try submission("N-1").request
            {
              .submitted(report)
            } else {
              .noteAdded(text: "\(round)", internal: false)
            }
          try writer.append(
            [NewEvent(event, at: now, by: actor, before: nil)], to: StreamName(ticket: id),
            expecting: .any)
        }
      }
    }
    let one = try Replay(of: log, threads: 1)
    let two = try Replay(of: log, threads: 2)
    #expect(one.events == 12_000)
    #expect(two.events == 12_000)
    #expect(one.tickets.map(\.ticket) == two.tickets.map(\.ticket))
  }
}
