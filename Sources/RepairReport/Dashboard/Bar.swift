/// Lengths and courses drawn with block characters.
enum Bar {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A bar for a number.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - most: the number whose bar is as long as there is room.
  ///   - columns: the room.
  /// - Returns: the bar; none for nothing and less, at least an eighth of a column for anything
  ///   more.
  static func text(_ value: Int, of most: Int, columns: Int) -> String {
    guard value > 0, most > 0, columns > 0 else { return "" }
    let parts = UInt(min(value, most)).multipliedFullWidth(by: UInt(columns * 8))
    let length = max(Int(clamping: UInt(most).dividingFullWidth(parts).quotient), 1)
    return String(repeating: "█", count: length / 8) + eighths[length % 8]
  }

  /// A line of columns, one a number, the highest as high as a character.
  static func sparkline(_ values: some Collection<Int>) -> String {
    let most = values.max() ?? 0
    return String(
      values.map { value in
        guard most > 0, value > 0 else { return heights[0] }
        let parts = UInt(value).multipliedFullWidth(by: 7)
        return heights[min(Int(clamping: UInt(most).dividingFullWidth(parts).quotient), 7)]
      })
  }
}
