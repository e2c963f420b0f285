import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// The example of the article "Firing timers", kept here so that it compiles and works.
@Suite("The article on timers")
struct TimerExample {
  @Test("shows a service that says what it fired")
  func automations() async throws {
    let folder = try TemporaryFolder()
    let people = try DeskPeople()
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    let submit = people.envelope(try people.submission(), by: people.requester, minute: 0)
    try await engine.execute(submit).get()
    let clock = VirtualClock(people.morning + .hours(2))
    let (said, continuation) = AsyncStream<String>.makeStream()
    let automations = Automations(engine: engine) { continuation.yield($0) }
    let running = Task { try await automations.run(by: clock.timerClock) }
    var lines = said.makeAsyncIterator()
    #expect(await lines.next() == "N-1 reminder")
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    await engine.close()
  }

  @Test("is the example that is tested, line by line")
  func documented() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let article = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/FiringTimers.md"),
      encoding: .utf8)
    let begin = try #require(source.range(of: "/// Fires timers while", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }
}

/// Fires timers while a server runs, and says what each tick did.
struct Automations {
  let engine: RepairEngine
  let say: @Sendable (String) -> Void

  func run(by clock: TimerService.Clock = .system) async throws {
    var service = TimerService(engine, clock: clock)
    service.onTick = { [say] report in
      for firing in report.firings {
        say("\(firing.timer.ticket) \(firing.timer.kind.rawValue)")
      }
    }
    service.onError = { [say] error in say("\(error)") }
    try await service.run()
  }
}
