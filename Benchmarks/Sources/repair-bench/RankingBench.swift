import CSQLiteRaw
import Foundation
import RepairCore
import RepairStore

/// Ranking 500 workers for a ticket: alone, and with everything read first; beside SQLite reading and
/// sorting the same rows by the same numbers.
struct RankingBench: Bench {
  static let name = "ranking"
  static let summary = "500 workers ranked for a ticket, beside SQLite sorting their rows"

  private static let workers = 500
  private static let runs = 50

  func run(in workshop: Workshop) async throws -> [Figure] {
    let path = try await makeLog(in: workshop)
    let log = try EventLog.open(at: path, mode: .readOnly)
    let (tickets, views) = (TicketLog(log), try Views(of: log))
    let now = Self.morning + .days(2)
    let policy = TicketPolicy.standard
    let profiles = try (0..<Self.workers).map { try profile($0) }
    let statistics = try views.workers(at: now, under: policy).workers
    let ticket = try need(try tickets.ticket(try need(TicketID("N-0"))))
    let workloads = Dictionary(
      statistics.map { ($0.worker, $0.workload) }, uniquingKeysWith: { first, _ in first })
    let candidates = profiles.map { Candidate($0, workload: workloads[$0.id] ?? Workload()) }
    var (alone, whole, sorted): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<workshop.rounds {
      alone.append(
        try perRun {
          let ranking = WorkerRanking(of: candidates, for: ticket, at: now, under: policy)
          try demand(ranking.ranked.count == Self.workers)
        })
      whole.append(
        try perRun {
          let found = try tickets.ranking(for: ticket.id, among: profiles, at: now, with: views)
          try demand(found?.ranking.ranked.count == Self.workers)
        })
      sorted.append(try sortInSQLite(Views.path(besides: path)))
    }
    log.close()
    func figure(_ name: String, _ times: [Double], beside: String, _ ratio: Double) -> Figure {
      Figure(
        name: name, ours: String(format: "%.0f us", median(times) * 1e6), beside: beside,
        ratio: ratio, aim: .atMost(1))
    }
    return [
      figure(
        "ranking 500 workers", alone, beside: "limit 2 ms", median(alone) / 2e-3),
      figure(
        "the same, jobs and ticket read first", whole, beside: "limit 2 ms", median(whole) / 2e-3),
      Figure(
        name: "ranking beside reading and sorting in SQLite",
        ours: String(format: "%.0f us", median(whole) * 1e6),
        beside: String(format: "%.0f us", median(sorted) * 1e6),
        ratio: median(zip(whole, sorted).map { $0 / $1 }), aim: .none),
    ]
  }

  private static let morning = Timestamp(clamping: 1_772_352_000_000)

  /// A log in which each worker has three tickets, one of them open, and one more ticket waits.
  private func makeLog(in workshop: Workshop) async throws -> String {
    let path = try workshop.emptyLog("ranking.db")
    let engine = try await RepairEngine(opening: path)
    let dispatcher = Actor(id: try need(PersonID("d-1")), role: .dispatcher)
    let requester = Actor(id: try need(PersonID("u-1")), role: .requester)
    let place = Coordinates(latitudeE6: 39_904_200, longitudeE6: 116_407_400)
    let submit = TicketCommand.submit(
      TicketSubmission(
        campus: try need(CampusCode("north")), category: try need(CategoryCode("plumbing")),
        description: "x", place: Place(code: "dorm-5", coordinates: place)))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0...Self.workers * 3 {
        let id = try need(TicketID("N-\(number)"))
        let worker = Actor(id: try profile(number % Self.workers).id, role: .worker)
        var steps: [(TicketCommand, Actor)] = [
          (submit, requester), (.accept(priority: nil, category: nil), dispatcher),
        ]
        if number > 0 {
          steps.append((.dispatch(worker: worker.id, override: nil, force: false), dispatcher))
          steps.append((.acknowledge, worker))
        }
        if number > Self.workers {
          let report = WorkReport(cause: "c", workDone: "d", outcome: .fixed)
          let mark = try need(Rating(number % 5 + 1))
          steps.append((.complete(report), worker))
          steps.append(
            (.evaluate(result: mark, efficiency: mark, attitude: nil, text: nil), requester))
        }
        group.addTask { [steps] in
          for (step, (command, actor)) in steps.enumerated() {
            let at = Self.morning + .minutes(Int64(number + step))
            try await engine.execute(CommandEnvelope(command, ticket: id, by: actor, at: at)).get()
          }
        }
      }
      try await group.waitForAll()
    }
    await engine.close()
    return path
  }

  private func profile(_ number: Int) throws -> WorkerProfile {
    WorkerProfile(
      id: try need(PersonID("w-\(number)")), isActive: true, isOnDuty: true,
      campuses: [try need(CampusCode("north"))],
      trades: [try need(CategoryCode("electric")), try need(CategoryCode("plumbing"))],
      location: Coordinates(latitudeE6: 39_900_000 + number * 7, longitudeE6: 116_400_000))
  }

  private func demand(_ isMet: Bool) throws {
    guard isMet else { throw BenchFailure(description: "the ranking is not of all workers") }
  }

  private func perRun(_ body: () throws -> Void) throws -> Double {
    try seconds { for _ in 0..<Self.runs { try body() } } / Double(Self.runs)
  }

  /// The seconds in which SQLite reads and sorts the workers' sums.
  private func sortInSQLite(_ path: String) throws -> Double {
    var database: OpaquePointer?
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw BenchFailure(description: "\(path) cannot be opened")
    }
    defer { sqlite3_close(database) }
    let query = """
      SELECT worker, open_jobs, ratings, rating_sum, last_sent FROM worker_total
      ORDER BY open_jobs, -((rating_sum * 100 + 2000) / (ratings + 5) / 25), last_sent, worker
      """
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
      throw BenchFailure(description: "the workers' sums cannot be asked for")
    }
    defer { sqlite3_finalize(statement) }
    return try perRun {
      var rows = 0
      while sqlite3_step(statement) == SQLITE_ROW {
        rows += Int(sqlite3_column_bytes(statement, 0)) > 0 ? 1 : 0
      }
      sqlite3_reset(statement)
      try demand(rows == Self.workers)
    }
  }
}
