/// The tree of a trace while the log is read forward: what is listed, and the names of all that is in
/// it.
///
/// Nothing in it recurs, so that a tree may be as deep as a log is long.
struct TraceTree {
  /// An event that is listed.
  private struct Node {
    let position: Int
    let depth: Int
    /// The place of its cause.
    let parent: Int?
    /// The node of the first event of its command.
    var group: Int
    /// How many events below it are not listed.
    var more = 0
    /// The nodes of the first events of the commands that came of its command, in the log's order.
    var effects: [Int] = []
  }

  /// Where an event of the tree is: in a node of its own, or somewhere below one.
  private struct Place {
    /// The node; less than nothing, its complement, for an event that is not listed.
    private let code: Int32
    let depth: Int32

    init(_ node: Int, isListed: Bool, depth: Int) {
      let number = Int32(clamping: node)
      code = isListed ? number : ~number
      self.depth = Int32(clamping: depth)
    }

    var isListed: Bool { code >= 0 }
    var node: Int { Int(isListed ? code : ~code) }
  }

  /// The command whose events are being read.
  private struct Group {
    let first: TraceRow
    /// Where its events are counted: the node of the first that is listed, or one further up.
    var place: Place
  }

  /// What is listed whatever else there is: the way to the event that was asked for.
  private let kept: Set<Int>
  private let causes: [Int: Int]
  /// How many events may be listed beside those.
  private var room: Int
  private var nodes: [Node] = []
  private var places: [ULID: Place] = [:]
  private var commands: [ULID: Place] = [:]
  private var group: Group?
  /// How many events the tree has.
  private(set) var count = 0

  /// Begins a tree.
  ///
  /// - Parameters:
  ///   - path: the way to the event that was asked for, which is listed first of all.
  ///   - limit: how many events are listed.
  init(along path: TraceClimb.Path, limit: Int) {
    // Of a way that is too long itself, the end next to the event asked for says most.
    kept = Set(path.positions.prefix(limit / 2)).union([path.root.position])
    causes = path.causes
    room = max(0, limit - kept.count)
  }

  /// Takes an event of the first cause's command.
  mutating func addRoot(_ row: TraceRow) {
    take(row, below: nil)
  }

  /// Takes the next event of the log, if its cause is in the tree.
  ///
  /// - Parameters:
  ///   - cause: what its causation names.
  ///   - read: reads the event, which is done for one of the tree only.
  mutating func add(_ cause: ULID, _ read: () throws -> TraceRow) rethrows {
    guard let place = places[cause] ?? commands[cause] else { return }
    take(try read(), below: place)
  }

  private mutating func take(_ row: TraceRow, below cause: Place?) {
    count += 1
    let depth = cause.map { Int($0.depth) + 1 } ?? 0
    let current = group.flatMap { row.isOfSameCommand(as: $0.first) ? $0 : nil }
    // A node whose cause is not listed would hang in the air, unless it is on the way.
    let hasPlace = current.map(\.place.isListed) ?? cause.map(\.isListed) ?? true
    let isKept = kept.contains(row.position)
    let place: Place
    if isKept || hasPlace && room > 0 {
      if !isKept { room -= 1 }
      place = Place(nodes.count, isListed: true, depth: depth)
      append(row, depth, below: cause, in: current)
    } else {
      // The first cause is always listed, so that there is a node above any other event.
      let node = current?.place.node ?? cause?.node ?? 0
      nodes[node].more += 1
      place = Place(node, isListed: false, depth: depth)
    }
    places[row.id] = place
    if let current, current.place.isListed || !place.isListed { return }
    group = Group(first: current?.first ?? row, place: place)
    if let command = row.command { commands[command] = place }
  }

  private mutating func append(
    _ row: TraceRow, _ depth: Int, below cause: Place?, in current: Group?
  ) {
    let node = nodes.count
    let first = current.flatMap { $0.place.isListed ? $0.place.node : nil } ?? node
    let group = current?.first.position ?? row.position
    nodes.append(
      Node(
        position: row.position, depth: depth,
        parent: cause.flatMap { $0.isListed ? nodes[$0.node].position : causes[group] },
        group: first))
    guard first == node, let cause else { return }
    nodes[nodes[cause.node].group].effects.append(node)
  }

  /// The events that are listed, in the order of the tree.
  ///
  /// - Parameter isAsked: whether the event at a place was asked for.
  /// - Returns: the steps.
  func steps(asked isAsked: (Int) -> Bool) -> [EventTrace.Step] {
    var steps: [EventTrace.Step] = []
    steps.reserveCapacity(nodes.count)
    var waiting = nodes.isEmpty ? [] : [0]
    while let first = waiting.popLast() {
      var index = first
      while index < nodes.count, nodes[index].group == first {
        let node = nodes[index]
        steps.append(
          EventTrace.Step(
            position: LogPosition(node.position), depth: node.depth,
            parent: node.parent.map { LogPosition($0) },
            group: LogPosition(nodes[first].position), isAsked: isAsked(node.position),
            more: node.more))
        index += 1
      }
      waiting += nodes[first].effects.reversed()
    }
    return steps
  }
}
