import RepairCore

/// The lifecycle's table drawn as a graph, in the languages that drawing tools read.
struct LifecycleDiagram {
  /// A way from one place to another and the commands that go it.
  private struct Edge {
    let from: String?
    let to: String
    var commands: [String]
  }

  /// Ways between phases; `nil` is where there is no ticket yet.
  private var phaseEdges: [Edge] = []
  /// Ways between the statuses of one phase.
  private var innerEdges: [TicketPhase: [Edge]] = [:]
  /// Ways between statuses, whatever their phases.
  private var statusEdges: [Edge] = []

  init(_ rules: [LifecycleRule]) {
    for rule in rules {
      guard let from = rule.from else {
        for destination in rule.destinations(from: nil).members {
          Self.add(rule, from: nil, to: destination.phase.rawValue, in: &phaseEdges)
          Self.add(rule, from: nil, to: destination.rawValue, in: &statusEdges)
        }
        continue
      }
      for status in from.members {
        for destination in rule.destinations(from: status).members where destination != status {
          Self.add(rule, from: status.rawValue, to: destination.rawValue, in: &statusEdges)
          if status.phase == destination.phase {
            Self.add(
              rule, from: status.rawValue, to: destination.rawValue,
              in: &innerEdges[status.phase, default: []])
          } else {
            Self.add(
              rule, from: status.phase.rawValue, to: destination.phase.rawValue, in: &phaseEdges)
          }
        }
      }
    }
  }

  private static func add(
    _ rule: LifecycleRule, from: String?, to: String, in edges: inout [Edge]
  ) {
    let command = rule.command.rawValue
    if let index = edges.firstIndex(where: { $0.from == from && $0.to == to }) {
      if !edges[index].commands.contains(command) { edges[index].commands.append(command) }
    } else {
      edges.append(Edge(from: from, to: to, commands: [command]))
    }
  }

  /// A Mermaid state diagram: phases, and the steps inside them.
  var mermaid: String {
    var lines = ["stateDiagram-v2"]
    for phase in TicketPhase.allCases {
      // A state may not lie inside one of its own name; the status that says no more than the phase
      // goes where the phase's first step goes.
      let inner = (innerEdges[phase] ?? []).filter { $0.from != phase.rawValue }
      guard !inner.isEmpty else { continue }
      lines.append("  state \(phase.rawValue) {")
      for edge in inner {
        lines.append(
          "    \(edge.from ?? "[*]") --> \(edge.to) : \(edge.commands.joined(separator: ", "))")
      }
      lines.append("  }")
    }
    for edge in phaseEdges {
      lines.append(
        "  \(edge.from ?? "[*]") --> \(edge.to) : \(edge.commands.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A Graphviz graph: every status, gathered by phase.
  var dot: String {
    var lines = [
      "digraph lifecycle {", "  rankdir=LR;", "  node [shape=box, style=rounded];",
      "  start [shape=point, label=\"\"];",
    ]
    for phase in TicketPhase.allCases {
      let statuses = TicketStatus.allCases.filter { $0.phase == phase }.map(\.rawValue)
      lines.append("  subgraph cluster_\(phase.rawValue) {")
      lines.append("    label=\"\(phase.rawValue) \(phase.deskName)\";")
      lines.append("    \(statuses.joined(separator: "; "));")
      lines.append("  }")
    }
    for edge in statusEdges {
      let label = edge.commands.joined(separator: "\\n")
      lines.append("  \(edge.from ?? "start") -> \(edge.to) [label=\"\(label)\"];")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }
}

extension TicketStatusSet {
  /// The set in as few words as it takes: `open`, `all`, whole phases, then single statuses.
  var shortNames: [String] {
    if self == .all { return ["all"] }
    var names: [String] = []
    var rest = self
    if isSuperset(of: .open) {
      names.append("open")
      rest.subtract(.open)
    }
    for phase in TicketPhase.allCases {
      let whole = TicketStatusSet(phases: phase)
      if rest.isSuperset(of: whole) {
        names.append(phase.rawValue)
      } else {
        names += rest.members.filter { $0.phase == phase }.map(\.rawValue)
      }
    }
    return names
  }
}
