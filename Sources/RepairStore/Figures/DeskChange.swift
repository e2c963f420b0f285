import RepairCore

/// What a batch of events changes in the rows of the desk's board.
///
/// The tickets that a batch is about are read once and written once, however much happens to them.
struct DeskChange {
  /// A row that changes.
  private struct Row {
    /// The place of the first event.
    let number: Int64
    /// The ticket's name; `nil` where notices are about none.
    let ticket: TicketID?
    /// The row's number in the batch.
    let place: Int
    var notices: Int64
    var last: Int64 = 0
    let isNew: Bool
  }

  /// A notice, in the row it belongs to.
  private struct Notice {
    let name: String
    let row: Int
    let number: Int64
    let ordinal: Int
    var version: StreamVersion
    let isNew: Bool
  }

  /// Whose a stream is.
  private enum Owner {
    case row(Int)
    case notice(Int)
    case nobody
  }

  private let log: EventLog
  private let rows: ProjectionRows
  /// The numbers of tickets that somebody read already.
  private let numbers: [TicketID: Int64]
  private var reader: FactReader
  private var batch = DeskBatch()
  private var changed: [Row] = []
  private var notices: [Notice] = []
  /// Whose the streams are that were met, by their numbers in the file.
  private var owners: [Int64: Owner] = [:]
  private var rowOfTicket: [TicketID: Int] = [:]
  private var rowOfNumber: [Int64: Int] = [:]

  init(_ log: EventLog, _ rows: ProjectionRows, numbers: [TicketID: Int64] = [:]) {
    self.log = log
    self.numbers = numbers
    self.rows = rows
    reader = FactReader(log)
  }

  /// Takes in the next event of the log.
  mutating func take(_ event: borrowing EventRow) throws {
    let place = Int64(try event.position.rawValue)
    switch try owner(of: event, at: place) {
    case .nobody: return
    case .row(let index):
      try batch.apply(
        reader.fact(of: event), toTicket: changed[index].place, at: place)
      changed[index].last = place
    case .notice(let index):
      try apply(RepairCore.Notice.fact(of: event.stored()), to: index, at: place)
    }
  }

  private mutating func owner(
    of event: borrowing EventRow, at place: Int64
  ) throws -> Owner {
    let stream = try event.streamID
    if let known = owners[stream] { return known }
    let name = try log.streamName(stream)
    let owner: Owner
    if let ticket = name.ticket {
      let begins = try event.version == StreamVersion(1)
      owner = .row(
        try begins
          ? begin(ticket, at: place) : row(of: ticket, before: place) ?? begin(ticket, at: place))
    } else if let notice = name.notice {
      owner = try self.notice(notice, event, at: place)
    } else {
      owner = .nobody
    }
    owners[stream] = owner
    return owner
  }

  // MARK: Tickets

  /// The row of a ticket that began before a place.
  ///
  /// Its number is looked up in the log, which has it already: the rows need no index of names.
  private mutating func row(of ticket: TicketID, before place: Int64) throws -> Int? {
    if let known = rowOfTicket[ticket] { return known }
    var number = numbers[ticket]
    if number == nil {
      try log.scanStream(StreamName(ticket: ticket), through: StreamVersion(1)) {
        number = Int64(try $0.position.rawValue)
      }
    }
    guard let number, number < place else { return nil }
    return try row(ofNumber: number)
  }

  private mutating func row(ofNumber number: Int64) throws -> Int {
    if let known = rowOfNumber[number] { return known }
    return try rows.withStatement(
      "SELECT ticket, version, notices FROM {ticket} WHERE number = ?1"
    ) { statement in
      try statement.bind(number, at: 1)
      guard try statement.step() else {
        throw statement.mismatch(0, expected: "the row of a ticket", found: "none")
      }
      let ticket = TicketID(try statement.text(0))
      let version = StreamVersion(Int(clamping: try statement.int64(1)))
      return add(
        Row(
          number: number, ticket: ticket,
          place: ticket.map { batch.begin($0, after: version) } ?? batch.beginNotices(),
          notices: try statement.int64(2), isNew: false))
    }
  }

  private mutating func begin(_ ticket: TicketID?, at place: Int64) -> Int {
    add(
      Row(
        number: place, ticket: ticket,
        place: ticket.map { batch.begin($0) } ?? batch.beginNotices(), notices: 0, isNew: true))
  }

  private mutating func add(_ row: Row) -> Int {
    changed.append(row)
    if let ticket = row.ticket { rowOfTicket[ticket] = changed.count - 1 }
    rowOfNumber[row.number] = changed.count - 1
    return changed.count - 1
  }

  // MARK: Notices

