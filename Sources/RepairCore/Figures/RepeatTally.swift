/// The faults of places or of things.
struct RepeatTally: Sendable {
  /// A fault of a kind, somewhere, at a moment.
  struct Fault: Comparable, Sendable {
    var name: Int32
    var category: Int32
    var at: Int64

    static func < (left: Fault, right: Fault) -> Bool {
      (left.name, left.category, left.at) < (right.name, right.category, right.at)
    }
  }

  var faults = SortedBag<Fault>()

  /// What the faults come to.
  func finished(
    _ kind: RepeatFigure.Kind, atLeast minimum: Int, _ names: NamePool
  ) -> (total: Int, rows: [RepeatRow]) {
    let sorted = faults.sorted()
    var total = 0
    var rows: [(fault: Fault, row: RepeatRow)] = []
    var start = 0
    while start < sorted.count {
      let first = sorted[start]
      var (end, repeats) = (start + 1, 0)
      while end < sorted.count, sorted[end].name == first.name,
        sorted[end].category == first.category
      {
        if sorted[end].at - sorted[end - 1].at <= RepeatFigure.window.milliseconds { repeats += 1 }
        end += 1
      }
      if repeats > 0 { total += 1 }
      if repeats > 0, end - start >= minimum {
        rows.append(
          (
            first,
            RepeatRow(
              name: names[first.name] ?? "", category: names[first.category],
              faults: end - start, repeats: repeats)
          ))
      }
      start = end
    }
    rows.sort { left, right in
      if left.row.repeats != right.row.repeats { return left.row.repeats > right.row.repeats }
      if left.row.faults != right.row.faults { return left.row.faults > right.row.faults }
      if left.fault.name != right.fault.name {
        return names.precedes(left.fault.name, right.fault.name)
      }
      return names.precedes(left.fault.category, right.fault.category)
    }
    return (total, rows.map(\.row))
  }
}

extension DeskTally {
  /// Adds a fault to those of its place and its thing.
  mutating func addFault(_ life: TicketLife) {
    for (index, kind) in RepeatFigure.Kind.allCases.enumerated() {
      let name = kind == .place ? life.place : life.asset
      guard name != NamePool.none else { continue }
      let category = kind == .place ? life.category : NamePool.none
      faults[index].faults.add(
        RepeatTally.Fault(name: name, category: category, at: life.submittedAt), unit)
    }
  }
}
