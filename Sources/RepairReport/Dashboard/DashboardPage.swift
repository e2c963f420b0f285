public import RepairCore

/// The desk at a glance as one page: no script, no network, nothing but this text.
///
/// Its content security policy allows its own style sheet, known by its hash, and nothing else. It
/// follows the reader's light or dark, fits a phone, and prints on A4. Every drawing stands beside
/// its table, and every figure with tickets behind it links to their list further down.
///
/// ```swift
/// let html = DashboardPage(figures, in: .zh).rendered()
/// ```
public struct DashboardPage: Sendable {
  private let figures: DeskFigures
  private let language: DashboardLanguage
  private let zone: CalendarZone
  private let months: [MonthFigure]

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - figures: what it says; lists come with descriptions where the figures have them.
  ///   - language: in which words.
  ///   - zone: by which clocks moments are shown.
  ///   - months: the ends of months, where they are to be shown too.
  public init(
    _ figures: DeskFigures, in language: DashboardLanguage = .en, zone: CalendarZone = .utc,
    months: [MonthFigure] = []
  ) {
    self.figures = figures
    self.language = language
    self.zone = zone
    self.months = months
  }

  /// The page.
  ///
  /// - Returns: HTML in which whatever was in the figures is text and nothing else.
  public func rendered() -> String {
    let content = DashboardContent(
      figures: figures, language: language, zone: zone, months: months)
    let sections = content.sections.filter { !$0.rows.isEmpty || $0.isAlwaysShown }
    var html = HTML()
    html.raw("<!doctype html>\n<html lang=\"\(language == .zh ? "zh-CN" : "en")\">\n<head>\n")
    html.raw("<meta charset=\"utf-8\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(PageStyle.policy)\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n")
    html.raw("<link rel=\"icon\" href=\"data:,\">\n")
    html.element("title", content.title)
    html.raw("\n<style>\(PageStyle.sheet)</style>\n</head>\n<body>\n")
    html.raw("<a class=\"skip\" href=\"#main\">")
    html.text(content.say("Skip to the figures", "跳到内容"))
    html.raw("</a>\n<header id=\"top\">\n")
    html.element("h1", content.title)
    html.raw("\n<p class=\"quiet\">")
    html.text(content.asOf)
    html.raw("</p>\n</header>\n")
    navigation(sections, content, &html)
    html.raw("<main id=\"main\" tabindex=\"-1\">\n")
    tiles(content.headlines, "", &html)
    tiles(content.measures, " measures", &html)
    html.raw("<div class=\"grid\">\n")
    for section in sections { append(section, content, &html) }
    html.raw("</div>\n")
    lists(content, &html)
    html.raw("</main>\n</body>\n</html>\n")
    return html.string
  }

  private func navigation(
    _ sections: [DashboardContent.Section], _ content: DashboardContent, _ html: inout HTML
  ) {
    html.raw("<nav aria-label=\"")
    html.text(content.say("Sections", "栏目"))
    html.raw("\">\n<ul>\n")
    for section in sections {
      html.raw("<li><a href=\"#\(section.name)\">")
      html.text(section.title)
      html.raw("</a></li>\n")
    }
    html.raw("</ul>\n</nav>\n")
  }

  private func tiles(
    _ headlines: [DashboardContent.Headline], _ kind: String, _ html: inout HTML
  ) {
    guard !headlines.isEmpty else { return }
    html.raw("<ul class=\"tiles\(kind)\">\n")
    for headline in headlines {
      html.raw("<li class=\"tile\(PageStyle.name(headline.meaning))\">")
      let target = headline.list.map { "list-" + $0.rawValue } ?? headline.section
      if let target { html.raw("<a href=\"#\(target)\">") }
      html.element("b", headline.value)
      html.raw(" ")
      html.element("span", headline.title)
      if target != nil { html.raw("</a>") }
      html.raw("</li>\n")
    }
    html.raw("</ul>\n")
  }

  private func append(
    _ section: DashboardContent.Section, _ content: DashboardContent, _ html: inout HTML
  ) {
    var isFlow = false
    if case .flow = section.chart { isFlow = true }
    // A long table gets a box of its own to scroll in, so that its neighbour leaves no hole.
    let isTall = section.rows.count > 12
    let isWide = isFlow || section.columns.count > 7 || section.name == "decisions"
    let kinds = [isWide ? "wide" : nil, isTall ? "long" : nil].compactMap(\.self)
    html.raw("<section id=\"\(section.name)\"")
    if !kinds.isEmpty { html.raw(" class=\"\(kinds.joined(separator: " "))\"") }
    html.raw(" aria-labelledby=\"h-\(section.name)\">\n<h2 id=\"h-\(section.name)\">")
    html.text(section.title)
    html.raw("</h2>\n")
    if let note = section.note {
      html.raw("<p class=\"quiet\">")
      html.text(note)
      html.raw("</p>\n")
    }
    guard !section.rows.isEmpty else {
      html.element("p", section.nothing)
      html.raw("\n</section>\n")
      return
    }
    if case .flow(let days) = section.chart { html.raw(FlowDrawing(days, content).svg()) }
    html.raw("<div class=\"scroll\(isTall ? " tall" : "")\" role=\"region\" tabindex=\"0\"")
    html.raw(" aria-labelledby=\"h-\(section.name)\">\n")
    table(section.title, section.columns, section.rows, section.chart, &html)
    html.raw("</div>\n")
    if section.more > 0 {
      html.raw("<p class=\"quiet\">")
      html.text(content.say("and \(section.more) more", "另有 \(section.more) 行"))
      html.raw("</p>\n")
    }
    html.raw("</section>\n")
  }

