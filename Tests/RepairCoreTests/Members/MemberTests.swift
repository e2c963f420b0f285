import RepairCore
import Testing

/// What the directory decides beyond who may do what.
struct MemberTests {
  @Test("One registers oneself as a requester and as nothing else")
  func oneself() {
    let nobody = MemberStory.nobody
    nobody.when(.register(MemberRegistration(profile: .named(" ", phone: "0100"))), by: .itself)
      .then(
        .registered(
          MemberRegistration(
            profile: .named(nil, phone: "0100"), roles: [RoleGrant(.requester)])))
    for registration in [
      MemberRegistration(roles: [RoleGrant(.worker)]),
      MemberRegistration(roles: [RoleGrant(.requester), RoleGrant(.dispatcher)]),
      MemberRegistration(post: MemberPost(number: "1")),
      MemberRegistration(post: MemberPost(place: Place(code: "x"))),
      MemberRegistration(trades: ["plumbing"]), MemberRegistration(groups: ["days"]),
    ] {
      nobody.when(.register(registration), by: .itself).refused(.notPermitted)
    }
  }

  @Test("Roles are granted once each, in the roles' order, and never that of automations")
  func roles() {
    let nobody = MemberStory.nobody
    let grants = [RoleGrant(.worker, campuses: ["south", "north"]), RoleGrant(.requester)]
    nobody.when(.register(MemberRegistration(roles: grants)), by: .dispatcher).then(
      .registered(
        MemberRegistration(
          roles: [RoleGrant(.requester), RoleGrant(.worker, campuses: ["north", "south"])])))
    nobody.when(.register(MemberRegistration(roles: [RoleGrant(.system)])), by: .dispatcher)
      .refused(.invalidField, field: "roles[0]")
    nobody.when(
      .register(MemberRegistration(roles: [RoleGrant(.worker), RoleGrant(.worker)])),
      by: .dispatcher
    ).refused(.invalidField, field: "roles[1]")
    let worker = MemberStory.worker
    worker.when(.grantRole(RoleGrant(.system)), by: .dispatcher)
      .refused(.invalidField, field: "grant")
    worker.when(.grantRole(RoleGrant(.worker, campuses: ["north"])), by: .dispatcher)
      .refused(.invalidField, field: "grant")
    worker.when(.grantRole(RoleGrant(.worker, campuses: [])), by: .dispatcher)
      .refused(.invalidField, field: "grant")
    worker.when(.revokeRole(.dispatcher, reason: nil), by: .dispatcher)
      .refused(.invalidField, field: "revoke")
  }

  @Test("A dispatcher of one campus can make nobody reach beyond it")
  func borders() {
    let nobody = MemberStory.nobody
    let worker = MemberStory.worker
    for command in [
      MemberCommand.grantRole(RoleGrant(.dispatcher)),
      .grantRole(RoleGrant(.worker, campuses: ["north", "south"])),
      .setPost(MemberPost(campuses: ["south"])),
    ] {
      worker.when(command, by: .dispatcherOfNorth).refused(.wrongCampus)
    }
    nobody.when(.register(MemberRegistration(roles: [RoleGrant(.worker)])), by: .dispatcherOfNorth)
      .refused(.wrongCampus)
    // A dispatcher of all campuses is nobody's whom one campus could switch off.
    let head = nobody.and(.registered(MemberRegistration(roles: [RoleGrant(.dispatcher)])))
    head.when(.deactivate(reason: nil), by: .dispatcherOfNorth).refused(.wrongCampus)
    head.when(.deactivate(reason: nil), by: .dispatcher).then(.deactivated(reason: nil))
    // A requester without a campus is anybody's.
    nobody.and(.registered(MemberRegistration(roles: [RoleGrant(.requester)])))
      .when(.joinGroup("days"), by: .dispatcherOfSouth).then(.groupJoined("days"))
  }

