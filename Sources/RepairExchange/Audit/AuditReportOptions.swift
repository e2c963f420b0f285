public import RepairReport
public import RepairStore

/// How an audit report is made, and where it goes.
public struct AuditReportOptions: Sendable {
  /// Where the lines go: a path where there is no file yet, `-` for standard output, `nil` for nowhere.
  public var lines: String?
  /// Where the page goes: a path where there is no file yet, `-` for standard output, `nil` for nowhere.
  public var page: String?
  /// In which language the page is.
  public var language = DashboardLanguage.en
  /// A signed checkpoint that others have too; one of the log as it is now where there is none.
  public var checkpoint: SignedNote?
  /// Leaves out what people wrote: who did what and when stays, and is proved as before.
  public var withholdsPayloads = false
  /// Asked between events: `true` stops, and nothing is kept.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told every thousand events how many are done, and of how many.
  public var onProgress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }

  /// Makes options with every default, which write nothing anywhere.
  public init() {}
}
