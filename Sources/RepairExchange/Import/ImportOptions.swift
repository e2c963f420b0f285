/// How an import is done; the defaults are those of each format.
public struct ImportOptions: Sendable {
  /// The zone of times that name none, by its IANA name.
  ///
  /// By default that of the map; `America/New_York` for `nyc311`, `America/Los_Angeles` for
  /// `open311`, `Asia/Shanghai` for `sheet` and `users`, UTC for the others.
  public var timeZone: String?
  /// The file's encoding; found out by default.
  public var encoding: TextEncoding?
  /// The text of the map: a column or activity map for `csv`, an activity map for `xes`, a code map
  /// for `sheet` and `users`.
  public var map: [UInt8]?
  /// Whether the columns `sex` and `gender` of `users` stay in the raw record; nobody needs them to
  /// repair anything.
  public var keepsGender = false
  /// Whether everything is done but keeping it.
  public var dryRun = false
  /// Asked between records: `true` stops the import, and nothing is kept.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told every thousand records or so how far the import is.
  public var onProgress: @Sendable (ImportProgress) -> Void = { _ in }

  /// Makes options with every default.
  public init() {}
}

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
  /// Bytes of the file read.
  public let bytesRead: Int
  /// Bytes the file has; `nil` for a pipe.
  public let bytesInAll: Int?
  /// Records read.
  public let rows: Int
  /// Events written.
  public let events: Int
}
