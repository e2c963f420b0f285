public import RepairCore

/// The desk at a glance, for a terminal or a file.
///
/// ```swift
/// print(DashboardText(figures, in: .en).rendered())
/// ```
public struct DashboardText: Sendable {
  private let figures: DeskFigures
  private let language: DashboardLanguage
  private let zone: CalendarZone
  private let width: Int
  private let ansi: Ansi

  /// Makes a dashboard.
  ///
  /// - Parameters:
  ///   - figures: what it says.
  ///   - language: in which words.
  ///   - zone: by which clocks moments are shown.
  ///   - width: how many columns a line may have; less than 40 count as 40.
  ///   - ansi: the painter.
  public init(
    _ figures: DeskFigures, in language: DashboardLanguage = .en, zone: CalendarZone = .utc,
    width: Int = 80, ansi: Ansi = Ansi(isEnabled: false)
  ) {
    self.figures = figures
    self.language = language
    self.zone = zone
    self.width = max(width, 40)
    self.ansi = ansi
  }

  /// The dashboard as lines, each with its line feed.
  ///
  /// - Returns: the text; whatever was in the figures is inert in it, and no line is wider than
  ///   asked.
  public func rendered() -> String {
    let content = DashboardContent(figures: figures, language: language, zone: zone)
    var text = line(content.title, as: .heading) + line(content.asOf, as: .quiet) + "\n"
    text += headlines(content.headlines) + headlines(content.measures)
    for section in content.sections where !section.rows.isEmpty || section.isAlwaysShown {
      text += "\n" + line(section.title, as: .heading)
      guard !section.rows.isEmpty else {
        text += line(section.nothing, as: .quiet)
        continue
      }
      if let note = section.note { text += wrapped(note) }
      if case .flow(let days) = section.chart {
        text += flow(days, content)
      } else {
        text += table(section)
      }
      if section.more > 0 {
        text += line(content.say("and \(section.more) more", "另有 \(section.more) 行"), as: .quiet)
      }
    }
    return text
  }

  private func line(_ text: String, as meaning: Ansi.Meaning? = nil) -> String {
    ansi.painted(DisplayWidth.truncated(InertText.escaped(text), to: width), as: meaning) + "\n"
  }

  private func headlines(_ headlines: [DashboardContent.Headline]) -> String {
    guard !headlines.isEmpty else { return "" }
    var lines = ""
    var used = 0
    for headline in headlines {
      let title = InertText.escaped(headline.title)
      let columns = DisplayWidth.of(headline.value) + 1 + DisplayWidth.of(title)
      if used > 0, used + 3 + columns > width {
        lines += "\n"
        used = 0
      }
      if used > 0 {
        lines += " · "
        used += 3
      }
      let value = ansi.painted(headline.value, as: headline.meaning)
      // What is counted goes before the number in Chinese, and behind it in English.
      lines += language == .zh ? "\(title) \(value)" : "\(value) \(title)"
      used += columns
    }
    return lines + "\n"
  }

  /// A table with a bar behind each row, where there is room for one.
  private func table(_ section: DashboardContent.Section) -> String {
    var columns = zip(section.titles, section.columns).map { title, column in
      TextTable.Column(
        title, alignment: column.isNumber ? .right : .left, isFlexible: !column.isNumber)
    }
    var rows = section.rows.map { row in row.map { TextTable.Cell($0.text, as: $0.meaning) } }
    let room = width - natural(section) - 2
    if case .bars(let lengths, let title, let whole) = section.chart, room >= 8,
      let most = whole ?? lengths.max(), most > 0
    {
      columns.append(TextTable.Column(DisplayWidth.truncated(title, to: room)))
      for index in rows.indices where index < lengths.count {
        let bar = Bar.text(lengths[index], of: most, columns: min(room, 24))
        rows[index].append(TextTable.Cell(bar, as: .quiet))
      }
    }
    var table = TextTable(columns: columns, limit: width, ansi: ansi)
    return table.rendered(rows)
  }

