import RepairCore
import RepairReport
import RepairStore

/// A trace as a tree of lines.
struct TraceDrawing {
  /// How many levels are drawn; a deeper line says how deep it is instead.
  private static let deepest = 24
  private static let batch = 500

  private let trace: EventTrace
  private let log: EventLog
  private let lines: [TraceLine]

  init(of trace: EventTrace, in log: EventLog) {
    self.trace = trace
    self.log = log
    lines = TraceLine.lines(of: trace.steps)
  }

  /// Prints where the tree begins, and the tree.
  func print(in session: Session) throws {
    if let origin { try session.output.write(InertText.escaped(origin) + "\n") }
    var table = TextTable(
      columns: [
        .init(""), .init("POSITION", alignment: .right), .init("TIME"), .init("TICKET"),
        .init("EVENT"), .init("BY", isFlexible: true), .init("CORRELATION", isFlexible: true),
      ], limit: session.columns, ansi: session.ansi)
    var rows: [[TextTable.Cell]] = []
    func flush() throws {
      try session.output.write(table.rendered(rows))
      rows.removeAll(keepingCapacity: true)
    }
    // How the lines above are continued, by depth: whether more of that depth is to come.
    var open: [Bool] = []
    for line in lines {
      if session.isInterrupted() { throw Failure(.interrupted, "Interrupted.") }
      rows.append(try row(of: line, open: &open, in: session))
      if rows.count >= Self.batch { try flush() }
    }
    try flush()
  }

  /// Why the tree does not begin with an event that came of itself.
  private var origin: String? {
    switch trace.beginning {
    case .withoutCause: nil
    case .elsewhere(let cause): "Caused by \(cause), which is no event of this log."
    case .notBefore(let cause, let position):
      "Said to be caused by \(cause), which is at position \(position) and not before it."
    }
  }

  private func row(
    of line: TraceLine, open: inout [Bool], in session: Session
  ) throws -> [TextTable.Cell] {
    let prefix = Self.prefix(of: line, open: &open)
    guard let step = line.step, let stored = try log.event(at: step.position) else {
      return ["", "", "", "", .init("\(prefix)and \(line.more) more", as: .quiet)]
    }
    return [
      .init(step.isAsked ? "→" : "", as: .attention), .init(String(step.position.rawValue)),
      .init(session.text(stored.occurredAt), as: .quiet),
      .init(stored.stream.ticket?.rawValue ?? stored.stream.rawValue),
      .init(prefix + stored.type.name, as: step.isAsked ? .attention : nil),
      .init(stored.doer), .init(stored.correlation ?? "", as: .quiet),
    ]
  }

  /// What stands before an event's name.
  private static func prefix(of line: TraceLine, open: inout [Bool]) -> String {
    let depth = line.depth
    if open.count > depth { open.removeSubrange(depth...) }
    while open.count < depth { open.append(false) }
    open.append(!line.isLast)
    var prefix = ""
    if depth > deepest {
      prefix = "⋯ \(depth) "
    } else if depth > 1 {
      // The first cause has no line of its own to hang on.
      for level in 1..<depth { prefix += open[level] ? "│  " : "   " }
    }
    switch line.part {
    case .alone: return depth == 0 ? "" : prefix + (line.isLast ? "└─ " : "├─ ")
    case .first: return prefix + (depth == 0 ? "┬ " : line.isLast ? "└┬ " : "├┬ ")
    case .middle: return prefix + (depth == 0 ? "├ " : line.isLast ? " ├ " : "│├ ")
    case .last: return prefix + (depth == 0 ? "└ " : line.isLast ? " └ " : "│└ ")
    }
  }
}

/// One line of a drawing: an event, or how many there is no room for.
struct TraceLine {
  /// Where an event stands among those of its command.
  enum Part {
    case alone
    case first
    case middle
    case last
  }

  /// The event; `nil` where others are counted.
  let step: EventTrace.Step?
  let depth: Int
  let part: Part
  /// Whether nothing follows that came of the same event.
  var isLast: Bool
  let more: Int

  /// The lines of a trace, in order.
  ///
  /// - Complexity: O(n) in the steps and the depth of the deepest.
  static func lines(of steps: [EventTrace.Step]) -> [TraceLine] {
    var lines: [TraceLine] = []
    // What cannot be listed of a command's effects is said behind those that are.
    var owed: [(depth: Int, more: Int)] = []
    func settle(downTo depth: Int) {
      while let last = owed.last, last.depth >= depth {
        owed.removeLast()
        guard last.more > 0 else { continue }
        lines.append(
          TraceLine(step: nil, depth: last.depth + 1, part: .alone, isLast: true, more: last.more))
      }
    }
    for (index, step) in steps.enumerated() {
      let isFirst = index == 0 || steps[index - 1].group != step.group
      let isEnd = index + 1 == steps.count || steps[index + 1].group != step.group
      if isFirst {
        settle(downTo: step.depth)
        owed.append((step.depth, 0))
      }
      owed[owed.count - 1].more += step.more
      let part: Part = isFirst ? (isEnd ? .alone : .first) : (isEnd ? .last : .middle)
      lines.append(TraceLine(step: step, depth: step.depth, part: part, isLast: true, more: 0))
    }
    settle(downTo: 0)
    markFollowed(&lines)
    return lines
  }

  /// Notes on each line whether another follows on the same level below the same event.
  private static func markFollowed(_ lines: inout [TraceLine]) {
    var follows: [Bool] = []
    var index = lines.count
    while index > 0 {
      index -= 1
      let depth = lines[index].depth
      if follows.count > depth + 1 { follows.removeSubrange((depth + 1)...) }
      while follows.count <= depth { follows.append(false) }
      lines[index].isLast = !follows[depth]
      // The lines of one command are one knot of the tree: its first line stands for it.
      if lines[index].part == .alone || lines[index].part == .first { follows[depth] = true }
    }
  }
}
