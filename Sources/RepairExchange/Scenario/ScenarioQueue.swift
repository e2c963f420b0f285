/// What is due next: a binary heap by moment, and by ticket where moments are equal.
struct ScenarioQueue {
  private struct Entry {
    let moment: ScenarioMoment
    let number: Int
    let ticket: ScenarioTicket

    static func < (left: Entry, right: Entry) -> Bool {
      (left.moment, left.number) < (right.moment, right.number)
    }
  }

  private var entries: [Entry] = []

  /// When the first is due, or `nil` when nothing is.
  var firstMoment: ScenarioMoment? { entries.first?.moment }

  /// Adds a ticket that acts at a moment; logarithmic in the number of tickets waiting.
  mutating func add(_ ticket: ScenarioTicket, at moment: ScenarioMoment) {
    entries.append(Entry(moment: moment, number: ticket.number, ticket: ticket))
    var child = entries.count - 1
    while child > 0, entries[child] < entries[(child - 1) / 2] {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the ticket that is due first; logarithmic in the number of tickets waiting.
  mutating func removeFirst() -> ScenarioTicket? {
    guard let last = entries.popLast() else { return nil }
    guard let first = entries.first else { return last.ticket }
    entries[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child] < entries[least] {
        least = child
      }
      if least == parent { return first.ticket }
      entries.swapAt(parent, least)
      parent = least
    }
  }

  /// Takes every ticket that is left, in no useful order.
  mutating func removeAll() -> [ScenarioTicket] {
    defer { entries = [] }
    return entries.map(\.ticket)
  }
}
