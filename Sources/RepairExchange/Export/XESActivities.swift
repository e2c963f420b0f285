import RepairCore

/// What each event of a ticket is in an event log: activities in transitions.
struct XESActivities {
  /// An activity in a transition.
  struct Step {
    var name: String
    var transition: String
    /// The assignment whose work it is; `nil` for what is over as soon as it happens.
    var assignment: AssignmentNumber?
  }

  /// The activity that the work on an assignment is.
  static let work = "Work"

  /// Where the work on an assignment began and ended, by the numbers of the events.
  private struct Stretch {
    var start: Int
    var end: Int?
    var isCompleted: Bool
    var assignment: AssignmentNumber
  }

  private let stretches: [Stretch]

  /// Makes the activities of a ticket.
  ///
  /// - Parameters:
  ///   - events: the ticket's events, the oldest first.
  ///   - mode: whether work is one activity.
  /// - Complexity: O(events).
  init(of events: [TicketWalk.Step], mode: XESMode) {
    stretches = mode == .work ? Self.stretches(events) : []
  }

  /// What an event is; several at once where it ends the work and is something of its own.
  ///
  /// - Complexity: O(assignments of the ticket).
  func steps(of event: TicketWalk.Step, number: Int) -> [Step] {
    let fact = event.fact
    if let called = fact.remarks?.imported?.activity {
      return [Step(name: called.name, transition: called.transition ?? "complete")]
    }
    var steps: [Step] = []
    func work(_ transition: String, _ stretch: Stretch) {
      steps.append(
        Step(name: Self.work, transition: transition, assignment: stretch.assignment))
    }
    var isPartOfWork = false
    for stretch in stretches {
      if stretch.start == number {
        work("start", stretch)
        isPartOfWork = fact.event.kind == .workStarted
      }
      if stretch.end == number {
        work(stretch.isCompleted ? "complete" : "ate_abort", stretch)
        isPartOfWork = stretch.isCompleted
      } else if stretch.start < number, number < stretch.end ?? .max {
        switch fact.event.kind {
        case .held:
          work("suspend", stretch)
          isPartOfWork = true
        case .resumed:
          work("resume", stretch)
          isPartOfWork = true
        default: break
        }
      }
    }
    if !isPartOfWork {
      steps.append(Step(name: fact.event.kind.rawValue, transition: "complete"))
    }
    return steps
  }

  /// Finds out when work went on.
  ///
  /// Whoever does not say that they begin has begun when they came, or else when they took the job;
  /// work that nobody ever began and that was not completed did not go on at all.
  private static func stretches(_ events: [TicketWalk.Step]) -> [Stretch] {
    var stretches: [Stretch] = []
    var assignment = AssignmentNumber.none
    var (started, arrived, taken): (Int?, Int?, Int?)
    func end(_ number: Int?, isCompleted: Bool) {
      let start = started ?? (isCompleted ? arrived ?? taken ?? number : nil)
      if let start {
        stretches.append(
          Stretch(start: start, end: number, isCompleted: isCompleted, assignment: assignment))
      }
      (started, arrived, taken) = (nil, nil, nil)
    }
    for (number, event) in events.enumerated() {
      // What another system called by its own words is told in them.
      if event.fact.remarks?.imported?.activity != nil { continue }
      switch event.fact.event {
      case .workerDispatched(let dispatch):
        end(number, isCompleted: false)
        assignment = dispatch.assignment
      case .workHandedOver(_, _, let next):
        end(number, isCompleted: false)
        assignment = next
      case .reworkRequested(_, _, _, let next): if let next { assignment = next }
      case .workAcknowledged: taken = taken ?? number
      case .workerArrived: arrived = arrived ?? number
      case .workStarted: started = started ?? number
      case .workCompleted: end(number, isCompleted: true)
      case .workRejected, .assignmentReleased, .cancelled, .transferred, .reopened:
        end(number, isCompleted: false)
      default: break
      }
    }
    end(nil, isCompleted: false)
    return stretches
  }
}
