import RepairCore
import RepairStore

/// The people of a scenario as the directory has them.
struct ScenarioDirectory {
  /// What is asked before the term begins: the staff is entered.
  private(set) var opening: [CommandEnvelope] = []

  private let trades: [PersonID: [CategoryCode]]
  private let desks: [CampusCode: PersonID]

  private static let surnames = ["马", "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐"]

  /// Makes the directory, or gives `nil` if its names cannot be made.
  init?(staff: ScenarioStaff, seed: UInt64) {
    guard let clerk = PersonID("setup.directory") else { return nil }
    let setup = Actor(id: clerk, role: .system)
    var random = ScenarioRandom(seed: seed, part: 4)
    // The Friday before the term, one entry a second.
    var at = ScenarioCalendar.timestamp(-3 * ScenarioCalendar.day + 9 * ScenarioCalendar.hour)
    var trades: [PersonID: [CategoryCode]] = [:]
    var desks: [CampusCode: PersonID] = [:]
    var opening: [CommandEnvelope] = []
    func enter(_ id: PersonID, _ registration: MemberRegistration) {
      opening.append(CommandEnvelope(.register(registration), member: id, by: setup, at: at))
      at = at + .seconds(1)
    }
    func profile(_ title: String) -> MemberProfile {
      // Surnames with a title name nobody, and numbers that begin with 10 belong to no telephone.
      var profile = MemberProfile()
      profile.name = random.pick(Self.surnames) + title
      profile.phone = "10\(random.within(100_000_000...999_999_999))"
      return profile
    }
    for campus in ScenarioCampus.codes.indices.compactMap(ScenarioCampus.init) {
      for id in campus.dayDispatchers + [campus.nightDispatcher] {
        enter(
          id,
          MemberRegistration(
            profile: profile("老师"), roles: [RoleGrant(.dispatcher, campuses: [campus.code])],
            post: MemberPost(campuses: [campus.code])))
      }
      desks[campus.code] = campus.dayDispatchers.first
      guard let keeper = ScenarioStore.keeper(of: campus.number) else { return nil }
      enter(
        keeper,
        MemberRegistration(
          profile: profile("库管"), roles: [RoleGrant(.storekeeper, campuses: [campus.code])],
          post: MemberPost(campuses: [campus.code])))
    }
    for worker in staff.workers {
      guard let campus = CampusCode(ScenarioCampus.codes[worker.campus]) else { return nil }
      let own = ScenarioFault.all.filter { $0.trade == worker.trade }.map(\.category)
      let codes = Array(Set(own)).sorted().compactMap { CategoryCode($0) }
      trades[worker.id] = codes
      enter(
        worker.id,
        MemberRegistration(
          profile: profile("师傅"), roles: [RoleGrant(.worker, campuses: [campus])],
          post: MemberPost(
            number: "W" + worker.id.rawValue.dropFirst(2), campuses: [campus]),
          trades: codes))
      opening.append(CommandEnvelope(.goOnDuty, member: worker.id, by: setup, at: at))
    }
    self.opening = opening
    self.trades = trades
    self.desks = desks
  }

  /// The command that enters somebody who reports a fault for the first time.
  func registration(
    of person: PersonID, from report: TicketSubmission, as command: ScenarioCommand
  ) -> CommandEnvelope? {
    var profile = MemberProfile()
    profile.name = report.contact?.name
    profile.phone = report.contact?.phone
    var actor = command.actor
    if actor.role == .dispatcher { actor.onBehalfOf = nil }
    return CommandEnvelope(
      .register(MemberRegistration(profile: profile)), member: person, by: actor, at: command.at,
      key: "register/\(person)")
  }

  /// The command with the reason that sending this worker needs, if it needs one.
  ///
  /// Who hands a job over cannot give such a reason; the desk then does it for them.
  func withOverride(
    _ command: ScenarioCommand, on ticket: Ticket?, away absences: ScenarioAbsences
  ) -> ScenarioCommand {
    guard let ticket, let worker = command.command.receivingWorker else { return command }
    let isAway = absences.isAway(worker, at: command.at)
    let repairs = trades[worker]?.contains(ticket.category) ?? true
    guard isAway || !repairs else { return command }
    let reason = isAway ? "已电话联系，本人同意到场" : "人手不足，能处理"
    var sent = command
    switch command.command {
    case .dispatch(let worker, nil, let force, let choice):
      sent.command = .dispatch(worker: worker, override: reason, force: force, choice: choice)
    case .handOver(let worker, _):
      guard let desk = desks[ticket.campus] else { return command }
      sent.actor = Actor(id: desk, role: .dispatcher, campuses: [ticket.campus])
      sent.command = .dispatch(worker: worker, override: reason, force: false, choice: nil)
    default: break
    }
    return sent
  }
}
