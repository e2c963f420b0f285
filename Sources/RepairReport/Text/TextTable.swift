/// Rows of text in aligned columns, for a terminal or a file.
///
/// Text is made inert, Chinese characters count as the two columns they take, and where the table
/// is wider than the terminal the flexible columns are cut with `…`. Rows may be rendered a batch
/// at a time: the first batch decides the widths, later ones can only widen them, so that a table
/// of any length needs the memory of one batch.
///
/// ```swift
/// var table = TextTable(columns: [.init("TICKET"), .init("EVENTS", alignment: .right)])
/// print(table.rendered([["N-1", "12"]]))
/// ```
public struct TextTable: Sendable {
  /// Which edge the texts of a column stand at.
  @nonexhaustive
  public enum Alignment: Hashable, Sendable {
    /// Text: the left edge.
    case left
    /// Numbers: the right edge.
    case right
  }

  /// A column's title and manners.
  public struct Column: Hashable, Sendable {
    /// What stands above the column.
    public var title: String
    /// Which edge its texts stand at.
    public var alignment: Alignment
    /// Whether it is among the first to be cut when room is short.
    public var isFlexible: Bool

    /// Makes a column.
    ///
    /// - Parameters:
    ///   - title: what stands above it.
    ///   - alignment: which edge its texts stand at.
    ///   - isFlexible: whether it is among the first to be cut.
    public init(_ title: String, alignment: Alignment = .left, isFlexible: Bool = false) {
      self.title = title
      self.alignment = alignment
      self.isFlexible = isFlexible
    }
  }

  /// One text of a row and what its colour says.
  public struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The text, as somebody wrote it.
    public var text: String
    /// What its colour says.
    public var meaning: Ansi.Meaning?

    /// Makes a cell.
    public init(_ text: String, as meaning: Ansi.Meaning? = nil) {
      self.text = text
      self.meaning = meaning
    }

    /// Makes a cell of a literal, without a colour.
    public init(stringLiteral text: String) {
      self.init(text)
    }
  }

  private static let gap = 2
  private static let narrowest = 4

  private let columns: [Column]
  private let ansi: Ansi
  private let limit: Int?
  private var widths: [Int]
  private var hasHeader = false

  /// Makes an empty table.
  ///
  /// - Parameters:
  ///   - columns: the columns from left to right.
  ///   - limit: how many columns the terminal has; `nil` cuts nothing.
  ///   - ansi: the painter.
  public init(columns: [Column], limit: Int? = nil, ansi: Ansi = Ansi(isEnabled: false)) {
    self.columns = columns
    self.limit = limit
    self.ansi = ansi
    widths = columns.map { DisplayWidth.of($0.title) }
  }

  /// The next rows as lines, each with its line feed; the first time with the titles above them.
  ///
  /// - Parameter rows: cells from left to right; missing ones are empty, more are not shown.
  /// - Returns: the lines; no line has blanks at its end.
  /// - Complexity: O(*n*) in the text's length.
  public mutating func rendered(_ rows: [[Cell]]) -> String {
    let inert = rows.map { row in
      columns.indices.map { index in
        let text = index < row.count ? InertText.escaped(row[index].text) : ""
        return Piece(
          text: text, meaning: index < row.count ? row[index].meaning : nil,
          width: DisplayWidth.of(text))
      }
    }
    for row in inert {
      for (index, piece) in row.enumerated() {
        widths[index] = max(widths[index], piece.width)
      }
    }
    fit()
    var lines = ""
    if !hasHeader {
      hasHeader = true
      let titles = columns.map {
        Piece(text: $0.title, meaning: .heading, width: DisplayWidth.of($0.title))
      }
      append(titles, to: &lines)
    }
    for row in inert {
      append(row, to: &lines)
    }
    return lines
  }

  /// Takes columns away from the widest flexible text until the row fits, then from any text.
  private mutating func fit() {
    guard let limit else { return }
    var surplus = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) - limit
    for flexibleOnly in [true, false] {
      while surplus > 0 {
        let candidates = columns.indices.filter {
          widths[$0] > Self.narrowest
            && (flexibleOnly ? columns[$0].isFlexible : columns[$0].alignment == .left)
        }
        guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
        // Down to the next widest at once: a text of a megabyte must not cost a million rounds.
        let second =
          candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
        let step = min(surplus, max(1, widths[widest] - max(second, Self.narrowest)))
        widths[widest] -= step
        surplus -= step
      }
    }
  }

  private func append(_ row: [Piece], to lines: inout String) {
    let last = row.lastIndex { !$0.text.isEmpty } ?? -1
    for index in row.indices where index <= last {
      var piece = row[index]
      if limit != nil, piece.width > widths[index] {
        piece.text = DisplayWidth.truncated(piece.text, to: widths[index])
        piece.width = DisplayWidth.of(piece.text)
      }
      let padding = max(0, widths[index] - piece.width)
      if columns[index].alignment == .right { lines.appendBlanks(padding) }
      lines += ansi.painted(piece.text, as: piece.meaning)
      if index < last {
        lines.appendBlanks(Self.gap + (columns[index].alignment == .left ? padding : 0))
      }
    }
    lines += "\n"
  }
}

/// A cell's text, inert and measured.
private struct Piece {
  var text: String
  let meaning: Ansi.Meaning?
  var width: Int
}

extension String {
  fileprivate mutating func appendBlanks(_ count: Int) {
    for _ in 0..<count { append(" ") }
  }
}
