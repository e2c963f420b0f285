import RepairCore

@testable import RepairStore

/// A desk with a log, its workers' board and a row of tickets that wait for a worker.
struct DispatchDesk {
  let desk: TicketDesk
  let views: Views
  let automation: Actor
  var policy = TicketPolicy.standard

  var tickets: TicketLog { desk.tickets }

  init() throws {
    desk = try TicketDesk()
    views = try Views(of: desk.fixture.log)
    automation = try TicketDesk.actor("dispatcher-bot", .system)
  }

  static func ticket(_ number: Int) throws -> TicketID {
    guard let id = TicketID("N-\(number)") else { throw CallFailed(call: "TicketID") }
    return id
  }

  static func worker(_ number: Int) throws -> Actor { try TicketDesk.actor("w-\(number)", .worker) }

  static func profiles(_ numbers: ClosedRange<Int>) throws -> [WorkerProfile] {
    try numbers.map { WorkerProfile(id: try worker($0).id) }
  }

  /// Takes tickets to where they wait for a worker.
  func accept(_ numbers: ClosedRange<Int>) throws {
    for number in numbers {
      let id = try Self.ticket(number)
      try desk.accept(try desk.submission(), by: desk.requester, minute: 0, of: id)
      try desk.accept(
        .accept(priority: nil, category: nil), by: desk.dispatcher, minute: 1, of: id)
    }
  }

  /// Sends a worker by hand.
  func send(_ worker: Int, to ticket: Int, minute: Int64) throws {
    try desk.accept(
      .dispatch(worker: Self.worker(worker).id, override: nil, force: false),
      by: desk.dispatcher, minute: minute, of: Self.ticket(ticket))
  }

  func act(_ command: TicketCommand, by worker: Int, on ticket: Int, minute: Int64) throws {
    try desk.accept(
      command, by: Self.worker(worker), minute: minute, of: Self.ticket(ticket))
  }

  /// Lets the automation send the best of some workers.
  func dispatchBest(
    _ ticket: Int, of workers: ClosedRange<Int>, minute: Int64
  ) throws -> CommandResult {
    try tickets.dispatchBest(
      Self.ticket(ticket), by: automation, at: desk.morning + .minutes(minute),
      among: Self.profiles(workers), under: policy, with: views)
  }

  func worker(of ticket: Int) throws -> String? {
    try tickets.ticket(Self.ticket(ticket))?.assignment?.worker?.rawValue
  }

  func statistics(minute: Int64) throws -> [String: WorkerStatistics] {
    let overview = try views.workers(at: desk.morning + .minutes(minute), under: policy)
    return Dictionary(uniqueKeysWithValues: overview.workers.map { ($0.worker.rawValue, $0) })
  }
}
