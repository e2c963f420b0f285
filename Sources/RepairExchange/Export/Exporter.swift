import Foundation
import RepairCore
public import RepairStore

/// Writes a log in other people's formats.
///
/// ```swift
/// try Exporter.run(from: log, format: .ndjson, to: "repair.ndjson")
/// ```
public enum Exporter {
  /// Writes a log, or part of it, as one state of it was.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - format: what to write.
  ///   - output: a path where there is no file yet, or `-` for standard output.
  ///   - options: which events.
  /// - Returns: how much was written.
  /// - Throws: ``ExchangeError`` with `alreadyExists`, `cannotCreate`, `noSpace`, `inputOutput`,
  ///   `cancelled`; `StoreError` as from reading. An unfinished file is taken away.
  /// - Complexity: O(events of the log), in memory that does not grow with them.
  @discardableResult
  public static func run(
    from log: EventLog, format: ExportFormat, to output: String,
    options: ExportOptions = ExportOptions()
  ) throws -> ExportReport {
    let file = try OutputFile(path: output)
    do {
      let report = try log.snapshot {
        switch format {
        case .ndjson: try lines(log, file, options)
        case .csv: try EventTable.write(log, file, options)
        case .xes: try XESExport.write(log, file, options)
        case .ocelSQLite: try OCELDatabaseExport.write(log, file, options)
        case .ocelJSON: try OCELJSONExport.write(log, file, options)
        case .open311: try Open311Export.write(log, file, options, as: .json)
        case .open311XML: try Open311Export.write(log, file, options, as: .xml)
        case .ics: try ICalendarExport.write(log, file, options)
        case .sheet: try SheetExport.write(log, file, options)
        case .users: try UsersExport.write(log, file, options)
        }
      }
      try file.finish()
      return report
    } catch {
      file.abandon()
      throw error
    }
  }

  private static func lines(
    _ log: EventLog, _ file: OutputFile, _ options: ExportOptions
  ) throws -> ExportReport {
    var report = ExportReport()
    let source = log.identity.origin
    try events(log, options) { event, tags, key in
      var bytes = try EventLine(source: source, event: event, tags: tags, key: key?.key).encoded()
      bytes.append(0x0A)
      try file.write(bytes)
      report.rows += 1
    }
    return report
  }

  /// Goes through the events that the options ask for.
  static func events(
    _ log: EventLog, _ options: ExportOptions,
    _ body: (StoredEvent, [EventTag], KeyRecord?) throws -> Void
  ) throws {
    var filter = options.filter
    // Its tags come along with each event.
    filter.tag = nil
    let match = try EventMatch(filter, after: options.after, of: log)
    var left = options.limit
    var read = 0
    do {
      try log.scanWithTagsAndKeys(from: options.after.next) { row, tags, key in
        if options.isCancelled() { throw ExchangeError(.cancelled, "the export was stopped") }
        read += 1
        if read % 1_000 == 0 { options.onProgress(read) }
        guard left > 0 else { throw Enough() }
        guard try match.passes(row) else { return }
        if let tag = options.filter.tag, !tags.contains(tag) { return }
        let event = try row.stored()
        if let stream = filter.stream, event.stream != stream { return }
        left -= 1
        try body(event, tags, key)
      }
    } catch is Enough {}
  }

  /// Thrown to end a scan when there are as many rows as were asked for.
  private struct Enough: Error {}
}
