/// What an import read, wrote and found wanting.
///
/// ```json
/// {"format":"sheet","rowsRead":3,"ticketsAdded":2,"eventsAdded":9,"findings":[…]}
/// ```
public struct ImportReport: Codable, Hashable, Sendable {
  /// How many lines a finding lists; ``Finding/count`` goes on counting.
  public static let linesKept = 100

  /// One kind of contradiction or gap, in one column, and where it is.
  public struct Finding: Codable, Hashable, Sendable {
    /// What is wrong.
    public let kind: ImportFindingKind
    /// The column it is in, where it is in one.
    public let field: String?
    /// How many times it was found.
    public internal(set) var count: Int
    /// The lines of the first ones, at most ``ImportReport/linesKept``.
    public internal(set) var lines: [Int]
  }

  /// The format that was read.
  public let format: ImportFormat
  /// Whether it was only tried: nothing was kept.
  public let dryRun: Bool
  /// Records read, without the heading.
  public internal(set) var rowsRead = 0
  /// Tickets that are new.
  public internal(set) var ticketsAdded = 0
  /// Members that are new; only for a table of people.
  public internal(set) var membersAdded: Int?
  /// Events that are new.
  public internal(set) var eventsAdded = 0
  /// Events whose time the record does not state.
  public internal(set) var inferredTimes = 0
  /// Events whose time would have run backwards and was moved to that of the event before.
  public internal(set) var clampedTimes = 0
  /// Records the log had already, unchanged.
  public internal(set) var alreadyPresent = 0
  /// Records the log had already, in which something is different now; the log keeps the old one.
  public internal(set) var changed = 0
  /// Records that could not become a ticket.
  public internal(set) var skipped = 0
  /// What is contradictory or missing, in the order in which it was first found.
  public internal(set) var findings: [Finding] = []

  init(format: ImportFormat, dryRun: Bool) {
    self.format = format
    self.dryRun = dryRun
    membersAdded = format == .users ? 0 : nil
  }

  /// Adds one finding.
  mutating func note(_ kind: ImportFindingKind, _ field: String? = nil, line: Int) {
    guard let index = findings.firstIndex(where: { $0.kind == kind && $0.field == field }) else {
      findings.append(Finding(kind: kind, field: field, count: 1, lines: [line]))
      return
    }
    findings[index].count += 1
    if findings[index].lines.count < Self.linesKept { findings[index].lines.append(line) }
  }

  /// How many findings of a kind there are, in all columns.
  public func count(_ kind: ImportFindingKind) -> Int {
    findings.reduce(0) { $0 + ($1.kind == kind ? $1.count : 0) }
  }
}
