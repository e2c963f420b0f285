/// What the rules say of single candidates for one ticket.
struct CandidateJudge {
  /// A candidate who can be sent, with the numbers by which the rules compare.
  struct Standing {
    var worker: PersonID
    /// One number a criterion, the weightiest first; the smaller comes first.
    var keys: [Int]
    /// When the worker was last given a job; decides what the criteria leave open.
    var lastSentAt: Timestamp?
    var reasons: [DispatchReason]

    func isBefore(_ other: Standing) -> Bool {
      for (left, right) in zip(keys, other.keys) where left != right { return left < right }
      let (left, right) = (lastSentAt ?? .earliest, other.lastSentAt ?? .earliest)
      return left == right ? worker < other.worker : left < right
    }
  }

  private let ticket: Ticket
  private let at: Timestamp
  private let policy: TicketPolicy
  /// Who has handed the ticket back of late: how often, and when last.
  private var handBacks: [PersonID: (count: Int, last: Timestamp)] = [:]

  private var rules: DispatchRules { policy.dispatching }

  init(ticket: Ticket, at: Timestamp, policy: TicketPolicy) {
    self.ticket = ticket
    self.at = at
    self.policy = policy
    let since = at - policy.dispatching.handBackWindow
    for turn in ticket.turns where turn.end == .handedBack {
      guard let endedAt = turn.endedAt, endedAt >= since else { continue }
      let earlier = handBacks[turn.worker]?.count ?? 0
      handBacks[turn.worker] = (earlier + 1, endedAt)
    }
  }

  // MARK: - Who cannot be sent

  /// All that rules a candidate out; nothing for one who can be sent.
  func objections(to candidate: Candidate) -> [DispatchReason] {
    let profile = candidate.profile
    var found: [DispatchReason] = []
    func object(_ code: DispatchReason.Code, if applies: Bool, _ value: Int? = nil) {
      if applies { found.append(DispatchReason(code, value)) }
    }
    object(.left, if: profile.isActive == false)
    object(.requester, if: profile.id == ticket.requester)
    object(.hasTicket, if: ticket.assignment?.worker == profile.id)
    if case .rejectedByWorker(let handBack) = ticket.state {
      object(.justHandedBack, if: handBack.worker == profile.id)
    }
    object(.offDuty, if: profile.isOnDuty == false)
    object(.otherCampus, if: profile.campuses.map { !$0.contains(ticket.campus) } ?? false)
    object(.otherTrade, if: profile.trades.map { !$0.contains(ticket.category) } ?? false)
    if let limit = policy.openJobLimit {
      let jobs = candidate.workload.openJobs
      object(.jobLimit, if: jobs >= limit, jobs)
    }
    return found
  }

  // MARK: - How the others compare

  func standing(of candidate: Candidate) -> Standing {
    let metres = candidate.profile.location.flatMap { here in
      ticket.place.coordinates.map { here.distance(to: $0) }
    }
    return Standing(
      worker: candidate.id, keys: rules.order.map { key($0, of: candidate, metres: metres) },
      lastSentAt: candidate.workload.lastSentAt, reasons: reasons(candidate, metres: metres))
  }

  private func key(_ criterion: DispatchCriterion, of candidate: Candidate, metres: Int?) -> Int {
    let (profile, workload) = (candidate.profile, candidate.workload)
    switch criterion {
    case .fit:
      return [profile.isOnDuty == nil, profile.trades == nil].count { $0 }
    case .group: return preferredGroup(of: profile) ?? rules.preferredGroups.count
    case .handBacks: return handBacks[profile.id]?.count ?? 0
    case .openJobs: return workload.openJobs
    case .rating: return -(rating(of: workload) / max(1, rules.ratingStep))
    case .distance: return (metres ?? rules.expectedDistance) / max(1, rules.distanceStep)
    case .dispatches: return workload.recentDispatches
    case .waiting: return Int(clamping: (workload.lastSentAt ?? .earliest).milliseconds)
    }
  }

  private func preferredGroup(of profile: WorkerProfile) -> Int? {
    rules.preferredGroups.firstIndex(where: profile.groups.contains)
  }

  /// The mark a worker counts with, in hundredths: too few ratings say nothing, and the others are
  /// mixed with what is expected of everybody, so that few good ones do not beat many.
  private func rating(of workload: Workload) -> Int {
    let count = min(max(0, workload.ratings), Self.countLimit)
    guard count >= max(1, rules.minimumRatings) else { return rules.expectedRating }
    let weight = min(max(0, rules.expectedRatingWeight), Self.countLimit)
    let sum = min(max(0, workload.ratingSum), 5 * Self.countLimit)
    let expected = min(max(0, rules.expectedRating), 500)
    return (sum * 100 + expected * weight) / (count + weight)
  }

  /// More ratings than anybody has, and few enough that sums of them fit.
  private static let countLimit = 1_000_000_000_000

  // MARK: - Why

  private func reasons(_ candidate: Candidate, metres: Int?) -> [DispatchReason] {
    let (profile, workload) = (candidate.profile, candidate.workload)
    var reasons = [
      DispatchReason(profile.isOnDuty == nil ? .dutyUnknown : .onDuty),
      DispatchReason(profile.trades == nil ? .tradeUnknown : .repairsCategory),
    ]
    if profile.campuses != nil { reasons.append(DispatchReason(.servesCampus)) }
    if let group = preferredGroup(of: profile) {
      reasons.append(DispatchReason(.preferredGroup, group + 1))
    }
    if let handBack = handBacks[profile.id] {
      reasons.append(DispatchReason(.handedBack, handBack.count, hours(since: handBack.last)))
    }
    reasons.append(DispatchReason(.openJobs, workload.openJobs, workload.jobsOnHold))
    if workload.ratings >= max(1, rules.minimumRatings) {
      let sum = min(max(0, workload.ratingSum), 5 * Self.countLimit)
      reasons.append(DispatchReason(.rated, sum * 100 / workload.ratings, workload.ratings))
    } else if workload.ratings > 0 {
      reasons.append(DispatchReason(.fewRatings, workload.ratings))
    }
    if let metres { reasons.append(DispatchReason(.distance, metres)) }
    if workload.recentDispatches > 0 {
      reasons.append(DispatchReason(.recentlySent, workload.recentDispatches))
    }
    if let last = workload.lastSentAt {
      reasons.append(DispatchReason(.waiting, hours(since: last)))
    } else {
      reasons.append(DispatchReason(.neverSent))
    }
    return reasons
  }

  private func hours(since moment: Timestamp) -> Int {
    max(0, Int(clamping: (at - moment).milliseconds / 3_600_000))
  }
}
