import RepairCore

/// What a dashboard says, before it is known whether a terminal or a browser shows it.
struct DashboardContent {
  /// A cell of a table.
  struct Cell {
    var text: String
    var meaning: Ansi.Meaning?
    /// The list of tickets behind it.
    var list: TicketListKind?
  }

  /// A column of a table.
  struct Column {
    var title: String
    var isNumber: Bool
    /// Whether its texts are names or times that are not to be broken in two.
    var isWhole = false
    /// Whether its texts need its title where a row is shown without the others.
    var isLabelled = false
  }

  /// A drawing beside a table.
  enum Chart {
    /// One bar a row of the table, as long as these numbers; what they are, and the number whose bar
    /// is a whole one, by default the largest.
    case bars([Int], of: String, whole: Int? = nil)
    /// What came in and went out and was open, day by day.
    case flow([FlowFigure])
  }

  /// A table under a heading.
  struct Section {
    /// A name for links, of letters and digits.
    var name: String
    var title: String
    /// One or two sentences on what is counted and how.
    var note: String?
    var columns: [Column]
    /// The titles where there is little room; the columns' own by default.
    var shortTitles: [String]?
    var rows: [[Cell]]
    var chart: Chart?
    /// What is said in place of a table without rows.
    var nothing: String
    /// How many rows are not shown.
    var more = 0

    /// Whether that there is nothing is worth saying.
    var isAlwaysShown: Bool { name == "decisions" }
  }

  /// A number that everybody should see first.
  struct Headline {
    var title: String
    var value: String
    var meaning: Ansi.Meaning?
    var list: TicketListKind?
    /// The section that says more.
    var section: String?
  }

  let figures: DeskFigures
  let language: DashboardLanguage
  let zone: CalendarZone
  /// The ends of months, the oldest first; none where nobody asked.
  var months: [MonthFigure] = []

  /// The words of a language.
  func say(_ en: String, _ zh: String) -> String { Phrase(en, zh).in(language) }

  func say(_ phrase: Phrase) -> String { phrase.in(language) }

  // MARK: Values

  /// A whole number.
  func cell(_ number: Int, as meaning: Ansi.Meaning? = nil, list: TicketListKind? = nil) -> Cell {
    Cell(
      text: String(number), meaning: number == 0 ? .quiet : meaning, list: number == 0 ? nil : list)
  }

  func cell(_ text: String?) -> Cell {
    Cell(text: text ?? "—", meaning: text == nil ? .quiet : nil)
  }

  /// A span in its two largest units; a dash where it has not come yet.
  func cell(_ span: TimeSpan?) -> Cell { cell(span.map(text)) }

  /// A share in per cent, cut off after one place; a dash of nothing.
  func share(_ part: Int, of whole: Int) -> Cell {
    guard whole > 0 else { return cell(nil as String?) }
    let thousandths = part * 1_000 / whole
    return Cell(text: "\(thousandths / 10).\(thousandths % 10)%")
  }

  /// A mean, cut off after two places; a dash of nothing.
  func mean(_ sum: Int, of count: Int) -> Cell {
    guard count > 0 else { return cell(nil as String?) }
    let hundredths = sum * 100 / count
    return Cell(text: "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())")
  }

  func text(_ span: TimeSpan) -> String {
    let text = span.description
    guard language == .zh else { return text }
    // The units are single letters behind digits, those of milliseconds are seconds with a point.
    return text.map { letter in
      switch letter {
      case "d": "天"
      case "h": "时"
      case "m": "分"
      case "s": "秒"
      case " ": ""
      default: String(letter)
      }
    }.joined()
  }

  /// A moment by the clocks of the zone, to the minute.
  func text(_ moment: Timestamp) -> String {
    let offset = zone.offset(at: moment)
    let local = moment + .seconds(Int64(offset))
    let text = local.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  /// A moment where there is little room: without the year where that is the figures' own.
  func shortText(_ moment: Timestamp) -> String {
    let text = text(moment)
    return text.prefix(5) == self.text(figures.at).prefix(5) ? String(text.dropFirst(5)) : text
  }

  func columns(_ titles: (String, Bool)...) -> [Column] {
    titles.map { Column(title: $0.0, isNumber: $0.1) }
  }

  /// How many there are, or that there are none.
  var nothing: String { say("Nothing.", "无。") }
}

extension DashboardContent {
  /// What it is called.
  var title: String {
    let place =
      figures.campus.map { say("campus \($0)", "校区 \($0)") } ?? say("all campuses", "全部校区")
    return say("Repair desk, \(place)", "报修服务台，\(place)")
  }

  /// As of when, in which zone.
  var asOf: String {
    var text = say("as of ", "截至 ") + self.text(figures.at) + " " + zone.name
    if let since = figures.since {
      text += say(
        "; times and quality of tickets since \(self.text(since))",
        "；时长与质量只计 \(self.text(since)) 起的工单")
    }
    return text
  }

  /// The numbers that everybody should see first.
  var headlines: [Headline] {
    func headline(_ kind: TicketListKind, _ meaning: Ansi.Meaning?) -> Headline {
      let total = figures.list(kind).total
      return Headline(
        title: say(DashboardWords.of(kind)), value: String(total),
        meaning: total == 0 ? .quiet : meaning, list: total == 0 ? nil : kind)
    }
    return [
      headline(.oldest, nil), headline(.breached, .bad), headline(.nearBreach, .attention),
      headline(.toAccept, .attention), headline(.toDispatch, .attention), headline(.onHold, nil),
    ]
  }

  /// How well it goes, in a few numbers; none that nothing is known of yet.
  var measures: [Headline] {
    var measures: [Headline] = []
    if let promise = figures.targets.first(where: { $0.kind == .complete }), promise.n > 0 {
      measures.append(
        Headline(
          title: say("completed in time", "按时完工"),
          value: share(promise.met, of: promise.n).text, section: "targets"))
    }
    if let median = figures.duration(.complete).wall.median {
      measures.append(
        Headline(
          title: say("until half are done", "完工中位用时"), value: text(median), section: "durations"))
    }
    if figures.work.n > 0 {
      measures.append(
        Headline(
          title: say("fixed the first time", "一次修复"),
          value: share(figures.work.firstTimeFixed, of: figures.work.n).text, section: "work"))
    }
    let result = figures.ratings.result
    if result.n > 0, result.n >= figures.minimumCount {
      measures.append(
        Headline(
          title: say("mean mark, of 5", "评价均分（满分 5）"),
          value: mean(result.sum, of: result.n).text, section: "ratings"))
    }
    return measures
  }

  /// Everything it says, what matters first.
  var sections: [Section] {
    [
      decisions, targets, backlog, ageing, flow, byMonth, durations, work, reasons, handBacks,
      holds, load,
      ratings, repeats, materials, costs, cancellations, notices, gaps,
    ]
  }
}
