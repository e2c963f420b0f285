import RepairCore
import Testing

@testable import RepairStore

/// A clock that stands still until a test moves it, with those who sleep by it.
final class VirtualClock: Sendable {
  private struct Sleeper {
    let until: Timestamp
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Timestamp
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var count = 0
  }

  private let state: Lock<State>

  init(_ now: Timestamp) {
    state = Lock(State(now: now))
  }

  var now: Timestamp { state.withLock { $0.now } }

  /// Moves on, and wakes whose time has come.
  func set(_ now: Timestamp) {
    let awake = state.withLock { state -> [Sleeper] in
      state.now = now
      let due = state.sleepers.filter { $0.value.until <= now }
      for id in due.keys { state.sleepers[id] = nil }
      return Array(due.values)
    }
    for sleeper in awake { sleeper.continuation.resume() }
  }

  func sleep(until moment: Timestamp) async throws {
    let id = state.withLock { state in
      state.count += 1
      return state.count
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver: Bool? = state.withLock { state in
          if state.cancelled.remove(id) != nil { return false }
          if moment <= state.now { return true }
          state.sleepers[id] = Sleeper(until: moment, continuation: continuation)
          return nil
        }
        switch isOver {
        case true?: continuation.resume()
        case false?: continuation.resume(throwing: CancellationError())
        case nil: break
        }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        if let found = state.sleepers.removeValue(forKey: id) { return Optional(found) }
        state.cancelled.insert(id)
        return nil
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// As a service asks it.
  var timerClock: TimerService.Clock {
    TimerService.Clock(now: { self.now }, sleep: { try await self.sleep(until: $0) })
  }
}

@Suite("A timer service")
struct TimerServiceConcurrencyTests {
  private let folder: TemporaryFolder
  private let people: DeskPeople

  init() throws {
    folder = try TemporaryFolder()
    people = try DeskPeople()
  }

  private func name(_ number: Int) throws -> TicketID {
    try #require(TicketID("N-\(number)"))
  }

  /// Tickets to each of which a worker was sent at minute 20.
  private func dispatch(_ count: Int, on engine: RepairEngine) async throws {
    var policy = TicketPolicy.standard
    policy.openJobLimit = nil
    try await engine.adopt(policy, by: people.dispatcher, at: people.morning)
    for number in 0..<count {
      let id = try name(number)
      let send = TicketCommand.dispatch(worker: people.worker.id, override: nil, force: false)
      for (command, actor, minute) in [
        (try people.submission(), people.requester, 0),
        (.accept(priority: nil, category: nil), people.dispatcher, 10),
        (send, people.dispatcher, 20),
      ] as [(TicketCommand, Actor, Int64)] {
        try await engine.execute(
          people.envelope(command, by: actor, minute: minute, of: id)
        ).get()
      }
    }
  }

  /// How many events of each automation each ticket has.
  private func automations(on engine: RepairEngine) async throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for event in try await engine.events(limit: 10_000) where event.role == .system {
      counts["\(event.stream) \(event.actor)", default: 0] += 1
    }
    return counts
  }

  @Test("of whom several tick at the same time fire each timer once")
  func several() async throws {
    let path = folder.file("repair.db")
    let engine = try await RepairEngine(creating: path)
    try await dispatch(12, on: engine)
    let other = try await RepairEngine(opening: path)
    let now = people.morning + .minutes(33)
    let reports = try await withThrowingTaskGroup(of: TickReport.self) { group in
      for engine in [engine, other, engine, other] {
        group.addTask { try await engine.tick(at: now) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(reports.reduce(0) { $0 + $1.fired } == 24)
    #expect(reports.allSatisfy { $0.refused == 0 })
    let counts = try await automations(on: engine)
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts)")
    #expect(try await engine.tick(at: now).firings.isEmpty)
    await engine.close()
    await other.close()
  }

  @Test("sleeps until a timer is due or something happens, and ends when it is cancelled")
  func service() async throws {
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    let clock = VirtualClock(people.morning)
    let (reports, continuation) = AsyncStream<TickReport>.makeStream()
    var service = TimerService(engine, clock: clock.timerClock)
    service.settlingDelay = .zero
    service.onTick = { continuation.yield($0) }
    let running = Task { [service] in try await service.run() }
    var ticks = reports.makeAsyncIterator()
    #expect(await ticks.next()?.nextDueAt == nil)
    try await dispatch(1, on: engine)
    // It has looked again for each of these events, or for several at once.
    var report = await ticks.next()
    let reminder = people.morning + .minutes(25)
    while let found = report, found.nextDueAt != reminder { report = await ticks.next() }
    #expect(report?.fired == 0)
    clock.set(reminder)
    var fired: [TimerKind] = []
    while fired.count < 1, let next = await ticks.next() {
      fired += next.firings.map(\.timer.kind)
    }
    clock.set(people.morning + .minutes(30))
    while fired.count < 2, let next = await ticks.next() {
      fired += next.firings.map(\.timer.kind)
    }
    #expect(fired == [.reminder, .release])
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    await engine.close()
  }

  @Test("ends with an error when its engine is closed")
  func closed() async throws {
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    await engine.close()
    let service = TimerService(engine, clock: VirtualClock(people.morning).timerClock)
    await #expect(throws: StoreError.self) { try await service.run() }
  }
}
