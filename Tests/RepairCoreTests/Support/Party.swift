import RepairCore

/// Everybody who may turn up in a story: each person keeps one letter in the grid.
enum Person: Character, CaseIterable, CustomStringConvertible {
  case requester = "R"
  case otherRequester = "r"
  case dispatcher = "D"
  case dispatcherElsewhere = "d"
  case deskForRequester = "K"
  case deskForAnother = "k"
  case deskElsewhere = "x"
  /// Has the ticket, or did the work.
  case worker = "W"
  /// Has nothing to do with it.
  case otherWorker = "w"
  /// Took the job and handed it back before ``worker`` got it.
  case formerWorker = "f"
  case storekeeper = "S"
  case storekeeperElsewhere = "s"
  case auditor = "A"
  case timer = "T"

  var actor: Actor {
    switch self {
    case .requester: Actor(id: "u-1", role: .requester)
    case .otherRequester: Actor(id: "u-2", role: .requester)
    case .dispatcher: Actor(id: "d-1", role: .dispatcher, campuses: ["north"])
    case .dispatcherElsewhere: Actor(id: "d-9", role: .dispatcher, campuses: ["south"])
    case .deskForRequester:
      Actor(id: "d-1", role: .dispatcher, onBehalfOf: "u-1", campuses: ["north"])
    case .deskForAnother:
      Actor(id: "d-1", role: .dispatcher, onBehalfOf: "u-2", campuses: ["north"])
    case .deskElsewhere:
      Actor(id: "d-9", role: .dispatcher, onBehalfOf: "u-1", campuses: ["south"])
    case .worker: Actor(id: "w-1", role: .worker)
    case .otherWorker: Actor(id: "w-2", role: .worker)
    case .formerWorker: Actor(id: "w-3", role: .worker)
    case .storekeeper: Actor(id: "s-1", role: .storekeeper, campuses: ["north"])
    case .storekeeperElsewhere: Actor(id: "s-9", role: .storekeeper, campuses: ["south"])
    case .auditor: Actor(id: "a-1", role: .auditor)
    case .timer: Actor(id: "timer", role: .system)
    }
  }

  var description: String { "\(self.rawValue)" }
}
