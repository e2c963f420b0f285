import RepairCore

/// Folds of tagged events, each with how far it has read the log, so that only newer events are read.
///
/// At most twice ``capacity`` of them are kept: when as many were used as there is room for, what was
/// not used since is forgotten the next time. A fold that is forgotten is made again from the log.
struct ProjectionCache<Projection: TaggedProjection> {
  /// A fold, and the last place whose events are in it.
  struct Entry {
    var projection: Projection
    var position: LogPosition
  }

  let capacity: Int
  private var used: [EventTag: Entry] = [:]
  private var older: [EventTag: Entry] = [:]

  init(capacity: Int = 1_024) {
    self.capacity = max(1, capacity)
  }

  /// How many folds are kept.
  var count: Int { used.count + older.count }

  /// The fold of a tag, if it is kept.
  func entry(for tag: EventTag) -> Entry? { used[tag] ?? older[tag] }

  /// Keeps a fold in place of the one of its tag.
  mutating func keep(_ entry: Entry) {
    let tag = entry.projection.tag
    if used[tag] == nil, used.count >= capacity {
      older = used
      used = [:]
    }
    older[tag] = nil
    used[tag] = entry
  }
}
