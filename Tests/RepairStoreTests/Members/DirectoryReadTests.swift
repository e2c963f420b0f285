import RepairCore
import Testing

@testable import RepairStore

@Suite("A directory in a log")
struct DirectoryReadTests {
  private let directory: DirectoryDesk
  private var desk: TicketDesk { directory.desk }

  init() throws {
    directory = try DirectoryDesk()
    try directory.registerPeople()
  }

  @Test("is what its events come to, also when it is asked again after more of them")
  func directory_() throws {
    #expect(try desk.tickets.directory().count == 4)
    try desk.completeTicket()
    var profile = MemberProfile()
    profile.phone = "138 0000 0000"
    try directory.member(
      .editProfile(ProfileChange(profile)), of: desk.requester.id, by: desk.requester, minute: 3
    ).get()
    let found = try desk.tickets.directory().members(phone: "+8613800000000")
    #expect(found.map(\.id) == [desk.requester.id])
    let fresh = TicketLog(desk.fixture.log)
    #expect(try fresh.directory() == desk.tickets.directory())
    #expect(try fresh.member(desk.requester.id) == found.first)
  }

  @Test("is read anew when the kept member is behind, and seen as it is inside a transaction")
  func kept() throws {
    #expect(try desk.tickets.member(desk.worker.id)?.duty(at: desk.morning) == .onDuty)
    let other = TicketLog(desk.fixture.log)
    try directory.member(.goOffDuty, of: desk.worker.id, by: desk.worker, minute: 1, in: other)
      .get()
    #expect(try desk.tickets.member(desk.worker.id)?.duty(at: desk.morning) == .offDuty)
    struct TakenBack: Error {}
    #expect(throws: TakenBack.self) {
      try desk.fixture.log.bulk { writer in
        let inside = desk.tickets
        let on = CommandEnvelope(
          .goOnDuty, member: desk.worker.id, by: desk.worker, at: desk.morning + .minutes(2))
        _ = try inside.execute(
          on, under: directory.policy, worker: nil, with: writer)
        #expect(try inside.member(desk.worker.id)?.duty(at: desk.morning) == .onDuty)
        #expect(try inside.directory()[desk.worker.id]?.duty(at: desk.morning) == .onDuty)
        throw TakenBack()
      }
    }
    // Another event takes the place of the one that was taken back.
    try directory.member(
      .setTrades([]), of: desk.worker.id, by: desk.dispatcher, minute: 3, in: other
    ).get()
    let member = try #require(try desk.tickets.member(desk.worker.id))
    #expect(member.duty(at: desk.morning) == .offDuty && member.trades.isEmpty)
    #expect(try desk.tickets.directory()[desk.worker.id] == member)
  }

  @Test("names who has left, and the open assignments they left behind, resting ones among them")
  func leftBehind() throws {
    let ids = try (1...3).map { try #require(TicketID("N-\($0)")) }
    for id in ids {
      try directory.acceptedTicket(id)
      try directory.ticket(
        .dispatch(worker: desk.worker.id, override: nil, force: false), by: desk.dispatcher, of: id
      ).get()
    }
    try directory.ticket(
      .hold(reason: .parts, until: nil, text: nil), by: desk.dispatcher, minute: 2, of: ids[1]
    ).get()
    try directory.ticket(
      .release(reason: try #require(ReasonCode("shift")), assignment: nil), by: desk.dispatcher,
      minute: 2, of: ids[2]
    ).get()
    #expect(try desk.tickets.leftWorkers() == [])
    try directory.member(.leave(reason: nil), of: desk.worker.id, by: desk.worker, minute: 3).get()
    try directory.member(.leave(reason: nil), of: directory.clerk.id, by: directory.clerk).get()
    // Whoever else has left has no assignments, unless a role was taken away before.
    #expect(try desk.tickets.leftWorkers() == [directory.clerk.id, desk.worker.id].sorted())
    let open = try desk.tickets.openAssignments(of: desk.worker.id)
    #expect(open.map(\.ticket) == [ids[0], ids[1]])
    #expect(open.allSatisfy { $0.number == AssignmentNumber(1) })
    // An automation may release them now, and not what a worker has who is still there.
    let timer = try TicketDesk.actor("leavers", .system)
    let release = TicketCommand.release(
      reason: try #require(ReasonCode("workerLeft")), assignment: open[0].number)
    try directory.ticket(release, by: timer, minute: 4, of: ids[0]).get()
    #expect(try desk.tickets.openAssignments(of: desk.worker.id).map(\.ticket) == [ids[1]])
    try directory.member(.rejoin, of: desk.worker.id, by: desk.dispatcher, minute: 5).get()
    #expect(
      try directory.ticket(release, by: timer, minute: 6, of: ids[1]).refusalCode == .invalidField)
  }

  @Test("is checked like tickets where events of another log are taken in")
  func meaning() throws {
    let stream = StreamName(member: desk.worker.id)
    for stored in try desk.fixture.log.readStream(stream) { try EventMeaning.check(stored) }
  }

  @Test("answers servers as it answers the synchronous reader")
  func engine() async throws {
    let engine = try await RepairEngine(opening: desk.fixture.path)
    let members = try await engine.members(at: desk.morning)
    #expect(members == (try desk.tickets.directory().members(MemberQuery(), at: desk.morning)))
    #expect(try await engine.member(desk.worker.id)?.trades == [directory.plumbing])
    #expect(try await engine.members(phone: "0100").isEmpty)
    #expect(try await engine.members(login: "x").isEmpty)
    #expect(try await engine.members(openID: "x").isEmpty)
    #expect(try await engine.leftWorkers().isEmpty)
    #expect(try await engine.openAssignments(of: desk.worker.id).isEmpty)
    let result = try await engine.execute(
      CommandEnvelope(
        .goOffDuty, member: desk.worker.id, by: desk.worker, at: desk.morning + .minutes(9)),
      under: directory.policy)
    #expect(try result.get().events == ["MemberWentOffDuty"])
    #expect(try await engine.member(desk.worker.id)?.duty(at: desk.morning) == .offDuty)
    await engine.close()
  }
}
