import RepairCore

/// What came in and went out, drawn: a pair of columns a day, and a line for what was open.
struct FlowDrawing {
  private static let width = 720
  private static let left = 44
  private static let top = 32
  private static let columnsHeight = 110
  private static let gap = 30
  private static let lineHeight = 90

  private let days: [FlowFigure]
  private let content: DashboardContent

  init(_ days: [FlowFigure], _ content: DashboardContent) {
    self.days = days
    self.content = content
  }

  /// A bar in the cell of a table; the cell beside it says the number.
  static func bar(_ value: Int, of most: Int) -> String {
    let width = value > 0 && most > 0 ? max(scaled(value, of: most, to: 1_000), 4) : 0
    return "<svg class=\"b\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
      + "aria-hidden=\"true\" focusable=\"false\"><rect width=\"\(width)\" height=\"10\"/></svg>"
  }

  /// The drawing, with words for whoever does not see it.
  func svg() -> String {
    guard let first = days.first, let last = days.last else { return "" }
    var html = HTML()
    let height = Self.top + Self.columnsHeight + Self.gap + Self.lineHeight + 22
    html.raw("<svg class=\"chart\" viewBox=\"0 0 \(Self.width) \(height)\" role=\"img\" ")
    html.raw("aria-labelledby=\"flow-title flow-words\">\n<title id=\"flow-title\">")
    html.text(content.say("Day by day", "每日进出"))
    html.raw("</title>\n<desc id=\"flow-words\">")
    let (came, went) = (days.reduce(0) { $0 + $1.inflow }, days.reduce(0) { $0 + $1.outflow })
    html.text(
      content.say(
        "From \(first.day) to \(last.day) \(came) came in and \(went) went out; "
          + "\(last.openAtEnd) are open. The table below has every day.",
        "\(first.day) 至 \(last.day)：进 \(came)，出 \(went)，在办 \(last.openAtEnd)。逐日数字见下表。"))
    html.raw("</desc>\n")
    legend(&html)
    columns(&html)
    line(&html)
    let bottom = height - 6
    html.raw("<text x=\"\(Self.left)\" y=\"\(bottom)\">\(first.day)</text>\n")
    html.raw("<text x=\"\(Self.width)\" y=\"\(bottom)\" class=\"e\">\(last.day)</text>\n</svg>\n")
    return html.string
  }

  private func legend(_ html: inout HTML) {
    let words = [
      ("in", content.say("came in", "进")), ("out", content.say("went out", "出")),
      ("open", content.say("open at the day's end", "日终在办")),
    ]
    var place = Self.left
    for (name, word) in words {
      html.raw("<rect class=\"\(name)\" x=\"\(place)\" y=\"7\" width=\"10\" height=\"10\"/>")
      html.raw("<text x=\"\(place + 15)\" y=\"16\">")
      html.text(word)
      html.raw("</text>\n")
      place += 15 + DisplayWidth.of(word) * 10 + 24
    }
  }

  private func columns(_ html: inout HTML) {
    let most = max(days.map { max($0.inflow, $0.outflow) }.max() ?? 0, 1)
    let ceiling = Self.ceiling(most)
    let base = Self.top + Self.columnsHeight
    grid(ceiling, base: base, height: Self.columnsHeight, &html)
    // Hundredths of a unit, so that a year of days still has columns.
    let room = (Self.width - Self.left) * 100 / days.count
    let thick = max(room * 2 / 5, 20)
    for (index, day) in days.enumerated() {
      let start = Self.left * 100 + room * index + room / 10
      for (name, value, shift) in [("in", day.inflow, 0), ("out", day.outflow, thick)]
      where value > 0 {
        let height = max(Self.scaled(value, of: ceiling, to: Self.columnsHeight), 1)
        html.raw("<rect class=\"\(name)\" x=\"\(Self.decimal(start + shift))\" ")
        html.raw("y=\"\(base - height)\" width=\"\(Self.decimal(thick))\" height=\"\(height)\"/>")
      }
    }
    html.raw("\n")
  }

  private func line(_ html: inout HTML) {
    let ceiling = Self.ceiling(max(days.map(\.openAtEnd).max() ?? 0, 1))
    let base = Self.top + Self.columnsHeight + Self.gap + Self.lineHeight
    grid(ceiling, base: base, height: Self.lineHeight, &html)
    let room = (Self.width - Self.left) * 100 / days.count
    let points = days.enumerated().map { index, day in
      let height = Self.scaled(max(day.openAtEnd, 0), of: ceiling, to: Self.lineHeight * 100)
      return Self.decimal(Self.left * 100 + room * index + room / 2) + ","
        + Self.decimal(base * 100 - height)
    }
    html.raw("<polyline class=\"open\" points=\"\(points.joined(separator: " "))\"/>\n")
  }

  private func grid(_ ceiling: Int, base: Int, height: Int, _ html: inout HTML) {
    for (value, y) in [(0, base), (ceiling / 2, base - height / 2), (ceiling, base - height)] {
      html.raw("<path class=\"grid\" d=\"M\(Self.left) \(y)H\(Self.width)\"/>")
      html.raw("<text class=\"e\" x=\"\(Self.left - 6)\" y=\"\(y + 4)\">\(value)</text>\n")
    }
  }

  /// An even round number that is not less.
  private static func ceiling(_ value: Int) -> Int {
    var step = 1
    while step < 1_000_000_000_000 {
      for factor in [2, 4, 6, 10] where factor * step >= value { return factor * step }
      step *= 10
    }
    return value
  }

  private static func scaled(_ value: Int, of most: Int, to length: Int) -> Int {
    guard value > 0, most > 0, length > 0 else { return 0 }
    let parts = UInt(min(value, most)).multipliedFullWidth(by: UInt(length))
    return Int(clamping: UInt(most).dividingFullWidth(parts).quotient)
  }

  /// Hundredths as a number with a point.
  private static func decimal(_ hundredths: Int) -> String {
    "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
  }
}
