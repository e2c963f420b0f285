import RepairCore

extension ConsumerStatus.Parked {
  static func readAll(_ consumer: Int64, in connection: Connection) throws -> [Self] {
    try connection.withStatement(
      """
      SELECT position, attempts, since, reason FROM consumer_parked
      WHERE consumer=?1 ORDER BY position
      """
    ) { statement in
      var found: [Self] = []
      try statement.bind(consumer, at: 1)
      while try statement.step() {
        found.append(
          Self(
            position: try statement.position(0), attempts: Int(clamping: try statement.int64(1)),
            since: Timestamp(clamping: try statement.int64(2)),
            reason: try statement.optionalText(3)))
      }
      return found
    }
  }

  func write(_ consumer: Int64, in connection: Connection) throws {
    try connection.withStatement(
      """
      INSERT OR REPLACE INTO consumer_parked(consumer, position, attempts, since, reason)
      VALUES(?1, ?2, ?3, ?4, ?5)
      """
    ) {
      try $0.bind(consumer, at: 1)
      try $0.bind(position.rawValue, at: 2)
      try $0.bind(attempts, at: 3)
      try $0.bind(since.milliseconds, at: 4)
      try $0.bind(reason, at: 5)
      try $0.run()
    }
  }
}