  private func table(
    _ title: String, _ columns: [DashboardContent.Column], _ rows: [[DashboardContent.Cell]],
    _ chart: DashboardContent.Chart?, _ html: inout HTML
  ) {
    var bars: (lengths: [Int], title: String, most: Int)?
    if case .bars(let lengths, let title, let whole) = chart {
      bars = (lengths, title, whole ?? lengths.max() ?? 0)
    }
    html.raw("<table>\n<caption>")
    html.text(title)
    html.raw("</caption>\n<thead><tr>")
    for column in columns {
      html.raw(column.isNumber ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
      html.text(column.title)
      html.raw("</th>")
    }
    if let bars {
      // The numbers are in the table already: whoever hears it needs no second column of them.
      html.raw("<td class=\"bar\" aria-hidden=\"true\">")
      html.text(bars.title)
      html.raw("</td>")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for (number, row) in rows.enumerated() {
      html.raw("<tr>")
      for (index, cell) in row.enumerated() {
        let isNumber = columns.indices.contains(index) && columns[index].isNumber
        let isWhole = columns.indices.contains(index) && columns[index].isWhole
        let names = (isNumber ? "n" : isWhole ? "w" : "") + PageStyle.name(cell.meaning)
        let tag = index == 0 ? "th" : "td"
        html.raw("<\(tag)\(index == 0 ? " scope=\"row\"" : "")")
        if !names.isEmpty { html.raw(" class=\"\(names)\"") }
        if columns.indices.contains(index), columns[index].isLabelled {
          html.raw(" data-label=\"")
          html.text(columns[index].title)
          html.raw("\"")
        }
        html.raw(">")
        if let list = cell.list { html.raw("<a href=\"#list-\(list.rawValue)\">") }
        html.text(cell.text)
        if cell.list != nil { html.raw("</a>") }
        html.raw("</\(tag)>")
      }
      if let bars, bars.lengths.indices.contains(number) {
        html.raw("<td class=\"bar\" aria-hidden=\"true\">")
        html.raw("\(FlowDrawing.bar(bars.lengths[number], of: bars.most))</td>")
      }
      html.raw("</tr>\n")
    }
    html.raw("</tbody>\n</table>\n")
  }

  /// The tickets behind the figures.
  private func lists(_ content: DashboardContent, _ html: inout HTML) {
    var columns = content.columns(
      (content.say("ticket", "工单"), false), (content.say("pri", "优先级"), true),
      (content.say("campus", "校区"), false), (content.say("category", "类别"), false),
      (content.say("place", "地点"), false), (content.say("phase", "阶段"), false),
      (content.say("worker", "维修工"), false), (content.say("opened", "报修时间"), false),
      (content.say("due", "期限"), false), (content.say("description", "描述"), false))
    for index in [0, 5, 6, 7, 8] { columns[index].isWhole = true }
    for index in [1, 7, 8] { columns[index].isLabelled = true }
    for list in figures.lists where list.total > 0 {
      html.raw("<section id=\"list-\(list.kind.rawValue)\" class=\"list\"")
      html.raw(" aria-labelledby=\"h-list-\(list.kind.rawValue)\">\n")
      html.raw("<h2 id=\"h-list-\(list.kind.rawValue)\">")
      html.text(
        content.say("Tickets: ", "工单：") + content.say(DashboardWords.of(list.kind)))
      html.raw("</h2>\n<p class=\"quiet\">")
      html.text(
        content.say(
          "\(list.tickets.count) of \(list.total) shown. ",
          "共 \(list.total) 张，列出 \(list.tickets.count) 张。"))
      html.raw("<a class=\"up\" href=\"#top\">")
      html.text(content.say("To the top", "回到顶部"))
      html.raw("</a></p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\"")
      html.raw(" aria-labelledby=\"h-list-\(list.kind.rawValue)\">\n")
      let rows = list.tickets.map { row($0, content) }
      table(content.say(DashboardWords.of(list.kind)), columns, rows, nil, &html)
      html.raw("</div>\n</section>\n")
    }
  }

  private func row(
    _ ticket: TicketReference, _ content: DashboardContent
  ) -> [DashboardContent.Cell] {
    let isLate = ticket.dueAt.map { $0 < figures.at } ?? false
    return [
      content.cell(ticket.ticket.rawValue), content.cell(ticket.priority.map { String($0) }),
      content.cell(ticket.campus.rawValue), content.cell(ticket.category),
      content.cell(ticket.place), content.cell(content.say(DashboardWords.of(ticket.phase))),
      content.cell(ticket.worker), content.cell(content.shortText(ticket.openedAt)),
      DashboardContent.Cell(
        text: ticket.dueAt.map(content.shortText) ?? "—",
        meaning: ticket.dueAt == nil ? .quiet : isLate ? .bad : nil),
      content.cell(ticket.description),
    ]
  }
}
