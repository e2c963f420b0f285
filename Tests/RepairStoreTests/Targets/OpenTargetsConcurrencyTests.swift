import RepairCore
import RepairStore
import Testing

/// One set of clocks for all reading threads, while others write.
@Suite("Open targets asked by many at once", .timeLimit(.minutes(5)))
struct OpenTargetsConcurrencyTests {
  @Test("Nobody who asks sees fewer open tickets than were answered before, and at the end all")
  func neverFewer() async throws {
    let people = try DeskPeople()
    let fixture = try LogFixture()
    let engine = try await RepairEngine(opening: fixture.path)
    let tickets = 24
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 1...tickets {
          _ = try await engine.execute(
            people.envelope(
              people.submission(), by: people.requester, minute: 0, of: TicketID("C-\(number)"))
          ).get()
          let open = try await engine.openTargets(at: people.morning)
          #expect(open.count >= number)
        }
      }
      for _ in 0..<4 {
        group.addTask {
          var seen = 0
          while seen < tickets {
            let open = try await engine.openTargets(at: people.morning)
            #expect(open.count >= seen)
            #expect(Set(open.map(\.ticket)).count == open.count)
            seen = open.count
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await engine.openTargets(at: people.morning).count == tickets)
    await engine.close()
  }
}
