import RepairCore

/// The desk's history, read as far as it was asked for and read on the next time.
///
/// What was read stays: a second dashboard costs no more than the events between the two.
struct DeskReader {
  /// What has been read.
  private(set) var fold = DeskFold()
  /// The last place whose event has been read.
  private(set) var position = LogPosition.start
  /// The place each step of the fold is from.
  private var places: [LogPosition] = []
  /// The names of notices by the numbers of their streams in the file.
  private var notices: [Int: NoticeID] = [:]
  /// The ticket's number in the fold for each stream's in the file; below 0 for none.
  private var numbers: [Int32] = []

  private static let unseen: Int32 = -1
  private static let other: Int32 = -2
  /// From how many events on the names of all streams are read beforehand.
  private static let many = 10_000

  /// Reads what the log has beyond what was read.
  mutating func catchUp(
    with log: EventLog, progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws {
    let head = try log.head()
    guard position < head else { return }
    let total = head.rawValue - position.rawValue
    let names = total >= Self.many ? try log.ticketNames() : []
    var reader = FactReader(log)
    var events = 0
    try log.scan(from: position.next, through: head) { row in
      events += 1
      if events & 0xFFFF == 0 { try progress(events, total) }
      if let number = try number(of: row, in: log, names) {
        try fold.apply(try reader.fact(of: row), toTicket: number)
        let place = try row.position
        while places.count < fold.stepCount { places.append(place) }
      } else if !notices.isEmpty, let notice = notices[Int(clamping: try row.streamID)] {
        try fold.apply(try Notice.fact(of: row.stored()), of: notice)
        let place = try row.position
        while places.count < fold.stepCount { places.append(place) }
      }
      // An event that cannot be read is met again the next time.
      position = try row.position
    }
  }

  /// How many steps of the fold are from places up to one.
  ///
  /// - Complexity: O(log n).
  func stepCount(through last: LogPosition) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] <= last { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The ticket's number for the stream of a row; `nil` for the streams of other things.
  private mutating func number(
    of row: borrowing EventRow, in log: EventLog, _ names: [TicketID?]
  ) throws -> Int? {
    let stream = Int(clamping: try row.streamID)
    guard stream >= 0 else { return nil }
    if numbers.indices.contains(stream), numbers[stream] != Self.unseen {
      return numbers[stream] == Self.other ? nil : Int(numbers[stream])
    }
    var name = names.indices.contains(stream) ? names[stream] : nil
    if name == nil {
      let text = try log.streamName(row.streamID)
      name = text.ticket
      notices[stream] = text.notice
    }
    while numbers.count <= stream { numbers.append(Self.unseen) }
    numbers[stream] = name.map { Int32(clamping: fold.begin($0)) } ?? Self.other
    return numbers[stream] == Self.other ? nil : Int(numbers[stream])
  }
}
