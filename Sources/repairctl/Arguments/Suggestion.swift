/// What somebody may have meant.
enum Suggestion {
  /// A sentence about an unknown name, with the nearest known one or all.
  ///
  /// - Parameters:
  ///   - what: what the name was for, quoting it.
  ///   - name: the name.
  ///   - candidates: the names there are.
  ///   - listsAll: whether all the names are told when none is near; help has them too.
  /// - Returns: one or two sentences.
  static func unknown(
    _ what: String, _ name: String, among candidates: [String], listsAll: Bool = true
  ) -> String {
    if let nearest = nearest(to: name, among: candidates) {
      return "Unknown \(what). Did you mean '\(nearest)'?"
    }
    guard listsAll, !candidates.isEmpty else { return "Unknown \(what)." }
    return "Unknown \(what). It can be: \(candidates.joined(separator: ", "))."
  }

  /// The name with the fewest slips of the finger between it and the one given.
  ///
  /// - Parameters:
  ///   - name: what was typed.
  ///   - candidates: the names there are.
  /// - Returns: `nil` when none is near.
  static func nearest(to name: String, among candidates: [String]) -> String? {
    let typed = Array(name.lowercased().utf8.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let known = Array(candidate.lowercased().utf8)
      let distance = distance(typed, known)
      // A third of a name wrong is still a slip; more is another name.
      guard distance <= max(1, min(typed.count, known.count) / 3) else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two names.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(
          last[column] + (byte == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
