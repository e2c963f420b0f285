import RepairCore
import RepairStore

/// Takes over another log, event by event, exactly as it is.
///
/// The log must be empty or hold the first events of the file: then a second export is the same to
/// the byte.
enum EventLineImport {
  /// Reads a whole export into the log.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line, or `unsuitableLog` when the log holds
  ///   something else; what the store throws.
  /// - Complexity: O(file), in memory that does not grow with it.
  static func run(_ text: TextSource, writer: LogWriter, into depositor: TicketDepositor) throws {
    let reader = LineReader(text)
    var source: String?
    var open: (key: IdempotencyKey, first: LogPosition, last: LogPosition)?
    let headAtStart = writer.head

    func closeKey() throws {
      guard let pending = open else { return }
      open = nil
      // A key whose events were there before was recorded with them.
      guard pending.last > headAtStart else { return }
      try writer.recordVerbatim(
        KeyRecord(key: pending.key, firstPosition: pending.first, lastPosition: pending.last))
    }

    while try reader.next() {
      let line = try reader.withBytes { bytes -> EventLine? in
        bytes.isEmpty ? nil : try EventLine(decoding: bytes, line: reader.line)
      }
      guard let line else { continue }
      try depositor.beginRecord()
      if source == nil {
        try begin(line.source, writer, at: reader.line)
        source = line.source
      }
      guard line.source == source else {
        throw ExchangeError(
          .malformed, "the events come from two logs", at: .init(line: reader.line))
      }
      if open?.key != line.key { try closeKey() }
      try take(line, at: reader.line, headAtStart, writer, depositor)
      if let key = line.key {
        open = (key, open?.first ?? line.event.position, line.event.position)
      }
    }
    try closeKey()
    guard depositor.report.rowsRead >= headAtStart.rawValue else {
      throw ExchangeError(
        .unsuitableLog,
        "the log has \(headAtStart) events, the file only \(depositor.report.rowsRead); "
          + "import it into an empty log")
    }
  }

  private static func begin(_ source: String, _ writer: LogWriter, at line: Int) throws {
    guard writer.head != .start else { return try writer.adopt(origin: source) }
    let origin = writer.log.identity.origin
    guard origin.utf8.elementsEqual(source.utf8) else {
      throw ExchangeError(
        .unsuitableLog, "the file is from \(source), the log from \(origin); use an empty log",
        at: .init(line: line))
    }
  }

  private static func take(
    _ line: EventLine, at number: Int, _ headAtStart: LogPosition, _ writer: LogWriter,
    _ depositor: TicketDepositor
  ) throws {
    if line.event.position <= headAtStart, line.event.position > .start {
      guard try writer.log.event(at: line.event.position) == line.event,
        line.event.position.rawValue == depositor.report.rowsRead
      else {
        throw ExchangeError(
          .unsuitableLog,
          "the log has another event at position \(line.event.position); use an empty log",
          at: .init(line: number))
      }
      return depositor.countPresent()
    }
    try checkMeaning(of: line.event, at: number)
    do {
      try writer.appendVerbatim(line.event, tags: line.tags)
    } catch let error as StoreError where [.limitExceeded, .invalidEvent].contains(error.code) {
      throw ExchangeError(.malformed, error.message, at: .init(line: number))
    }
    depositor.countEvent(
      beginsTicket: line.event.version.rawValue == 1 && line.event.stream.ticket != nil)
  }

  /// Refuses an event that no reader could make sense of: once in the log it would stay there.
  private static func checkMeaning(of event: StoredEvent, at number: Int) throws {
    do {
      try EventMeaning.check(event)
      return
    } catch let error as ImpossibleHistory {
      // Its description names the stream and the version once more.
      throw ExchangeError(.malformed, "\(error)", at: .init(line: number))
    } catch {
      throw ExchangeError(
        .malformed, "\(event.stream) version \(event.version) (\(event.type)): \(error)",
        at: .init(line: number))
    }
  }
}