  @Test("A profile changes field by field, and nobody changes what their own account is known by")
  func profile() {
    let worker = MemberStory.worker
    var change = ProfileChange(.named(nil, phone: "0100"), clearing: [.name])
    let story = worker.when(.editProfile(change), by: .itself).then(.profileEdited(change))
    #expect(story.member?.profile == .named(nil, phone: "0100"))
    story.when(.editProfile(change), by: .itself).refused(.invalidField, field: "profile, clear")
    change = ProfileChange(.named("x"), clearing: [.name])
    worker.when(.editProfile(change), by: .itself).refused(.invalidField, field: "profile.name")
    worker.when(.editProfile(ProfileChange(.named("\u{20}"))), by: .itself)
      .refused(.invalidField, field: "profile.name")
    worker.when(
      .editProfile(ProfileChange(.named(String(repeating: "王", count: 101)))), by: .itself
    ).refused(.invalidField, field: "profile.name")
    for field in [MemberProfile.Field.login, .openID] {
      var account = ProfileChange()
      account.new[field] = "somebody-else"
      worker.when(.editProfile(account), by: .itself).refused(.notPermitted)
      worker.when(.editProfile(account), by: .dispatcher).then(.profileEdited(account))
      worker.when(.editProfile(ProfileChange(clearing: [field])), by: .itself)
        .refused(.notPermitted)
    }
  }

  @Test("Nothing is written where nothing changes")
  func nothingChanges() {
    let worker = MemberStory.worker
    worker.when(.setTrades(["plumbing", "plumbing"]), by: .dispatcher)
      .refused(.invalidField, field: "trades")
    worker.when(.joinGroup("days"), by: .dispatcher).refused(.invalidField, field: "group")
    worker.when(.leaveGroup("nights"), by: .dispatcher).refused(.invalidField, field: "group")
    worker.when(.setPost(MemberPost(number: "007", campuses: ["north"])), by: .dispatcher)
      .refused(.invalidField, field: "post")
    let onDuty = worker.and(.wentOnDuty)
    onDuty.when(.goOnDuty, by: .itself).refused(.invalidField, field: "duty")
    onDuty.when(.goOffDuty, by: .itself).then(.wentOffDuty)
  }

