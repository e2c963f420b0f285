/// The names that a projection's tables have in the views file: its own name and version first, so
/// that versions live side by side.
struct ProjectionNames: Hashable, Sendable {
  /// Which of the tables of one version are meant.
  enum Place: Hashable, Sendable {
    /// Those that are asked.
    case live
    /// Those that are being made anew.
    case shadow
  }

  let projection: String
  let version: Int
  let tables: [String]
  let place: Place

  /// Takes a projection's names.
  ///
  /// - Throws: ``StoreError`` with `misuse` for names that cannot be a table's.
  init(of projection: any Projection, _ place: Place = .live) throws {
    self.projection = projection.name
    version = projection.version
    tables = projection.tables.map(\.name)
    self.place = place
    guard Self.isName(projection.name, underscore: false), projection.version > 0,
      !tables.isEmpty, Set(tables.map { $0.lowercased() }).count == tables.count,
      tables.allSatisfy({
        Self.isName($0, underscore: true) && !$0.lowercased().hasSuffix("_new")
      })
    else {
      throw StoreError(
        .misuse,
        "a projection needs a name of up to 40 letters and digits, a version from 1, and tables with "
          + "different names of up to 40 letters, digits and underscores that do not end in _new: "
          + "\(projection.name) version "
          + "\(projection.version) with \(tables.joined(separator: ", "))")
    }
  }

  /// What a table is called in the file.
  func physical(_ table: String) -> String {
    "\(projection)_v\(version)_\(table)" + (place == .shadow ? "_new" : "")
  }

  /// Puts the tables' names in the file into a statement that has them in braces.
  ///
  /// - Throws: ``StoreError`` with `misuse` for a table that the projection has not.
  /// - Complexity: O(n).
  func expand(_ sql: String) throws -> String {
    var result = ""
    var rest = Substring(sql)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else { break }
      let name = String(rest[rest.index(after: open)..<close])
      guard tables.contains(name) else {
        throw StoreError(
          .misuse, "\(projection) has no table {\(name)}, only \(tables.joined(separator: ", "))")
      }
      result += rest[..<open]
      result += physical(name)
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  private static func isName(_ text: String, underscore: Bool) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 40, isLetter(first) else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
        || (underscore && $0 == UInt8(ascii: "_"))
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
}
