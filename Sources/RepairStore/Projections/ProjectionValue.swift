public import RepairCore

/// A value of a column.
public enum ProjectionValue: Hashable, Sendable {
  /// No value.
  case null
  /// A whole number.
  case integer(Int64)
  /// A text.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// A number that may be absent.
  public static func integer(_ number: Int?) -> Self { number.map { .integer(Int64($0)) } ?? .null }

  /// A text that may be absent.
  public static func text(_ text: String?) -> Self {
    if let text { .text(text) } else { .null }
  }

  /// A moment that may be absent, as its milliseconds.
  public static func time(_ time: Timestamp?) -> Self {
    time.map { .integer($0.milliseconds) } ?? .null
  }
}

extension Statement {
  /// Binds values to the parameters from 1.
  func bind(_ values: [ProjectionValue]) throws(SQLiteError) {
    var index: Int32 = 1
    for value in values {
      switch value {
      case .null: try bindNull(at: index)
      case .integer(let number): try bind(number, at: index)
      case .text(let text): try bind(text, at: index)
      case .blob(let bytes): try bindBlob(bytes, at: index)
      }
      index += 1
    }
  }
}
