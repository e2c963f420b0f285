/// A table of a projection: its columns, its key, its indexes.
public struct ProjectionTable: Hashable, Sendable {
  /// An index, made once the rows are there.
  public struct Index: Hashable, Sendable {
    /// What it is called, within its table.
    public var name: String
    /// The columns, as SQL has them in parentheses.
    public var columns: String
    /// Which rows it has, as SQL has it behind WHERE; all where it is `nil`.
    public var condition: String?
    /// Whether no two rows may be alike in it.
    public var isUnique: Bool

    /// Describes an index.
    public init(
      _ name: String, on columns: String, where condition: String? = nil, isUnique: Bool = false
    ) {
      self.name = name
      self.columns = columns
      self.condition = condition
      self.isUnique = isUnique
    }
  }

  /// What kind of table it is.
  enum Kind: Hashable, Sendable {
    /// Rows that follow from the log and are compared with those made anew.
    case rows
    /// Made by a module of SQLite from rows of another table, which are compared in its stead.
    case module(String)
    /// Rows that spare work and are not compared: what they say can be had from the others.
    case cache
  }

  /// What it is called: a letter, then up to 39 letters, digits and underscores.
  public var name: String
  /// Its columns, as SQL has them between the parentheses of CREATE TABLE.
  public var columns: String
  /// The columns that tell its rows apart and order them when they are compared.
  public var key: [String]
  /// The column that names a row for people; the key's first where it is `nil`.
  public var label: String?
  /// Its indexes.
  public var indexes: [Index]
  var kind: Kind

  /// Describes a table.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - columns: its columns, as SQL has them; the table is STRICT.
  ///   - key: the columns that tell its rows apart.
  ///   - label: the column that names a row for people.
  ///   - indexes: its indexes.
  public init(
    _ name: String, columns: String, key: [String], label: String? = nil, indexes: [Index] = []
  ) {
    self.name = name
    self.columns = columns
    self.key = key
    self.label = label
    self.indexes = indexes
    kind = .rows
  }

  /// Describes a table that a module of SQLite makes, such as `fts5`.
  package static func virtual(_ name: String, using module: String) -> ProjectionTable {
    var table = ProjectionTable(name, columns: "", key: [])
    table.kind = .module(module)
    return table
  }

  /// Describes a table that only spares work: it is empty after a rebuild, and never compared.
  package static func cache(_ name: String, columns: String) -> ProjectionTable {
    var table = ProjectionTable(name, columns: columns, key: [])
    table.kind = .cache
    return table
  }
}