  /// The notice whose stream an event is of, found or begun.
  private mutating func notice(
    _ notice: NoticeID, _ event: borrowing EventRow, at place: Int64
  ) throws -> Owner {
    let found = try rows.withStatement(
      "SELECT number, ordinal, version FROM {notice} WHERE notice = ?1"
    ) { statement in
      try statement.bind(notice.rawValue, at: 1)
      guard try statement.step() else { return (Int64, Int64, Int64)?.none }
      return (try statement.int64(0), try statement.int64(1), try statement.int64(2))
    }
    if let (number, ordinal, version) = found {
      notices.append(
        Notice(
          name: notice.rawValue, row: try row(ofNumber: number), number: number,
          ordinal: Int(clamping: ordinal), version: StreamVersion(Int(clamping: version)),
          isNew: false))
    } else {
      guard case .queued(let order) = try RepairCore.Notice.fact(of: event.stored()).event else {
        throw ImpossibleHistory(
          of: "notice \(notice)", version: try event.version, event: "notice",
          fault: .doesNotBegin(with: NoticeEventKind.queued.rawValue))
      }
      // A notice belongs to its ticket where the ticket was there first.
      let index =
        try order.ticket.flatMap { try row(of: $0, before: place) } ?? begin(nil, at: place)
      notices.append(
        Notice(
          name: notice.rawValue, row: index, number: changed[index].number,
          ordinal: Int(clamping: changed[index].notices), version: .none, isNew: true))
      changed[index].notices += 1
    }
    return .notice(notices.count - 1)
  }

  private mutating func apply(
    _ fact: Fact<NoticeEvent>, to index: Int, at place: Int64
  ) throws {
    let notice = notices[index]
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "notice \(notice.name)", version: fact.version, event: fact.event.kind.rawValue,
        fault: fault)
    }
    guard fact.version == notice.version.next else {
      throw impossible(.gap(after: notice.version))
    }
    if case .queued = fact.event, notice.version != .none { throw impossible(.beginsAgain) }
    notices[index].version = fact.version
    batch.apply(
      fact, ofNotice: notice.ordinal, ofTicket: changed[notice.row].place, at: place)
    changed[notice.row].last = place
  }

  // MARK: Writing

  /// Writes what has changed.
  mutating func write() throws {
    // Nobody asks it for figures: it says how tickets stand once all their events are past.
    var reckoner = try DeskReckoner(FiguresRequest(at: .latest))
    for row in changed where row.last > 0 {
      var strip = DeskStrip(bytes: row.isNew ? [] : try stripBytes(of: row.number))
      let standing: DeskReckoner.Standing
      do throws(DamagedPack) {
        try batch.append(row.place, to: &strip)
        standing = try reckoner.read(
          DeskReckoner.Row(
            ticket: row.ticket, number: Int(clamping: row.number), last: row.last,
            isSettled: false, strip: strip))
      } catch {
        throw ColumnMismatch(error)
      }
      try write(row, standing, strip)
    }
    for notice in notices where notice.version != .none {
      try rows.withStatement(
        notice.isNew
          ? "INSERT INTO {notice}(notice, number, ordinal, version) VALUES(?1, ?2, ?3, ?4)"
          : "UPDATE {notice} SET number = ?2, ordinal = ?3, version = ?4 WHERE notice = ?1"
      ) {
        try $0.bind(notice.name, at: 1)
        try $0.bind(notice.number, at: 2)
        try $0.bind(notice.ordinal, at: 3)
        try $0.bind(notice.version.rawValue, at: 4)
        try $0.run()
      }
    }
  }

  private func write(
    _ row: Row, _ standing: DeskReckoner.Standing, _ strip: DeskStrip
  ) throws {
    try rows.withStatement(
      row.isNew
        ? """
        INSERT INTO {ticket}(number, campus, version, notices, settled, last, strip, ticket)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """
        : """
        UPDATE {ticket} SET campus = ?2, version = ?3, notices = ?4, settled = ?5, last = ?6,
        strip = ?7 WHERE number = ?1
        """
    ) {
      try $0.bind(row.number, at: 1)
      try $0.bind(standing.campus ?? "", at: 2)
      try $0.bind(batch.version(ofTicket: row.place).rawValue, at: 3)
      try $0.bind(row.notices, at: 4)
      try $0.bind(standing.isSettled ? 1 : 0, at: 5)
      try $0.bind(row.last, at: 6)
      try $0.bindBlob(strip.bytes, at: 7)
      if row.isNew { try $0.bind(row.ticket?.rawValue ?? "", at: 8) }
      try $0.run()
    }
  }

  private func stripBytes(of number: Int64) throws -> [UInt8] {
    try rows.withStatement("SELECT strip FROM {ticket} WHERE number = ?1") {
      try $0.bind(number, at: 1)
      return try $0.step() ? Array(try $0.blobBytes(0)) : []
    }
  }
}

extension ColumnMismatch {
  /// That a row's bytes are not what was packed into them.
  init(_ damage: DamagedPack) {
    self.init(
      column: 0, name: "strip", expected: "packed steps",
      found: "bytes that are none at \(damage.place)")
  }
}

extension StreamName {
  /// The notice whose stream this is.
  var notice: NoticeID? {
    let prefix = SubjectKind.notice.rawValue + "/"
    guard rawValue.utf8.starts(with: prefix.utf8) else { return nil }
    return NoticeID(String(rawValue.dropFirst(prefix.count)))
  }
}
