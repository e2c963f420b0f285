/// Things in order, some of them many times; some that come and some that go at the end of the day.
///
/// What is there already in order stays as it is until the whole is asked for, so that a few changes
/// to very many things cost hardly more than copying them.
struct SortedBag<Element: Comparable & Sendable>: Sendable {
  private var kept: [Element]
  private var added: [Element] = []
  private var removed: [Element] = []

  /// Makes a bag of things that are in order.
  init(sorted: [Element] = []) { kept = sorted }

  /// How many things there are.
  var count: Int { kept.count + added.count - removed.count }

  /// Puts a thing in, or takes one out that is there, where less than one is counted.
  mutating func add(_ element: Element, _ unit: Int) {
    if unit < 0 { removed.append(element) } else { added.append(element) }
  }

  /// All things in order.
  ///
  /// - Complexity: O(n + k log k) in what is kept and what has changed.
  func sorted() -> [Element] {
    let all = Self.merged(kept, added.sorted())
    return removed.isEmpty ? all : Self.reduced(all, removed.sorted())
  }

  private static func merged(_ kept: [Element], _ added: [Element]) -> [Element] {
    guard !kept.isEmpty else { return added }
    guard !added.isEmpty else { return kept }
    var all: [Element] = []
    all.reserveCapacity(kept.count + added.count)
    var place = 0
    for element in added {
      let next = firstIndex(of: kept, notBefore: element, from: place)
      all.append(contentsOf: kept[place..<next])
      all.append(element)
      place = next
    }
    all.append(contentsOf: kept[place...])
    return all
  }

  private static func reduced(_ all: [Element], _ removed: [Element]) -> [Element] {
    var rest: [Element] = []
    rest.reserveCapacity(all.count)
    var place = 0
    for element in removed {
      let next = firstIndex(of: all, notBefore: element, from: place)
      rest.append(contentsOf: all[place..<next])
      place = next < all.count && all[next] == element ? next + 1 : next
    }
    rest.append(contentsOf: all[place...])
    return rest
  }

  private static func firstIndex(
    of elements: [Element], notBefore element: Element, from start: Int
  ) -> Int {
    var (low, high) = (start, elements.count)
    while low < high {
      let middle = low + (high - low) / 2
      if elements[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
