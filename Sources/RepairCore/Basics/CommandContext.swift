/// Who asks: a person or a named automation, in one role, perhaps for somebody else.
public struct Actor: Hashable, Sendable {
  /// Who it is.
  public var id: PersonID
  /// In which capacity.
  public var role: Role
  /// For whom, when the desk types for a caller.
  public var onBehalfOf: PersonID?
  /// The campuses the actor may act on; `nil` for all.
  public var campuses: [CampusCode]?

  /// Makes an actor.
  public init(
    id: PersonID, role: Role, onBehalfOf: PersonID? = nil, campuses: [CampusCode]? = nil
  ) {
    self.id = id
    self.role = role
    self.onBehalfOf = onBehalfOf
    self.campuses = campuses
  }
}

extension Actor {
  /// In whose name something is said: only the desk, or an automation, speaks for somebody else.
  ///
  /// - Throws: a refusal with ``RefusalCode/notPermitted`` for anybody else who names another person.
  func speaker() throws(Refusal) -> PersonID {
    guard let onBehalfOf, onBehalfOf != id else { return id }
    guard role == .dispatcher || role == .system else {
      throw Refusal(
        .notPermitted, "the role \(role.rawValue) does not speak for others; leave out onBehalfOf")
    }
    return onBehalfOf
  }
}

/// All that a decision may know besides the ticket and the policy: who, when, and facts from
/// elsewhere.
public struct CommandContext: Hashable, Sendable {
  /// Who asks.
  public var actor: Actor
  /// When it happened, as the caller says.
  public var at: Timestamp
  /// What is known of the worker the command names; what is absent is not checked.
  public var worker: WorkerFacts?
  /// What is known of the other ticket the command names; `nil` is not checked.
  public var other: OtherTicket?
  /// Another open ticket for the fault that this one would be open for; `nil` for none and unknown.
  public var sameFault: TicketID?
  /// What the directory says of the actor; `nil` where it is not asked.
  public var standing: ActorStanding?
  /// What is known of the stock the command takes from or brings to; `nil` is not checked.
  public var stock: StockFacts?
  /// What is known of the stock in the other store that the command names; `nil` is not checked.
  public var otherStock: StockFacts?
  /// Where the worker whom the command sends stood in a ranking, if one was made.
  public var choice: DispatchChoice?

  /// Makes a context.
  public init(
    actor: Actor, at: Timestamp, worker: WorkerFacts? = nil, other: OtherTicket? = nil,
    sameFault: TicketID? = nil, standing: ActorStanding? = nil, stock: StockFacts? = nil,
    choice: DispatchChoice? = nil
  ) {
    self.actor = actor
    self.at = at
    self.worker = worker
    self.other = other
    self.sameFault = sameFault
    self.standing = standing
    self.stock = stock
    self.choice = choice
  }
}

/// What a directory knows of a worker; absent members are not checked.
public struct WorkerFacts: Hashable, Sendable {
  /// Whether the directory has the worker at all.
  public var isRegistered: Bool?
  /// Whether the worker still works here.
  public var isActive: Bool?
  /// Whether the worker is on duty.
  public var isOnDuty: Bool?
  /// The campuses the worker serves.
  public var campuses: [CampusCode]?
  /// The kinds of fault the worker repairs.
  public var trades: [CategoryCode]?
  /// How many jobs the worker has open, those on hold left out.
  public var openJobs: Int?

  /// Makes a record of what is known.
  public init(
    isRegistered: Bool? = nil, isActive: Bool? = nil, isOnDuty: Bool? = nil,
    campuses: [CampusCode]? = nil, trades: [CategoryCode]? = nil, openJobs: Int? = nil
  ) {
    self.isRegistered = isRegistered
    self.isActive = isActive
    self.isOnDuty = isOnDuty
    self.campuses = campuses
    self.trades = trades
    self.openJobs = openJobs
  }

  /// What is known here, and where it is not known what another source knows.
  public func filled(from other: WorkerFacts) -> WorkerFacts {
    WorkerFacts(
      isRegistered: isRegistered ?? other.isRegistered, isActive: isActive ?? other.isActive,
      isOnDuty: isOnDuty ?? other.isOnDuty, campuses: campuses ?? other.campuses,
      trades: trades ?? other.trades, openJobs: openJobs ?? other.openJobs)
  }
}

/// What is known of another ticket that a command names.
@nonexhaustive
public enum OtherTicket: Hashable, Sendable {
  /// There is no such ticket.
  case unknown
  /// It is there, and not itself a duplicate.
  case exists
  /// It is itself a duplicate, of the given ticket.
  case duplicate(of: TicketID?)
}
