import CSQLite
import RepairCore

extension Views {
  /// Whether what is written here is there the next time.
  var isKept: Bool { !file.isTemporary }

  /// Reckons the desk's figures from rows, as of the log's head.
  ///
  /// What settled tickets come to is kept for each way of asking, so that the next figures read
  /// that and the rows of the tickets that are open or have changed since.
  ///
  /// - Parameters:
  ///   - request: as of when, of what, by which promises.
  ///   - changesPerBase: after how many changes of settled tickets their sum is made anew.
  /// - Returns: the figures; `nil` for what only the log's own order can tell: a moment before the
  ///   last that is kept, a beginning or a calendar of its own, sums that are too large.
  /// - Throws: ``StoreError``; ``ProjectionFailure`` when the rows stop before the head.
  /// - Complexity: O(n) in the lengths that are kept, some bytes for each settled ticket, and
  ///   O(k log n) in the tickets that are not settled or changed lately; O(all tickets) the first
  ///   time.
  func figures(
    _ request: FiguresRequest, changesPerBase: Int = DeskQuestion.changesPerBase
  ) throws -> DeskFigures? {
    guard request.since == nil, request.calendar == nil else { return nil }
    let board = DeskBoard()
    let settings = try Self.digest(of: request)
    let (figures, base) = try read(board, isOurs: true) { rows in
      let place = try file.checkpoint(of: board.name, version: board.version)?.position ?? .start
      return try DeskQuestion(request, settings, in: rows, at: place)
        .answer(changesPerBase: changesPerBase)
    }
    if let base { try keep(base, for: request, settings) }
    return figures
  }

  /// What a base depends on, as bytes: the promises and the days.
  private static func digest(of request: FiguresRequest) throws -> SHA256Digest {
    var text = request.plan.json
    text += Array("\n\(request.zone.name) \(request.zone.firstOffset)".utf8)
    for change in request.zone.transitions {
      text += Array(" \(change.at.milliseconds) \(change.offset)".utf8)
    }
    return try SHA256Digest(hashing: text)
  }

  /// Keeps a base for the next time, unless others are writing: it can be made again.
  private func keep(
    _ base: DeskBase, for request: FiguresRequest, _ settings: SHA256Digest
  ) throws {
    let board = DeskBoard()
    let timeout = file.busyTimeout
    file.busyTimeout = .zero
    defer { file.busyTimeout = timeout }
    do {
      try mapped {
        try file.connection.transaction(.immediate) {
          // Rows that were made anew meanwhile may be of another log.
          guard let found = try validCheckpoint(of: board),
            Int64(found.position.rawValue) >= base.place
          else { return }
          try DeskQuestion.keep(base, request.campus, settings, in: rows(of: board))
        }
      }
      file.checkpointWALWhenDue()
    } catch let error as StoreError where [.busy, .readOnly, .diskFull].contains(error.code) {
      return
    }
  }
}
