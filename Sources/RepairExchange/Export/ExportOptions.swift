public import RepairStore

/// What of a log is exported, and how.
public struct ExportOptions: Sendable {
  /// Which events; all by default.
  public var filter = EventFilter()
  /// Only events after this place.
  public var after = LogPosition.start
  /// At most so many rows, lines or events.
  public var limit = Int.max
  /// Whether a table begins with a byte order mark, which Excel needs to see UTF-8.
  public var byteOrderMark = false
  /// What an activity is, in an export as XES.
  public var xesMode = XESMode.events
  /// Asked between events: `true` stops the export.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told every thousand events or so how many were read.
  public var onProgress: @Sendable (Int) -> Void = { _ in }

  /// Makes options with every default.
  public init() {}
}

/// What an export wrote.
public struct ExportReport: Codable, Hashable, Sendable {
  /// Lines or rows written, without a heading.
  public internal(set) var rows = 0
  /// Tickets or members left out, because they have no row of this table: for `sheet` and `users`.
  public internal(set) var leftOut = 0
  /// Columns of the table that were never kept and are therefore empty: for `users` only.
  public internal(set) var columnsNotKept: [String] = []
}
