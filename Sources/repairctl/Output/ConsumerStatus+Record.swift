import RepairStore

extension ConsumerStatus {
  /// The consumer as `status` prints it.
  var record: Record {
    var record = Record([
      "name": .text(name), "position": .integer(position.rawValue), "lag": .integer(lag),
      "state": .text(state.rawValue),
    ])
    record.set("stopped", .integer(stopped?.rawValue))
    record.set("leases", .nonEmptyList(leases.map { .record($0.record) }))
    record.set("parked", .nonEmptyList(parked.map { .record($0.record) }))
    return record
  }
}

extension ConsumerStatus.Lease {
  fileprivate var record: Record {
    Record([
      "first": .integer(first.rawValue), "last": .integer(last.rawValue),
      "events": .integer(events), "owner": .text(owner), "until": .time(until),
      "attempts": .integer(attempts), "reason": .text(reason),
    ])
  }
}

extension ConsumerStatus.Parked {
  fileprivate var record: Record {
    Record([
      "position": .integer(position.rawValue), "attempts": .integer(attempts),
      "since": .time(since), "reason": .text(reason),
    ])
  }
}
