/// Something found wrong in one record, before it is known whether the record is new.
struct RecordFinding {
  var kind: ImportFindingKind
  var field: String?
  /// The line it is in, where that is not the line the record begins in.
  var line: Int?
}

extension LegacyTime {
  /// The time as a draft takes it; `nil` when nothing was written there.
  ///
  /// - Parameters:
  ///   - field: the column it stands in.
  ///   - findings: where a time that is not one moment is noted.
  /// - Returns: the time, as far as it is known.
  func drafted(_ field: String, noting findings: inout [RecordFinding]) -> TicketDraft.Time? {
    switch self {
    case .exact(let moment): return .exact(moment)
    case .dateOnly(let moment):
      findings.append(RecordFinding(kind: .dateOnlyTime, field: field))
      return .day(moment)
    case .absent: return nil
    case .ambiguous:
      findings.append(RecordFinding(kind: .ambiguousTime, field: field))
      return .unknown
    case .unreadable:
      findings.append(RecordFinding(kind: .unreadableTime, field: field))
      return .unknown
    }
  }
}
