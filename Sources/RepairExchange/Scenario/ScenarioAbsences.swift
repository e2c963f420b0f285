import RepairCore
import RepairStore

/// Who is on leave when: some workers take a few days off during the term.
struct ScenarioAbsences {
  private struct Absence {
    let worker: PersonID
    let from: Timestamp
    let until: Timestamp
  }

  /// In the order they begin.
  private let absences: [Absence]
  private let byWorker: [PersonID: [Absence]]
  private var taken = 0

  init(staff: ScenarioStaff, seed: UInt64) {
    var random = ScenarioRandom(seed: seed, part: 6)
    var absences: [Absence] = []
    for worker in staff.workers where random.chance(450) {
      let first = random.within(3...ScenarioCalendar.days - 8)
      let length = random.skewed(1...5)
      let from = first * ScenarioCalendar.day + 7 * ScenarioCalendar.hour
      absences.append(
        Absence(
          worker: worker.id, from: ScenarioCalendar.timestamp(from),
          until: ScenarioCalendar.timestamp(from + length * ScenarioCalendar.day)))
    }
    absences.sort { ($0.from, $0.worker) < ($1.from, $1.worker) }
    self.absences = absences
    byWorker = Dictionary(grouping: absences, by: \.worker)
  }

  /// The leaves that begin before a moment and were not given out yet.
  mutating func due(before moment: Timestamp) -> [CommandEnvelope] {
    var commands: [CommandEnvelope] = []
    while taken < absences.count, absences[taken].from <= moment {
      let absence = absences[taken]
      taken += 1
      commands.append(
        CommandEnvelope(
          .takeLeave(from: nil, until: absence.until, reason: ReasonCode("annualLeave")),
          member: absence.worker, by: Actor(id: absence.worker, role: .worker),
          at: absence.from))
    }
    return commands
  }

  /// Whether a worker is on leave at a moment.
  func isAway(_ worker: PersonID, at moment: Timestamp) -> Bool {
    byWorker[worker]?.contains { $0.from <= moment && moment < $0.until } ?? false
  }
}