  @Test("A list of codes has an end")
  func listLimit() throws {
    let codes = try (0...100).map { try #require(CategoryCode("trade-\($0)")) }
    MemberStory.worker.when(.setTrades(codes), by: .dispatcher)
      .refused(.invalidField, field: "trades")
    MemberStory.worker.when(.setTrades(Array(codes.dropLast())), by: .dispatcher)
      .then(.tradesSet(codes.dropLast().sorted()))
  }

  @Test("Duty is unknown until somebody says, and a leave ends by itself")
  func duty() {
    let worker = MemberStory.worker
    let begin = worker.soon
    #expect(worker.member?.duty(at: begin) == .unknown)
    #expect(worker.member?.workerFacts(at: begin).isOnDuty == nil)
    let away = worker.and(.wentOnDuty).when(
      .takeLeave(from: begin + .days(1), until: begin + .days(2), reason: nil), by: .itself
    ).then(.leaveTaken(.between(begin + .days(1), begin + .days(2)), reason: nil))
    #expect(away.member?.duty(at: begin + .hours(1)) == .onDuty)
    #expect(away.member?.duty(at: begin + .days(1)) == .onLeave)
    #expect(away.member?.duty(at: begin + .days(2)) == .onDuty)
    away.when(.goOnDuty, by: .itself, at: begin + .hours(30)).refused(.illegalTransition)
    away.when(.goOffDuty, by: .itself, at: begin + .hours(30)).refused(.illegalTransition)
  }

  @Test("One comes back early, or does not go at all")
  func comingBack() {
    let worker = MemberStory.worker.and(.wentOnDuty)
    let begin = worker.soon
    let ill = worker.when(.takeLeave(from: nil, until: nil, reason: "ill"), by: .itself)
      .then(.leaveTaken(.between(begin), reason: "ill"))
    #expect(ill.member?.duty(at: .latest) == .onLeave)
    let back = ill.when(.returnFromLeave, by: .itself, at: begin + .days(1)).then(.leaveEnded)
    #expect(back.member?.duty(at: begin + .hours(1)) == .onLeave)
    #expect(back.member?.duty(at: begin + .days(1)) == .onDuty)
    back.when(.returnFromLeave, by: .itself).refused(.illegalTransition)
    let planned = worker.when(
      .takeLeave(from: begin + .days(5), until: nil, reason: nil), by: .itself
    ).then(.leaveTaken(.between(begin + .days(5)), reason: nil))
    let stayed = planned.when(.returnFromLeave, by: .itself).then(.leaveEnded)
    #expect(stayed.member?.leave == nil)
    worker.when(
      .takeLeave(from: begin - .days(9), until: begin - .days(8), reason: nil), by: .itself
    ).refused(.invalidField, field: "until")
    worker.when(.takeLeave(from: begin, until: begin, reason: nil), by: .itself)
      .refused(.invalidField, field: "until")
  }

  @Test("Who left is no worker any more, and who comes back has the roles they had")
  func leaving() {
    let left = MemberStory.worker.and(.wentOnDuty).when(.leave(reason: "retired"), by: .itself)
      .then(.left(reason: "retired"))
    #expect(left.member?.status == .left)
    #expect(left.member?.workerFacts(at: left.soon).isActive == false)
    let again = left.when(.rejoin, by: .dispatcher).then(.rejoined)
    #expect(again.member?.grant(of: .worker) == RoleGrant(.worker, campuses: ["north"]))
    #expect(again.member?.duty(at: again.soon) == .unknown)
  }

  @Test("A command dated before the last event is taken within the tolerance and refused beyond")
  func clocks() {
    let worker = MemberStory.worker.and(.wentOnDuty, at: .start(.hours(1)))
    worker.when(.goOffDuty, by: .itself, at: .start(.minutes(59))).then(.wentOffDuty)
    worker.when(.goOffDuty, by: .itself, at: .start(.minutes(57))).refused(.outOfOrder)
  }

  @Test("A member's facts say only what somebody has said")
  func facts() {
    let facts = MemberStory.worker.member?.workerFacts(at: .start)
    #expect(
      facts
        == WorkerFacts(
          isRegistered: true, isActive: true, campuses: ["north"], trades: ["plumbing"]))
    let anywhere = MemberStory.nobody.and(
      .registered(MemberRegistration(roles: [RoleGrant(.worker)])))
    #expect(
      anywhere.member?.workerFacts(at: .start) == WorkerFacts(isRegistered: true, isActive: true))
    let requester = MemberStory.nobody.and(
      .registered(MemberRegistration(roles: [RoleGrant(.requester)])))
    #expect(requester.member?.workerFacts(at: .start).isActive == false)
  }

  @Test("A history that cannot be a member's is told by its place")
  func impossible() {
    let fact = Fact<MemberEvent>(
      version: StreamVersion(1), occurredAt: .start, actor: "d-1", role: .dispatcher,
      event: .wentOnDuty)
    var member: Member?
    #expect(throws: ImpossibleHistory.self) {
      try Member.evolve(&member, named: "m-1", with: fact)
    }
    #expect(member == nil)
    member = MemberStory.worker.member
    var again = fact
    again.event = .registered(MemberRegistration())
    again.version = StreamVersion(2)
    #expect(throws: ImpossibleHistory.self) {
      try Member.evolve(&member, named: "m-1", with: again)
    }
    again.event = .wentOnDuty
    again.version = StreamVersion(3)
    #expect(throws: ImpossibleHistory.self) {
      try Member.evolve(&member, named: "m-1", with: again)
    }
  }
}
