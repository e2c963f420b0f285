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
    let text = try TextSource(
      bytes, encoding: [.ndjson, .open311].contains(format) ? .utf8 : options.encoding)
    if let length = bytes.length {
      // Measured: a row of 250 bytes becomes five events of 440 bytes with their index entries, and
      // all of it is in the `-wal` too until the end. An event line has those bytes already.
      let factor: Int64 = format == .ndjson ? 4 : 20
      try log.checkFreeSpace(for: Int64(length) * factor + (4 << 20))
    }
    do {
      return try log.bulk { writer in
        let depositor = try TicketDepositor(
          writer, format: format, options: options, source: text)
        try plan.run(text, writer, depositor)
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
  let run: (TextSource, LogWriter, TicketDepositor) throws -> Void

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
      run = { text, _, depositor in
        try SheetImport.run(text, zone: zone, map: map, into: depositor)
      }
    case .users:
      let zone = try zone("Asia/Shanghai")
      let map = try options.map.map(UserMap.init(parsing:)) ?? .empty
      run = { text, _, depositor in
        try UsersImport.run(
          text, zone: zone, map: map, keepsGender: options.keepsGender, into: depositor)
      }
    case .csv, .nyc311:
      guard let text = options.map ?? (format == .nyc311 ? Array(ColumnMap.nyc311.utf8) : nil)
      else {
        throw ExchangeError(.invalidMap, "a csv needs a map of its columns; give one with --map")
      }
      let map = try ColumnMap(parsing: text)
      let zone = try zone(map.timeZone ?? "UTC")
      run = { text, _, depositor in
        try TableImport.run(text, zone: zone, map: map, into: depositor)
      }
    case .open311:
      let zone = try zone("America/Los_Angeles")
      run = { text, _, depositor in try Open311Import.run(text, zone: zone, into: depositor) }
    case .ndjson:
      run = { text, writer, depositor in
        try EventLineImport.run(text, writer: writer, into: depositor)
      }
    }
  }
}
