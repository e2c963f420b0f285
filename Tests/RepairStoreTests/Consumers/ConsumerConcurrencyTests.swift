import Dispatch
import RepairCore
import Testing

@testable import RepairStore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Owners that race; these also run under the Thread Sanitizer.
@Suite("Concurrent owners of a consumer")
struct ConsumerConcurrencyTests {
  private let folder: TemporaryFolder
  private let path: String
  private let query = EventQuery(types: ["Wanted"])

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("log.db")
  }

  /// What several owners note, one after the other.
  private final class Journal: Sendable {
    private let entries = Lock<[Int]>([])

    func add(_ places: [Int]) { entries.withLock { $0 += places } }

    var places: [Int] { entries.withLock { $0 } }
  }

  private func makeLog(_ count: Int) throws {
    let log = try EventLog.create(at: path)
    try log.append(
      (0..<count).map { try event($0 % 3 == 2 ? "Other" : "Wanted") }, to: stream("s"),
      expecting: .any)
  }

  /// Lets three owners, each with a thread and a log of its own, work until all is done.
  private func race(
    concurrency: Int, lease: TimeSpan, failures: ConsumerFailures = .park(after: 5),
    _ work: @escaping @Sendable (Owner, ConsumerPage) throws -> Void
  ) async throws {
    let failed = Journal()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<3 {
        group.addTask { [path, query] in
          await blocking {
            do {
              let log = try EventLog.open(at: path, mode: .readOnly)
              let file = ConsumerFile(of: log, busyTimeout: .seconds(60))
              let plan = try ConsumerPlan(
                name: "notices", owner: "owner-\(number)", query: query, start: .start,
                lease: lease, failures: failures, concurrency: concurrency, pageLimit: 7)
              let owner = try Owner(plan, in: file)
              while try file.status(of: owner.seat).lag > 0 {
                if let page = try owner.claim() { try work(owner, page) } else { usleep(500) }
              }
            } catch {
              Issue.record(error)
              failed.add([number])
            }
          }
        }
      }
    }
    #expect(failed.places.isEmpty)
  }

  @Test("Every event is done exactly once when nobody is late", arguments: [1, 3])
  func exactlyOnce(concurrency: Int) async throws {
    try makeLog(150)
    let (begun, done) = (Journal(), Journal())
    try await race(concurrency: concurrency, lease: .hours(1)) { owner, page in
      begun.add(page.places)
      try owner.finish(page)
      done.add(page.places)
    }
    let wanted = (1...150).filter { $0 % 3 != 0 }
    #expect(done.places.sorted() == wanted)
    if concurrency == 1 { #expect(begun.places == wanted, "One at a time is in order") }
  }

  @Test("However late owners are, each event is finished by one of them, and by one only")
  func fencing() async throws {
    try makeLog(60)
    let (begun, done, refused) = (Journal(), Journal(), Journal())
    try await race(
      concurrency: 2, lease: TimeSpan(milliseconds: 2), failures: .park(after: 1_000_000)
    ) { owner, page in
      begun.add(page.places)
      usleep(UInt32.random(in: 0...4_000))
      do {
        try owner.finish(page)
        done.add(page.places)
      } catch let error as StoreError where error.code == .leaseLost {
        refused.add(page.places)
      }
    }
    #expect(done.places.sorted() == (1...60).filter { $0 % 3 != 0 })
    #expect(begun.places.count == done.places.count + refused.places.count)
  }

  @Test("Tasks that iterate one consumer share what is appended meanwhile, here and elsewhere")
  func tasks() async throws {
    try makeLog(30)
    let store = try await SQLiteEventStore(opening: path)
    let consumer = try await store.consumer(
      named: "notices", of: query, from: .start, owner: "server-1", failures: .park(after: 5),
      concurrency: 4, pageLimit: 3)
    let done = Journal()
    let workers = (0..<4).map { _ in
      Task {
        for try await work in consumer {
          done.add(work.events.map(\.position.rawValue))
          try await work.done()
        }
      }
    }
    for _ in 0..<20 {
      try await store.append(Append([event("Wanted")], to: stream("s"), expecting: .any))
    }
    // Another process would do it so.
    let other = try EventLog.open(at: path, mode: .readWrite)
    try other.append((0..<10).map { _ in try event("Wanted") }, to: stream("s"), expecting: .any)
    other.close()
    while true {
      let status = try await consumer.status()
      if done.places.count >= 50, status.lag == 0 { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    for worker in workers {
      worker.cancel()
      await #expect(throws: CancellationError.self) { try await worker.value }
    }
    #expect(done.places.sorted() == (1...30).filter { $0 % 3 != 0 } + Array(31...60))
    await store.close()
  }
}
