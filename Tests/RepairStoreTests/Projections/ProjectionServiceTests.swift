import Foundation
import RepairCore
import Testing

@testable import RepairStore

@Suite("Keeping projections up to date")
struct ProjectionServiceTests {
  private let desk: TicketDesk

  init() throws { desk = try TicketDesk() }

  private func engine() async throws -> RepairEngine {
    try await RepairEngine(opening: desk.fixture.path)
  }

  @Test("Waiting ends when the rows are there, and with a typed error when they are not in time")
  func waiting() async throws {
    let engine = try await engine()
    let position = try desk.submit()
    let board = TicketBoard()
    let timeout = try await #require(throws: ProjectionTimeout.self) {
      try await engine.wait(for: board, atLeast: position, timeout: .milliseconds(30))
    }
    #expect(timeout.projection == "ticketBoard")
    #expect(timeout.wanted == position && timeout.reached == .start)
    let service = Task { try await ProjectionService(engine).run() }
    try await engine.wait(for: board, atLeast: position, timeout: .seconds(60))
    let next = try desk.submit("N-2")
    for projection in Views.standard {
      try await engine.wait(for: projection, atLeast: next, timeout: .seconds(60))
    }
    service.cancel()
    await #expect(throws: CancellationError.self) { try await service.value }
    await engine.close()
  }

  @Test("A projection that stops is told of once, is waited for in vain, and keeps no other back")
  func stopped() async throws {
    let engine = try await engine()
    let first = try desk.submit()
    let last = try desk.submit("N-2")
    let told = Lock<[ProjectionFailure]>([])
    var service = ProjectionService(
      engine, keeping: [TypeCounts(refuses: last), TicketBoard()])
    service.settlingDelay = .milliseconds(1)
    service.retryDelay = .milliseconds(2)
    service.onFailure = { failure in told.withLock { $0.append(failure) } }
    let running = Task { [service] in try await service.run() }
    try await engine.wait(for: TicketBoard(), atLeast: last, timeout: .seconds(60))
    try await engine.wait(for: TypeCounts(), atLeast: first, timeout: .seconds(60))
    let failure = try await #require(throws: ProjectionFailure.self) {
      try await engine.wait(for: TypeCounts(), atLeast: last, timeout: .seconds(60))
    }
    let later = try desk.submit("N-3")
    try await engine.wait(for: TicketBoard(), atLeast: later, timeout: .seconds(60))
    running.cancel()
    _ = await running.result
    #expect(told.withLock { $0 } == [failure])
    await engine.close()
  }

  @Test("An engine that is closed ends the service")
  func closed() async throws {
    let engine = try await engine()
    let running = Task { try await ProjectionService(engine).run() }
    await engine.close()
    let error = await #expect(throws: StoreError.self) { try await running.value }
    #expect(error?.code == .misuse)
  }

  @Test("Who waits for parts is read from a projection of thirty lines")
  func example() async throws {
    let engine = try await engine()
    let waiting = WaitingForParts()
    let north = try #require(CampusCode("north"))
    #expect(try await waiting.oldest(on: north, with: engine) == [])
    for name in ["N-1", "N-2"] { try desk.hold(name) }
    #expect(try await waiting.oldest(on: north, with: engine) == ["N-1", "N-2"])
    #expect(try Views(of: desk.fixture.log).rebuild(waiting).driftCount == 0)
    await engine.close()
  }

  @Test("The projection in the documentation is the one that is tested, line by line")
  func documented() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let source = try String(
      contentsOf: tests.appending(path: "ProjectionExample.swift"), encoding: .utf8)
    let article = try String(
      contentsOf: tests.appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/WritingAProjection.md"),
      encoding: .utf8)
    let blocks = article.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(blocks.count == 2)
    for block in blocks { #expect(source.contains(block), "\(block)") }
  }
}

extension TicketDesk {
  /// Submits a ticket, and says where in the log.
  fileprivate func submit(_ name: String = "N-1") throws -> LogPosition {
    try accept(submission(), by: requester, minute: 0, of: TicketID(name)).position
  }

  /// Takes a ticket to where it waits for parts.
  fileprivate func hold(_ name: String) throws {
    let ticket = try #require(TicketID(name))
    try accept(submission(), by: requester, minute: 0, of: ticket)
    try accept(.accept(priority: nil, category: nil), by: dispatcher, minute: 1, of: ticket)
    try accept(
      .dispatch(worker: worker.id, override: nil, force: true), by: dispatcher, minute: 2,
      of: ticket)
    try accept(.acknowledge, by: worker, minute: 3, of: ticket)
    try accept(
      .hold(reason: .parts, until: morning + .days(3), text: nil), by: worker, minute: 4,
      of: ticket)
  }
}
