import RepairCore
import RepairStore

/// A thing that events are about, as OCEL 2.0 has it.
struct OCELObject: Hashable {
  /// What kind of thing there is.
  enum Kind: String, CaseIterable {
    case ticket, worker, requester, place, material, campus
  }

  var kind: Kind
  var name: String

  /// Its name among things of every kind.
  var id: String { "\(kind.rawValue):\(name)" }
}

/// A ticket as OCEL 2.0 tells it: events with what they are about, and attributes that change.
struct OCELStory {
  /// One event.
  struct Event {
    var id: String
    var kind: TicketEventKind
    var time: Timestamp
    var actor: String
    var role: String
    /// What it is about, besides the ticket.
    var objects: [OCELObject]
  }

  /// What a ticket's attribute became.
  struct Change {
    var attribute: Attribute
    var value: String
    /// Since when; `nil` for what it was from the beginning.
    var since: Timestamp?
  }

  /// The attributes of a ticket, in the order of their columns.
  enum Attribute: String, CaseIterable {
    case campus, category, channel, description, phase, priority, worker
  }

  /// The attributes of every event, in the order of their columns.
  static let eventAttributes: [StaticString] = ["actor", "role"]

  let ticket: OCELObject
  /// The events that the filter lets pass.
  let events: [Event]
  /// The attributes, in the order in which they changed.
  let changes: [Change]
  /// What the ticket has to do with as a whole.
  let objects: [OCELObject]

  /// Tells a ticket.
  ///
  /// - Parameters:
  ///   - visit: the ticket.
  ///   - limit: how many events at most.
  /// - Throws: `ImpossibleHistory` for a history that cannot be a ticket's.
  /// - Complexity: O(events).
  init(_ visit: TicketWalk.Visit, limit: Int) throws {
    ticket = OCELObject(kind: .ticket, name: visit.id.rawValue)
    var events: [Event] = []
    var changes: [Change] = []
    var objects: [OCELObject] = []
    var state: Ticket?
    for step in visit.steps {
      let before = state
      try Ticket.evolve(&state, named: visit.id, with: step.fact)
      guard let after = state else { continue }
      for attribute in Attribute.allCases {
        let value = attribute.value(in: after)
        guard let value, before.flatMap(attribute.value) != value else { continue }
        changes.append(
          Change(
            attribute: attribute, value: value,
            since: before == nil ? nil : step.fact.occurredAt))
      }
      let about = Self.objects(of: step.fact, before, after)
      for object in about where object.kind != .material && !objects.contains(object) {
        objects.append(object)
      }
      guard step.passes, events.count < limit else { continue }
      events.append(
        Event(
          id: step.id.description, kind: step.fact.event.kind, time: step.fact.occurredAt,
          actor: step.fact.actor.rawValue, role: step.fact.role.rawValue, objects: about))
    }
    self.events = events
    self.changes = changes
    self.objects = objects
  }

  /// What an event is about, besides the ticket.
  private static func objects(
    of fact: TicketFact, _ before: Ticket?, _ after: Ticket
  ) -> [OCELObject] {
    var objects: [OCELObject] = []
    func add(_ kind: OCELObject.Kind, _ name: String?) {
      guard let name, !name.isEmpty else { return }
      let object = OCELObject(kind: kind, name: name)
      if !objects.contains(object) { objects.append(object) }
    }
    switch fact.event {
    case .submitted:
      add(.campus, after.campus.rawValue)
      add(.place, after.place.code)
      add(.requester, after.requester?.rawValue)
    case .amended(let amendment): add(.place, amendment.place?.code)
    case .transferred(let campus, _): add(.campus, campus.rawValue)
    case .workerDispatched, .workHandedOver, .workRejected, .assignmentReleased:
      add(.worker, before?.assignment?.worker?.rawValue)
      add(.worker, after.assignment?.worker?.rawValue)
    case .workCompleted, .reworkRequested: add(.worker, after.worker?.rawValue)
    case .materialRequested(let line, _, _, _, _), .materialReserved(let line, _, _, _),
      .materialIssued(let line, _, _, _), .materialUsed(let line, _),
      .materialReturned(let line, _, _), .materialWrittenOff(let line, _, _, _):
      add(.material, after.material(line)?.name)
    default: break
    }
    switch fact.role {
    case .worker: add(.worker, fact.actor.rawValue)
    case .requester: add(.requester, fact.actor.rawValue)
    case .dispatcher, .storekeeper, .auditor, .system: break
    }
    if let requester = after.requester, fact.onBehalfOf == requester {
      add(.requester, requester.rawValue)
    }
    return objects
  }
}

extension OCELStory.Attribute {
  /// What it is at a ticket.
  fileprivate func value(in ticket: Ticket) -> String? {
    switch self {
    case .campus: ticket.campus.rawValue
    case .category: ticket.category.rawValue
    case .channel: ticket.channel.rawValue
    case .description: ticket.description
    case .phase: ticket.phase.rawValue
    case .priority: ticket.priority.map { "\($0.rawValue)" }
    case .worker: ticket.worker?.rawValue
    }
  }
}
