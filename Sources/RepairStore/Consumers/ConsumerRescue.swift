import RepairCore

/// What could be read of the consumers in a views file that is about to be thrown away.
///
/// Views can be made anew and consumers cannot: without this a damaged view would have every reaction
/// done again.
struct ConsumerRescue {
  private struct Consumer {
    var record: ConsumerRecord
    var leases: [ConsumerLease]
    var parked: [ConsumerStatus.Parked]
  }

  private var consumers: [Consumer] = []

  /// Reads what can be read; a file too damaged for that has nothing to save.
  ///
  /// - Throws: ``StoreError`` for a failure that may pass: then nothing should be thrown away yet.
  init(from path: String) throws {
    // With a rollback journal it is not a file as this library left it.
    guard Files.imprint(of: path) != nil, !Files.hasName(path + "-journal") else { return }
    do {
      consumers = try StoreError.mapping(path: path) { try Self.read(path) }
    } catch let error where ViewsFile.isWorthless(error, at: path) {
      consumers = []
    }
  }

  private static func read(_ path: String) throws -> [Consumer] {
    let connection = try Connection(path: path, access: .queryOnly)
    return try connection.transaction(.deferred) {
      guard try ConsumerTables.exist(in: connection) else { return [] }
      return try ConsumerRecord.readAll(in: connection).map { record in
        let number = record.seat.number
        return Consumer(
          record: record, leases: try ConsumerLease.readAll(number, in: connection),
          parked: try ConsumerStatus.Parked.readAll(number, in: connection))
      }
    }
  }

  /// Puts the consumers into a new file, except those that are there already.
  func restore(to connection: Connection) throws {
    guard !consumers.isEmpty else { return }
    try connection.transaction(.immediate) {
      try ConsumerTables.make(in: connection)
      for consumer in consumers
      where try ConsumerRecord.read(named: consumer.record.name, in: connection) == nil {
        let number = try consumer.record.add(to: connection).number
        for lease in consumer.leases { try lease.write(number, in: connection) }
        for parked in consumer.parked { try parked.write(number, in: connection) }
      }
    }
  }
}
