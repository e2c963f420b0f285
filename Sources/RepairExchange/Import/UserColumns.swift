/// The columns of the legacy user table, and where they are in one file.
struct UserColumns {
  /// The columns that have a home in a member's entry.
  enum Name: Int, CaseIterable {
    case id, userName, userType, email, mobile, openId, nickName, avatarUrl, country, province
    case city, language, tags, avialable, isDelete, campus, createTime, updateTime

    /// The column's heading.
    var heading: String { String(describing: self) }
  }

  /// Why a column is not kept.
  enum Dropped {
    /// It holds what an account is opened with.
    case credential
    /// Nobody needs it to repair anything.
    case gender
  }

  /// The heading as it is in the file.
  let heading: [String]
  /// Which columns are not kept, by their place.
  let dropped: [Int: Dropped]
  private let places: [Int?]

  /// Finds the columns in a heading; `user_name` and `USERNAME` are `userName` too.
  ///
  /// - Parameters:
  ///   - heading: the heading as it is.
  ///   - keepsGender: whether the columns `sex` and `gender` stay in the raw record.
  /// - Throws: ``ExchangeError`` with code `malformed` when there is no `id`, or a column twice.
  init(heading: [String], keepsGender: Bool) throws {
    self.heading = heading
    try TableHeading.check(heading)
    var byName: [String: Int] = [:]
    var dropped: [Int: Dropped] = [:]
    for (index, column) in heading.enumerated() {
      let plain = Self.plain(column)
      byName[plain] = index
      if Self.credentials.contains(where: plain.contains) {
        dropped[index] = .credential
      } else if !keepsGender, ["sex", "gender", "性别"].contains(plain) {
        dropped[index] = .gender
      }
    }
    // The original misspells it; a table that was put right is the same table.
    byName["avialable"] = byName["avialable"] ?? byName["available"]
    self.dropped = dropped
    places = Name.allCases.map { byName[Self.plain($0.heading)] }
    guard self[.id] != nil else {
      throw ExchangeError(
        .malformed, "the heading has no column `id`; is this the user table?", at: .init(line: 1))
    }
  }

  /// Where a column is; `nil` when the file does not have it.
  subscript(name: Name) -> Int? {
    places[name.rawValue]
  }

  /// What the headings of columns with credentials have in them: such a column is never kept, also
  /// one that the table had not when this was written.
  private static let credentials = [
    "password", "passwd", "pwd", "secret", "token", "sessionkey", "salt", "密码", "口令",
  ]

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
  }
}
