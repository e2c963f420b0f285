import Foundation
public import RepairStore

/// Brings other people's records into a log, all of them or none.
///
/// ```swift
/// var options = ImportOptions()
/// options.dryRun = true
/// let report = try Importer.run(source: "sheet.csv", format: .sheet, options: options, into: log)
/// print(report.text)
/// ```
///
/// Importing the same records twice adds nothing. Memory does not grow with the file.
public enum Importer {
  /// Reads a file into a log, in one transaction.
  ///
  /// - Parameters:
  ///   - source: the file's path; `-` is standard input.
  ///   - format: what the file is.
  ///   - options: the zone, the map and the like.
  ///   - log: the log, open for writing; other writers wait or are refused meanwhile.
  /// - Returns: what was read, written and found wanting.
  /// - Throws: ``ExchangeError`` with `malformed`, `invalidMap`, `unreadable`, `inputOutput`,
  ///   `unsuitableLog` or `cancelled`; `StoreError` with `diskFull`, `busy` and the others of an
  ///   append. The log is then as it was.
  /// - Complexity: O(file).
  public static func run(
    source: String, format: ImportFormat, options: ImportOptions = ImportOptions(),
    into log: EventLog
  ) throws -> ImportReport {
    // Whatever is wrong with the map or the file is said before the log is locked.
    let plan = try ImportPlan(format: format, options: options)
    let bytes = try ByteSource(path: source)
    let input = try plan.open(bytes)
    if let length = bytes.length {
      // Measured: a row of 250 bytes becomes five events of 440 bytes with their index entries, and
      // all of it is in the `-wal` too until the end. An event line has those bytes already.
      let factor: Int64 = (format == .ndjson ? 4 : 20) * (bytes.isPacked ? 10 : 1)
      try log.checkFreeSpace(for: Int64(length) * factor + (4 << 20))
    }
    do {
      return try log.bulk { writer in
        let depositor = try TicketDepositor(
          writer, format: format, options: options, source: bytes)
        try input(writer, depositor)
        depositor.tellProgress()
        if options.dryRun { throw DryRun(report: depositor.report) }
        return depositor.report
      }
    } catch let trial as DryRun {
      return trial.report
    }
  }

  /// Thrown at the end of a trial, so that its transaction is rolled back.
  private struct DryRun: Error {
    let report: ImportReport
  }
}

/// What an import needs besides the file, checked beforehand.
private struct ImportPlan {
  /// Reads an opened file into a log.
  typealias Input = (LogWriter, TicketDepositor) throws -> Void

  /// Opens the file, as far as it can be judged without the log.
  let open: (ByteSource) throws -> Input

  init(format: ImportFormat, options: ImportOptions) throws {
    func zone(_ otherwise: String) throws -> TimeZone {
      let name = options.timeZone ?? otherwise
      guard let zone = TimeZone(identifier: name) else {
        throw ExchangeError(
          .invalidMap, "\(name) is no time zone; give an IANA name such as Asia/Shanghai")
      }
      return zone
    }
    switch format {
    case .sheet:
      let zone = try zone("Asia/Shanghai")
      let map = try options.map.map(CodeMap.init(parsing:)) ?? .empty
      open = Self.text(options.encoding) { text, _, depositor in
        try SheetImport.run(text, zone: zone, map: map, into: depositor)
      }
    case .users:
      let zone = try zone("Asia/Shanghai")
      let map = try options.map.map(UserMap.init(parsing:)) ?? .empty
      open = Self.text(options.encoding) { text, _, depositor in
        try UsersImport.run(
          text, zone: zone, map: map, keepsGender: options.keepsGender, into: depositor)
      }
    case .csv where options.map.map(ActivityMap.isOne) ?? false:
      let map = try ActivityMap(parsing: options.map ?? [], isXES: false)
      let zone = try zone(map.timeZone ?? "UTC")
      open = Self.text(options.encoding) { text, _, depositor in
        var cases = try CaseTable(text, map, into: depositor)
        try EventLogImport.run(&cases, zone: zone, map: map, counts: false, into: depositor)
      }
    case .xes:
      guard let text = options.map else {
        throw ExchangeError(
          .invalidMap, "an event log needs a map of its activities; give one with --map")
      }
      let map = try ActivityMap(parsing: text, isXES: true)
      let zone = try zone(map.timeZone ?? "UTC")
      open = { bytes in
        var cases = try XESReader(bytes)
        return { _, depositor in
          try EventLogImport.run(&cases, zone: zone, map: map, counts: true, into: depositor)
        }
      }
    case .csv, .nyc311:
      guard let text = options.map ?? (format == .nyc311 ? Array(ColumnMap.nyc311.utf8) : nil)
      else {
        throw ExchangeError(.invalidMap, "a csv needs a map of its columns; give one with --map")
      }
      let map = try ColumnMap(parsing: text)
      let zone = try zone(map.timeZone ?? "UTC")
      open = Self.text(options.encoding) { text, _, depositor in
        try TableImport.run(text, zone: zone, map: map, into: depositor)
      }
    case .open311:
      let zone = try zone("America/Los_Angeles")
      open = Self.text(.utf8) { text, _, depositor in
        try Open311Import.run(text, zone: zone, into: depositor)
      }
    case .ndjson:
      open = Self.text(.utf8) { text, writer, depositor in
        try EventLineImport.run(text, writer: writer, into: depositor)
      }
    }
  }

  /// An import that reads characters.
  private static func text(
    _ encoding: TextEncoding?,
    _ run: @escaping (TextSource, LogWriter, TicketDepositor) throws -> Void
  ) -> (ByteSource) throws -> Input {
    { bytes in
      let text = try TextSource(bytes, encoding: encoding)
      return { writer, depositor in try run(text, writer, depositor) }
    }
  }
}
