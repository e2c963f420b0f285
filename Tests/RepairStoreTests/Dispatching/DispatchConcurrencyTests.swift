import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// Sixteen automations that look for workers at the same time; these also run under the Thread
/// Sanitizer.
@Suite("Automations that race")
struct DispatchConcurrencyTests {
  private static let callers = 16

  private let folder: TemporaryFolder
  private let people: DeskPeople
  private let automation: Actor
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    people = try DeskPeople()
    automation = try TicketDesk.actor("dispatcher-bot", .system)
    path = folder.file("repair.db")
    try EventLog.create(at: path).close()
  }

  private func accept(_ count: Int, as prefix: String) throws -> [TicketID] {
    let log = try EventLog.open(at: path, mode: .readWrite)
    defer { log.close() }
    let tickets = TicketLog(log)
    return try (0..<count).map { number in
      let id = try #require(TicketID("\(prefix)-\(number)"))
      try tickets.execute(
        people.envelope(try people.submission(), by: people.requester, minute: 0, of: id)
      ).get()
      try tickets.execute(
        people.envelope(
          .accept(priority: nil, category: nil), by: people.dispatcher, minute: 1, of: id)
      ).get()
      return id
    }
  }

  /// One automation a ticket, each on a log of its own, all let go at the same time.
  private func race(
    _ ids: [TicketID], of workers: [WorkerProfile], under policy: TicketPolicy
  ) throws -> [CommandResult] {
    let results = Lock<[CommandResult]>([])
    let failures = Lock<[String]>([])
    let (ready, go) = (DispatchGroup(), DispatchSemaphore(value: 0))
    let done = DispatchGroup()
    var configuration = LogConfiguration()
    configuration.busyTimeout = .minutes(1)
    for id in ids {
      ready.enter()
      done.enter()
      Thread.detachNewThread { [path, people, automation, configuration] in
        defer { done.leave() }
        let log = Result {
          try EventLog.open(at: path, mode: .readWrite, configuration: configuration)
        }
        ready.leave()
        go.wait()
        do {
          let tickets = TicketLog(try log.get())
          defer { tickets.log.close() }
          let result = try tickets.dispatchBest(
            id, by: automation, at: people.morning + .minutes(5), among: workers, under: policy,
            with: Views(of: tickets.log))
          results.withLock { $0.append(result) }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    ready.wait()
    for _ in ids { go.signal() }
    done.wait()
    #expect(failures.withLock { $0 } == [])
    return results.withLock { $0 }
  }

  private func workers(of ids: [TicketID]) throws -> [String] {
    let log = try EventLog.open(at: path, mode: .readOnly)
    defer { log.close() }
    return try ids.compactMap { try TicketLog(log).ticket($0)?.worker?.rawValue }
  }

  @Test("Each sees what the others did: sixteen tickets go to sixteen workers, one each")
  func balanced() throws {
    let ids = try accept(Self.callers, as: "B")
    let profiles = try DispatchDesk.profiles(1...Self.callers)
    let results = try race(ids, of: profiles, under: .standard)
    for result in results { try result.get() }
    #expect(Set(try workers(of: ids)).count == Self.callers)
  }

  @Test("One place is left, and one of sixteen tickets gets the worker; no limit is overrun")
  func onePlace() throws {
    var policy = TicketPolicy.standard
    policy.openJobLimit = 1
    let ids = try accept(Self.callers, as: "P")
    let results = try race(ids, of: try DispatchDesk.profiles(7...7), under: policy)
    let refusals = results.compactMap { result in
      if case .refused(let refusal) = result { refusal.code } else { nil }
    }
    #expect(refusals.count == Self.callers - 1)
    #expect(Set(refusals).isSubset(of: [.workerUnavailable, .limitReached]))
    #expect(try workers(of: ids) == ["w-7"])
  }

  @Test("Sixteen automations for one ticket send one worker, once")
  func oneTicket() throws {
    let ids = try accept(1, as: "T")
    let results = try race(
      Array(repeating: ids[0], count: Self.callers), of: try DispatchDesk.profiles(1...4),
      under: .standard)
    var sent = 0
    for result in results {
      switch result {
      case .accepted: sent += 1
      case .refused(let refusal): #expect(refusal.code == .illegalTransition)
      }
    }
    #expect(sent == 1)
    let log = try EventLog.open(at: path, mode: .readOnly)
    defer { log.close() }
    #expect(try TicketLog(log).ticket(ids[0])?.turns.count == 1)
  }

  @Test("Callers of one engine race as processes do")
  func oneEngine() async throws {
    let ids = try accept(Self.callers, as: "E")
    let engine = try await RepairEngine(opening: path)
    let profiles = try DispatchDesk.profiles(1...Self.callers)
    try await withThrowingTaskGroup(of: Void.self) { [people, automation] group in
      for id in ids {
        group.addTask {
          try await engine.dispatchBest(
            id, by: automation, at: people.morning + .minutes(5), among: profiles
          ).get()
        }
      }
      try await group.waitForAll()
    }
    await engine.close()
    #expect(Set(try workers(of: ids)).count == Self.callers)
  }
}
