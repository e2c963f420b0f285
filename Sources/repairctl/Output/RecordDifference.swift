/// What became different from one record to the next, member by member.
struct RecordDifference {
  /// One member that is not what it was; `nil` where it was or is not there.
  struct Change: Equatable {
    let key: String
    let before: OutputValue?
    let after: OutputValue?

    /// The change field by field, where the member is a record before and after.
    var fields: [Change] {
      guard case .record(let earlier) = before, case .record(let later) = after else {
        return [self]
      }
      return RecordDifference(from: earlier, to: later).changes.flatMap(\.fields).map {
        Change(key: "\(key).\($0.key)", before: $0.before, after: $0.after)
      }
    }
  }

  let changes: [Change]

  /// Compares two records.
  ///
  /// - Parameters:
  ///   - before: the record as it was; `nil` where there was none.
  ///   - after: the record as it is.
  ///   - ignored: members that always change, such as a version.
  init(from before: Record?, to after: Record, ignoring ignored: Set<String> = []) {
    var changes: [Change] = []
    for (key, value) in after.members where !ignored.contains(key) {
      let earlier = before?[key]
      if earlier != value { changes.append(Change(key: key, before: earlier, after: value)) }
    }
    for (key, value) in before?.members ?? [] where !ignored.contains(key) && after[key] == nil {
      changes.append(Change(key: key, before: value, after: nil))
    }
    self.changes = changes
  }
}
