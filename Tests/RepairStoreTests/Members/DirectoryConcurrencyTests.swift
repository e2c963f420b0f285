import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// A role taken away while its holder is at work; also run under the Thread Sanitizer.
@Suite("A role revoked under way")
struct DirectoryConcurrencyTests {
  @Test("leaves no event of the role's after the one that revoked it", arguments: 0..<3)
  func revoked(_ round: Int) async throws {
    let directory = try DirectoryDesk()
    try directory.registerPeople()
    let desk = directory.desk
    let ids = try (0..<24).map { try #require(TicketID("R-\($0)")) }
    for id in ids { try directory.ticket(try desk.submission(), by: desk.requester, of: id).get() }
    let engine = try await RepairEngine(opening: desk.fixture.path)
    let (policy, clerk) = (directory.policy, directory.clerk)
    let (people, dispatcher) = (desk.people, desk.dispatcher)
    let refused = try await withThrowingTaskGroup(of: RefusalCode?.self) { group in
      for (index, id) in ids.enumerated() {
        if index == 8 + round {
          group.addTask {
            try await engine.execute(
              CommandEnvelope(
                .revokeRole(.dispatcher, reason: nil), member: clerk.id, by: dispatcher,
                at: people.morning + .minutes(5)), under: policy
            ).refusalCode
          }
        }
        group.addTask {
          try await engine.execute(
            people.envelope(
              .accept(priority: nil, category: nil), by: clerk, minute: 5, of: id), under: policy
          ).refusalCode
        }
      }
      var codes: [RefusalCode] = []
      for try await code in group { if let code { codes.append(code) } }
      return codes
    }
    #expect(refused.allSatisfy { $0 == .notPermitted })
    await engine.close()
    let page = try desk.fixture.log.readPage(
      EventQuery(types: ["TicketAccepted", "MemberRoleRevoked"]), after: .start, limit: 100)
    let names = page.events.map(\.type.name)
    let revocation = try #require(names.firstIndex(of: "MemberRoleRevoked"))
    #expect(names.dropFirst(revocation + 1).isEmpty)
    #expect(names.count - 1 + refused.count == ids.count)
  }
}
