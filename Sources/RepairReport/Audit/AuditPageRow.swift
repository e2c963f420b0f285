import RepairCore

/// An event as a row of a page's table.
struct AuditPageRow {
  /// How much of an event's hash a row shows; the rest follows from the data.
  private static let hashDigits = 16

  private let event: AuditPageEvent
  private let language: DashboardLanguage
  private let namesStream: Bool

  init(_ event: AuditPageEvent, in language: DashboardLanguage, namesStream: Bool) {
    self.event = event
    self.language = language
    self.namesStream = namesStream
  }

  func append(to html: inout HTML) {
    html.raw("<tr>\n<th scope=\"row\">")
    if namesStream {
      html.raw("<span class=\"name\">")
      name(event.stream, &html)
      html.raw("</span> ")
    }
    html.raw("\(event.version)</th>\n<td class=\"time\">")
    time(event.occurredAt, say("happened", "发生"), &html)
    time(event.recordedAt, say("recorded", "入库"), &html)
    html.raw("</td>\n<td><b>")
    let words = AuditWords.of(event: event.type)
    html.text(words?.in(language) ?? event.type)
    html.raw("</b>")
    if words != nil {
      html.raw(" <code>")
      html.text(event.type)
      html.raw("</code>")
    }
    html.raw("<div class=\"by\">")
    name(event.actor, &html)
    html.text(say(" (", "（") + AuditWords.of(event.role).in(language) + say(")", "）"))
    if let person = event.onBehalfOf {
      html.text(say(" for ", "，代 "))
      name(person, &html)
    }
    html.raw("</div></td>\n<td>")
    facts(&html)
    html.raw("</td>\n<td class=\"place\">\(event.position) <br><code>")
    html.text(String(event.hash.prefix(Self.hashDigits)))
    html.raw("</code></td>\n</tr>\n")
  }

  private func time(_ time: Timestamp, _ label: String, _ html: inout HTML) {
    html.raw("<div><span class=\"label\">")
    html.text(label)
    html.raw("</span> <time>")
    // In UTC and without a zone's rules, which another machine might not have the same.
    html.text(time.description.replacing("T", with: " ").replacing("Z", with: ""))
    html.raw("</time></div>")
  }

  private func facts(_ html: inout HTML) {
    guard let facts = event.facts else {
      html.raw("<span class=\"quiet\">")
      html.text(say("left out; its digest is in the data", "未列出，数据中有其摘要"))
      html.raw("</span>")
      return
    }
    guard !facts.isEmpty else { return }
    html.raw("<dl>")
    for fact in facts {
      html.raw("<div><dt>")
      html.text(
        fact.path.map { AuditWords.of(member: $0)?.in(language) ?? $0 }.joined(separator: " · "))
      html.raw("</dt> <dd>")
      name(fact.text, &html)
      html.raw("</dd></div>")
    }
    html.raw("</dl>")
  }

  /// A text that somebody chose, with a warning where it may not be what it looks like.
  private func name(_ text: String, _ html: inout HTML) {
    html.text(text)
    guard let doubt = LookAlike.doubt(about: text) else { return }
    html.raw(" <mark>")
    switch doubt {
    case .mixedScripts(let scalars):
      html.text(say("mixed scripts: ", "混用文字：") + Self.codes(scalars))
    case .combiningMarks(let scalars):
      html.text(say("combining marks: ", "含组合符号：") + Self.codes(scalars))
    }
    html.raw("</mark>")
  }

  private static func codes(_ scalars: [Unicode.Scalar]) -> String {
    scalars.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }.joined(separator: " ")
  }

  private func say(_ en: String, _ zh: String) -> String { Phrase(en, zh).in(language) }
}
