import Foundation
import RepairCore
import RepairStore
import Testing

/// The README's example, kept here so that it compiles and does what the README says.
@Suite("The README")
struct ReadmeExample {
  @Test("shows an embedding that works")
  func embedding() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let desk = try await Desk(path: folder.appending(path: "repair.db").path())
    let now = try #require(Timestamp("2026-03-02T08:00:00Z"))

    let receipt = try await desk.report(
      "水管漏水", on: "N-1", in: "dorm-5", by: "u-17", at: now, requestID: "req-1")
    let again = try await desk.report(
      "水管漏水", on: "N-1", in: "dorm-5", by: "u-17", at: now, requestID: "req-1")
    let waiting = try await desk.waiting(on: "north")

    #expect(receipt.version == StreamVersion(1))
    #expect(again.isRepeated)
    #expect(waiting == ["N-1"])
    await desk.engine.close()
  }
}

struct Desk {
  let engine: RepairEngine

  init(path: String) async throws {
    engine = try await RepairEngine(creating: path)
  }

  /// Reports a fault, or throws why it is refused; asking twice reports once.
  func report(
    _ text: String, on ticket: String, in place: String, by person: String, at now: Timestamp,
    requestID: String
  ) async throws -> CommandReceipt {
    guard let id = TicketID(ticket), let person = PersonID(person),
      let campus = CampusCode("north"), let category = CategoryCode("plumbing")
    else { throw InvalidField("ticket", "is not a name") }
    let report = TicketSubmission(
      campus: campus, category: category, description: text, place: Place(code: place))
    let command = CommandEnvelope(
      .submit(report), ticket: id, by: Actor(id: person, role: .requester), at: now,
      key: requestID)
    return try await engine.execute(command).get()
  }

  /// What a campus has to accept, the newest first.
  func waiting(on campus: String) async throws -> [String] {
    var query = BoardQuery()
    query.phases = [.submitted]
    query.campus = CampusCode(campus)
    return try await engine.query(query).rows.map { $0.ticket.rawValue }
  }
}
