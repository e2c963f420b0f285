import RepairCore

extension ConsumerFile {
  /// The longest reason that is kept, in bytes.
  private static let reasonLimit = 500

  /// Notes that a page is done.
  ///
  /// A page whose time is over is still done in time as long as nobody else was given it.
  ///
  /// - Parameters:
  ///   - page: the page.
  ///   - seat: the consumer.
  ///   - faulty: events of the page that are set aside, each with the reason.
  /// - Throws: ``StoreError`` with `leaseLost` when the page is not this handing out's any more.
  func finish(
    _ page: ConsumerPage, of seat: ConsumerSeat, parking faulty: [LogPosition: String] = [:]
  ) throws {
    try write { connection in
      let lease = try held(page, of: seat, in: connection)
      // Together with the end of the page: whoever resumes the consumer finds it in one of the two.
      for (position, reason) in faulty {
        try ConsumerStatus.Parked(
          position: position, attempts: lease.attempts, since: now,
          reason: Self.shortened(reason)
        ).write(seat.number, in: connection)
      }
      try ConsumerLease.delete(seat.number, first: page.first, in: connection)
    }
  }

  /// Makes a page an owner's own from now for another while.
  ///
  /// - Returns: until when.
  /// - Throws: ``StoreError`` with `leaseLost`.
  func extend(
    _ page: ConsumerPage, of seat: ConsumerSeat, by span: TimeSpan
  ) throws -> Timestamp {
    try write { connection in
      var lease = try held(page, of: seat, in: connection)
      // With less than it had before, somebody else could come in earlier than was said.
      lease.until = max(lease.until, now + span)
      try lease.write(seat.number, in: connection)
      return lease.until
    }
  }

  /// Gives a page back, to be tried again.
  ///
  /// - Throws: ``StoreError`` with `leaseLost`.
  func release(
    _ page: ConsumerPage, of seat: ConsumerSeat, after span: TimeSpan, reason: String?
  ) throws {
    try write { connection in
      var lease = try held(page, of: seat, in: connection)
      lease.owner = nil
      // Given back it is nobody's: the one who had it must not finish it any more.
      lease.token = 0
      lease.until = now + max(span, .zero)
      lease.reason = reason.map(Self.shortened)
      try lease.write(seat.number, in: connection)
    }
  }

  private func held(
    _ page: ConsumerPage, of seat: ConsumerSeat, in connection: Connection
  ) throws -> ConsumerLease {
    let isThere = try ConsumerRecord.read(seat, in: connection) != nil
    if isThere, let lease = try ConsumerLease.read(seat.number, first: page.first, in: connection),
      lease.token == page.token
    {
      return lease
    }
    throw StoreError(
      .leaseLost,
      "positions \(page.first) to \(page.last) are not this owner's any more: they are done or "
        + "given back already, or their time was over and they were given to somebody else, or the "
        + "views file was deleted. Work that takes longer needs a longer lease, or to extend it",
      context: [("first", page.first.description), ("last", page.last.description)])
  }

  private static func shortened(_ reason: String) -> String {
    var text = String(reason.unicodeScalars.filter { $0.value != 0 }.prefix(reasonLimit))
    while text.utf8.count > reasonLimit { text.unicodeScalars.removeLast() }
    return text
  }
}
