import RepairCore
import RepairStore

/// One row of the legacy user table, read column by column; what is wrong in it is noted on the way.
struct UserRow {
  private let reader: CSVReader
  private let columns: UserColumns
  private let map: UserMap
  private var times: LegacyTimeReader
  /// What was found wrong in the row so far.
  var findings: [RecordFinding] = []

  init(_ reader: CSVReader, _ columns: UserColumns, map: UserMap, times: LegacyTimeReader) {
    self.reader = reader
    self.columns = columns
    self.map = map
    self.times = times
  }

  mutating func note(_ kind: ImportFindingKind, _ field: UserColumns.Name) {
    findings.append(RecordFinding(kind: kind, field: field.heading))
  }

  /// A column's text without spaces around it; `nil` for one that is blank or says `NULL`.
  func word(_ name: UserColumns.Name) -> String? {
    guard let place = columns[name], !reader.isEmpty(at: place) else { return nil }
    let text = reader.text(at: place)
    if text == "NULL" || text == "\\N" { return nil }
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    let end = trimmed.lastIndex { $0 != " " && $0 != "\t" }
    return end.map { String(trimmed[...$0]) }
  }

  /// The row as it was, with nothing in the columns that are not kept.
  func raw() -> String {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    for (index, column) in columns.heading.enumerated() {
      writer.key(column)
      if columns.dropped[index] == nil {
        writer.string(reader.text(at: index))
      } else {
        writer.raw("null")
      }
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Notes what is not kept of the row.
  mutating func noteDropped() {
    for (index, reason) in columns.dropped.sorted(by: { $0.key < $1.key })
    where !reader.isEmpty(at: index) {
      let kind: ImportFindingKind =
        switch reason {
        case .credential: .credentialDropped
        case .gender: .genderDropped
        }
      findings.append(RecordFinding(kind: kind, field: columns.heading[index]))
    }
  }

  mutating func profile() -> MemberProfile {
    var profile = MemberProfile()
    let homes: [(UserColumns.Name, MemberProfile.Field)] = [
      (.userName, .login), (.email, .email), (.mobile, .phone), (.openId, .openID),
      (.nickName, .nickname), (.avatarUrl, .avatarURL), (.country, .country),
      (.province, .province), (.city, .city), (.language, .language),
    ]
    for (column, field) in homes {
      guard let text = word(column) else { continue }
      if text.unicodeScalars.count <= field.limit {
        profile[field] = text
      } else {
        note(.textTooLong, column)
      }
    }
    return profile
  }

  /// The role the row gives, within the campus it names if it names one.
  mutating func grant(at campus: CampusCode?) -> RoleGrant {
    guard let word = word(.userType) else {
      note(.missingField, .userType)
      return RoleGrant(.requester)
    }
    guard let role = map.roles[word] else {
      note(.unknownCode, .userType)
      return RoleGrant(.requester)
    }
    switch role {
    case .dispatcher, .storekeeper:
      // Such a table says by an empty campus that somebody administers all of them.
      if campus == nil { note(.allCampuses, .campus) }
      return RoleGrant(role, campuses: campus.map { [$0] })
    case .requester, .worker, .auditor, .system: return RoleGrant(role)
    }
  }

  mutating func campus() -> CampusCode? {
    guard let word = word(.campus) else { return nil }
    let meaning = map.meaning(ofCampus: word)
    if meaning == nil { note(.unknownCode, .campus) }
    guard let code = CampusCode(meaning ?? word) else {
      note(.textTooLong, .campus)
      return nil
    }
    return code
  }

  mutating func tags() -> (trades: [CategoryCode], groups: [GroupCode]) {
    var (trades, groups): (Set<CategoryCode>, Set<GroupCode>) = ([], [])
    for part in (word(.tags) ?? "").split(whereSeparator: { ",;，；、|".contains($0) }) {
      let tag = part.drop { $0 == " " }
      guard !tag.isEmpty else { continue }
      switch map.meaning(ofTag: String(tag)) {
      case .trade(let text):
        if let code = CategoryCode(text) { trades.insert(code) } else { note(.textTooLong, .tags) }
      case .group(let text):
        if let code = GroupCode(text) { groups.insert(code) } else { note(.textTooLong, .tags) }
      case nil:
        note(.unknownCode, .tags)
        if let code = GroupCode(String(tag)) { groups.insert(code) }
      }
    }
    return (trades.sorted(), groups.sorted())
  }

  /// Whether the account is on; it is where nobody says otherwise.
  mutating func isActive() -> Bool {
    guard let word = word(.avialable) else { return true }
    if let answer = map.isAvailable(word) { return answer }
    note(.unknownCode, .avialable)
    return true
  }

  /// Whether the member is no longer there.
  mutating func hasLeft() -> Bool {
    guard let word = word(.isDelete) else { return false }
    if let answer = map.isDeleted(word) { return answer }
    note(.unknownCode, .isDelete)
    return false
  }

  /// A time; `nil` when the column is blank or says none.
  mutating func time(_ name: UserColumns.Name) -> TicketDraft.Time? {
    guard let place = columns[name] else { return nil }
    let time = reader.withBytes(at: place) { times.read($0) }
    return time.drafted(name.heading, noting: &findings)
  }
}
