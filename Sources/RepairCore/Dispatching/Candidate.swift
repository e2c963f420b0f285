/// What a directory knows of a worker; what is absent is not known, and is not held against them.
public struct WorkerProfile: Hashable, Sendable {
  /// Who it is.
  public var id: PersonID
  /// Whether the worker still works here.
  public var isActive: Bool?
  /// Whether the worker is on duty.
  public var isOnDuty: Bool?
  /// The campuses the worker serves; `nil` also for all of them.
  public var campuses: [CampusCode]?
  /// The kinds of fault the worker repairs.
  public var trades: [CategoryCode]?
  /// The groups the worker belongs to.
  public var groups: [GroupCode]
  /// Where the worker is, or is usually.
  public var location: Coordinates?

  /// Makes a profile of what is known.
  public init(
    id: PersonID, isActive: Bool? = nil, isOnDuty: Bool? = nil, campuses: [CampusCode]? = nil,
    trades: [CategoryCode]? = nil, groups: [GroupCode] = [], location: Coordinates? = nil
  ) {
    self.id = id
    self.isActive = isActive
    self.isOnDuty = isOnDuty
    self.campuses = campuses
    self.trades = trades
    self.groups = groups
    self.location = location
  }

  /// The profile as a decision about a ticket takes it; open jobs are left to the log.
  public var facts: WorkerFacts {
    WorkerFacts(isActive: isActive, isOnDuty: isOnDuty, campuses: campuses, trades: trades)
  }
}

/// What a log says of a worker's work, as far as a ranking looks at it.
public struct Workload: Hashable, Sendable {
  /// How many jobs are open, those on hold left out.
  public var openJobs: Int
  /// How many jobs rest.
  public var jobsOnHold: Int
  /// How often the worker was given a job of late; how late that is, the rules say.
  public var recentDispatches: Int
  /// When the worker was last given a job.
  public var lastSentAt: Timestamp?
  /// How many results of the worker's were rated.
  public var ratings: Int
  /// The sum of those marks.
  public var ratingSum: Int

  /// Makes a workload; by default there is none.
  public init(
    openJobs: Int = 0, jobsOnHold: Int = 0, recentDispatches: Int = 0,
    lastSentAt: Timestamp? = nil, ratings: Int = 0, ratingSum: Int = 0
  ) {
    self.openJobs = openJobs
    self.jobsOnHold = jobsOnHold
    self.recentDispatches = recentDispatches
    self.lastSentAt = lastSentAt
    self.ratings = ratings
    self.ratingSum = ratingSum
  }
}

/// Somebody who could be sent: what a directory knows of them and what the log says.
public struct Candidate: Hashable, Sendable {
  /// What a directory knows.
  public var profile: WorkerProfile
  /// What the log says.
  public var workload: Workload

  /// Makes a candidate.
  public init(_ profile: WorkerProfile, workload: Workload = Workload()) {
    self.profile = profile
    self.workload = workload
  }

  /// Who it is.
  public var id: PersonID { profile.id }
}
