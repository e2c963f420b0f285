import RepairReport

/// A terminal taken over for a while: drawn in again and again, and given back as it was.
final class Screen {
  private let output: TextOutput
  private let ansi: Ansi

  /// Takes the terminal over: what was on it is kept, and the cursor goes away.
  ///
  /// - Parameters:
  ///   - output: where the terminal is.
  ///   - ansi: the painter.
  /// - Throws: ``OutputError`` when nothing can be written.
  init(_ output: TextOutput, _ ansi: Ansi) throws(OutputError) {
    self.output = output
    self.ansi = ansi
    try output.write("\u{1B}[?1049h\u{1B}[?25l")
    try output.flush()
  }

  /// How large it is now, so that it can be seen that it was made larger or smaller.
  var size: [Int?] { [output.sink.columns, output.sink.rows] }

  /// Draws over what was drawn before.
  ///
  /// Every line is cleared to its end, and what is below the last, so that nothing flickers.
  ///
  /// - Parameters:
  ///   - text: lines that are no wider than the terminal.
  ///   - more: what the last line says in place of so many lines there is no room for.
  /// - Throws: ``OutputError`` when nothing can be written.
  func draw(_ text: String, more: (Int) -> String) throws(OutputError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    if let rows = output.sink.rows, lines.count > rows {
      let shown = max(rows - 1, 0)
      let hidden = lines.count - shown
      let columns = output.sink.columns ?? 80
      lines.removeLast(hidden)
      lines.append(ansi.painted(DisplayWidth.truncated(more(hidden), to: columns), as: .quiet))
    }
    try output.write("\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[K\u{1B}[J")
    try output.flush()
  }

  /// Gives the terminal back, with what was on it and its cursor.
  func end() {
    // Where the terminal has gone there is nothing to give back.
    try? output.write("\u{1B}[?25h\u{1B}[?1049l")
    try? output.flush()
  }
}