  /// The ends of months as lines, each with its line feed: a table, and a line for each course.
  ///
  /// - Parameter months: the months, the oldest first.
  /// - Returns: the text; no line is wider than asked.
  public func rendered(_ months: [MonthFigure]) -> String {
    let content = DashboardContent(
      figures: figures, language: language, zone: zone, months: months)
    let section = content.byMonth
    var text = line(content.title, as: .heading) + line(content.asOf, as: .quiet) + "\n"
    text += line(section.title, as: .heading)
    guard !months.isEmpty else { return text + line(section.nothing, as: .quiet) }
    text += wrapped(section.note ?? "") + table(section)
    guard months.count > 1 else { return text }
    text += "\n"
    let labels = content.courses.map { DisplayWidth.of($0.title) }.max() ?? 0
    let shown = max(width - labels - 24, 7)
    for course in content.courses {
      let padding = String(repeating: " ", count: labels - DisplayWidth.of(course.title) + 2)
      text += course.title + padding + Bar.sparkline(course.values.suffix(shown)) + "  "
      text += course.end + "\n"
    }
    return text
  }

  /// How wide a table is by itself.
  private func natural(_ section: DashboardContent.Section) -> Int {
    section.titles.indices.reduce(-2) { sum, index in
      let cells = section.rows.map { DisplayWidth.of(InertText.escaped($0[index].text)) }
      return sum + 2 + max(DisplayWidth.of(section.titles[index]), cells.max() ?? 0)
    }
  }

  private func flow(_ days: [FlowFigure], _ content: DashboardContent) -> String {
    guard let first = days.first, let last = days.last else { return "" }
    let series: [(String, [Int])] = [
      (content.say("reported", "报修"), days.map(\.submitted)),
      (content.say("came back", "返修重开"), days.map { $0.reopened + $0.reworked }),
      (content.say("completed", "完工"), days.map(\.completed)),
      (content.say("cancelled", "取消"), days.map(\.cancelled)),
      (content.say("open", "在办"), days.map(\.openAtEnd)),
    ]
    let labels = series.map { DisplayWidth.of($0.0) }.max() ?? 0
    let shown = min(days.count, max(width - labels - 24, 7))
    var text = line("\(first.day) – \(last.day)", as: .quiet)
    for (label, values) in series {
      let padding = String(repeating: " ", count: labels - DisplayWidth.of(label) + 2)
      let sum =
        label == content.say("open", "在办")
        ? content.say("\(values.last ?? 0) now", "现 \(values.last ?? 0)")
        : content.say("\(values.reduce(0, +)) in all", "共 \(values.reduce(0, +))")
      text += label + padding + Bar.sparkline(values.suffix(shown)) + "  " + sum + "\n"
    }
    return text
  }

  /// A note in lines that fit, broken between words and between Chinese characters.
  private func wrapped(_ note: String) -> String {
    var lines: [String] = []
    var current = ""
    for word in Self.pieces(InertText.escaped(note)) {
      if DisplayWidth.of(current + word) > width, !current.isEmpty {
        lines.append(Self.trimmed(current))
        current = word.first == " " ? String(word.dropFirst()) : word
      } else {
        current += word
      }
    }
    lines.append(Self.trimmed(current))
    return lines.map { line($0, as: .quiet) }.joined()
  }

  private static func trimmed(_ line: String) -> String {
    line.last == " " ? String(line.dropLast()) : line
  }

  /// The parts a line may be broken between; a blank goes with the word behind it.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    for character in text {
      let isWide = character.unicodeScalars.contains { DisplayWidth.of($0) == 2 }
      // Punctuation stays with what is before it.
      let sticks = "，。；：）、”".contains(character)
      if !sticks, isWide || character == " " || pieces.isEmpty || pieces.last?.isWideEnd == true {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces
  }
}

extension String {
  fileprivate var isWideEnd: Bool {
    unicodeScalars.last.map { DisplayWidth.of($0) == 2 } ?? false
  }
}

extension DashboardContent.Section {
  /// The titles of the columns where there is little room.
  fileprivate var titles: [String] { shortTitles ?? columns.map(\.title) }
}
