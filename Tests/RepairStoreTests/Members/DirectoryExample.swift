import Foundation
import RepairCore
import RepairStore
import Testing

/// The example of the article "Keeping a directory", kept here so that it compiles and works.
@Suite("The article on the directory")
struct DirectoryExample {
  @Test("shows a desk that knows who calls, and whom it may send")
  func frontDesk() async throws {
    let folder = try TemporaryFolder()
    let engine = try await RepairEngine(creating: folder.file("repair.db"))
    let desk = FrontDesk(engine: engine)
    let now = try #require(Timestamp("2026-03-01T08:00:00Z"))
    let setup = Actor(id: try #require(PersonID("setup")), role: .system)
    let (worker, caller) = (try #require(PersonID("w-7")), try #require(PersonID("u-17")))
    try await desk.enforce(by: setup, at: now)
    try await engine.execute(
      CommandEnvelope(
        .register(MemberRegistration(roles: [RoleGrant(.worker)])), member: worker, by: setup,
        at: now)
    ).get()
    var profile = MemberProfile()
    profile.phone = "138-0000-0000"
    try await engine.execute(
      CommandEnvelope(
        .register(MemberRegistration(profile: profile)), member: caller, by: setup, at: now)
    ).get()
    #expect(try await desk.callers(from: "+86 13800000000") == [caller])
    #expect(try await desk.available(at: now).isEmpty)
    try await engine.execute(
      CommandEnvelope(
        .goOnDuty, member: worker, by: Actor(id: worker, role: .worker), at: now)
    ).get()
    #expect(try await desk.available(at: now).map(\.id) == [worker])
    await engine.close()
  }

  @Test("is the example that is tested, line by line, too")
  func documented() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let article = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/KeepingADirectory.md"),
      encoding: .utf8)
    let begin = try #require(source.range(of: "/// A desk that", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }
}

/// A desk that knows who calls and who is there.
struct FrontDesk {
  let engine: RepairEngine

  /// From now on whoever acts has to be a member, in the role and on the campus they act in.
  func enforce(by setup: Actor, at now: Timestamp) async throws {
    var policy = try await engine.policyInForce()
    policy.enforcesDirectory = true
    try await engine.adopt(policy, by: setup, at: now)
  }

  /// Who may be calling; a family has one telephone, and a stranger is nobody.
  func callers(from number: String) async throws -> [PersonID] {
    try await engine.members(phone: number).map(\.id)
  }

  /// Who is there to be sent.
  func available(at now: Timestamp) async throws -> [Member] {
    var query = MemberQuery()
    query.role = .worker
    query.statuses = [.active]
    query.duty = .onDuty
    return try await engine.members(query, at: now)
  }
}
