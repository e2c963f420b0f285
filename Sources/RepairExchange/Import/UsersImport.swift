import Foundation
import RepairCore
import RepairStore

/// Reads the legacy user table.
///
/// A row becomes: registered, switched off where the account is, left where the row is deleted. A
/// member's name is the row's own `id`, by which the ticket table names the same person. Passwords are
/// read by nobody: their column is not even in the raw record.
enum UsersImport {
  /// Reads a whole table into the log.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line; what the store throws.
  /// - Complexity: O(file), in memory that does not grow with it.
  static func run(
    _ source: TextSource, zone: TimeZone, map: UserMap, keepsGender: Bool,
    into depositor: TicketDepositor
  ) throws {
    let reader = try CSVReader(source)
    guard try reader.next() else {
      throw ExchangeError(.malformed, "the file is empty; a table begins with a heading")
    }
    let columns = try UserColumns(heading: reader.texts, keepsGender: keepsGender)
    var row = UserRow(reader, columns, map: map, times: LegacyTimeReader(zone: zone))
    while try reader.next() {
      try depositor.beginRecord()
      guard reader.fieldCount == columns.heading.count else {
        depositor.skip(.wrongFieldCount, line: reader.line)
        continue
      }
      guard let id = row.word(.id) else {
        depositor.skip(.missingID, "id", line: reader.line)
        continue
      }
      guard let name = PersonID(id) else {
        depositor.skip(.textTooLong, "id", line: reader.line)
        continue
      }
      row.findings.removeAll(keepingCapacity: true)
      try depositor.deposit(draft(of: &row, id, name, line: reader.line), findings: row.findings)
    }
  }

  private static func draft(
    of row: inout UserRow, _ id: String, _ name: PersonID, line: Int
  ) -> MemberDraft {
    row.noteDropped()
    let campus = row.campus()
    let tags = row.tags()
    let registration = MemberRegistration(
      profile: row.profile(), roles: [row.grant(at: campus)],
      post: MemberPost(campuses: campus.map { [$0] }), trades: tags.trades, groups: tags.groups,
      legacy: LegacyMember(id: id, raw: row.raw()))
    var draft = MemberDraft(member: name, line: line, registration: registration)
    draft.created = row.time(.createTime)?.moment
    draft.updated = row.time(.updateTime)?.moment
    draft.isActive = row.isActive()
    draft.hasLeft = row.hasLeft()
    if let created = draft.created, let updated = draft.updated, updated < created {
      row.note(.timeRunsBackwards, .updateTime)
    }
    return draft
  }
}

/// A row on its way to being a member.
struct MemberDraft {
  var member: PersonID
  var line: Int
  var registration: MemberRegistration
  var created: Timestamp?
  var updated: Timestamp?
  var isActive = true
  var hasLeft = false
}
