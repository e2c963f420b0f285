import RepairCore
import Testing

@testable import RepairStore

/// What a log was asked and what it answered, to be compared with what a power loss left of it.
///
/// Every acknowledged append must be there, byte for byte; the one that was not answered may be there
/// whole or not at all; nothing else may.
struct CrashHistory {
  /// The events of one transaction, and how often its keys were given.
  private struct Unit {
    var events: [Expected] = []
    var keys: [(key: IdempotencyKey, first: Int, last: Int)] = []
  }

  /// An event as it has to be read again.
  private struct Expected {
    let stream: StreamName
    let version: Int
    let event: NewEvent

    func matches(_ stored: StoredEvent) -> Bool {
      stored.stream == stream && stored.version.rawValue == version && stored.type == event.type
        && stored.payload == event.payload && stored.occurredAt == event.occurredAt
        && stored.actor == event.actor && stored.role == event.role && stored.salt.count == 16
    }
  }

  /// What is wrong with a log after a power loss.
  struct Verdict {
    /// How many acknowledged events are gone.
    var lost = 0
    /// Whether the append that was not answered is there.
    var keptUnanswered = false
    /// What no durability allows: torn, altered, out of order, damaged.
    var problems: [String] = []
  }

  private var acknowledged: [Unit] = []
  private var unanswered: Unit?
  private(set) var versions: [StreamName: Int] = [:]
  private(set) var events = 0

  /// How many appends were acknowledged.
  var acknowledgements: Int { acknowledged.count }

  /// A key that was acknowledged, the `index`th from the end.
  func acknowledgedKey(_ index: Int) -> IdempotencyKey? {
    acknowledged.reversed().flatMap(\.keys).dropFirst(index).first?.key
  }

  /// Notes what is about to be asked, in one transaction.
  mutating func ask(_ appends: [Append]) {
    var unit = Unit()
    var after = versions
    var position = events
    for append in appends {
      let first = position + 1
      for event in append.events {
        after[append.stream, default: 0] += 1
        position += 1
        unit.events.append(
          Expected(stream: append.stream, version: after[append.stream] ?? 0, event: event))
      }
      if let key = append.key { unit.keys.append((key, first, position)) }
    }
    unanswered = unit
  }

  /// Notes that what was asked was acknowledged.
  mutating func acknowledge() {
    guard let unit = unanswered else { return }
    take(unit)
    unanswered = nil
  }

  /// Notes that what was asked was refused, and so cannot be there.
  mutating func refuse() { unanswered = nil }

  private mutating func take(_ unit: Unit) {
    acknowledged.append(unit)
    events += unit.events.count
    for event in unit.events { versions[event.stream] = event.version }
  }

  /// Compares a recovered log with what it acknowledged, and goes on from what it has.
  mutating func settle(_ log: EventLog) throws -> Verdict {
    var verdict = Verdict()
    let found = try log.readLog(limit: 10_000)
    if found.map(\.position.rawValue) != Array(1..<found.count + 1) {
      verdict.problems.append("positions are not 1 to \(found.count)")
    }
    let units = acknowledged + (unanswered.map { [$0] } ?? [])
    var (kept, count) = (0, 0)
    for unit in units where count < found.count {
      let part = found[count..<min(found.count, count + unit.events.count)]
      for (stored, expected) in zip(part, unit.events) where !expected.matches(stored) {
        verdict.problems.append("position \(stored.position) is not what was appended there")
      }
      if part.count < unit.events.count { verdict.problems.append("an append is torn") }
      (kept, count) = (kept + 1, count + part.count)
    }
    if count < found.count { verdict.problems.append("\(found.count - count) foreign events") }
    verdict.lost = max(0, events - found.count)
    verdict.keptUnanswered = kept > acknowledged.count
    for (index, unit) in units.enumerated() {
      for record in unit.keys {
        let found = try log.lookup(key: record.key.name)
        let isRight =
          index < kept
          ? found?.key == record.key && found?.firstPosition.rawValue == record.first
            && found?.lastPosition.rawValue == record.last
          : found == nil
        if !isRight { verdict.problems.append("key \(record.key.name) is not as its append") }
      }
    }
    let check = try log.reading { try $0.connection.pragmaText("integrity_check") }
    if check != "ok" { verdict.problems.append("integrity_check: \(check ?? "no answer")") }
    verdict.problems += try log.integrityProblems()
    let leaves = try LogTreeTests.leaves(of: log)
    if try log.treeHead().root != TreeHasher().root(of: leaves[...]) {
      verdict.problems.append("the hash tree is not that of the events")
    }
    forget(after: kept, of: units)
    return verdict
  }

  private mutating func forget(after kept: Int, of units: [Unit]) {
    self = CrashHistory()
    for unit in units.prefix(kept) { take(unit) }
  }
}
