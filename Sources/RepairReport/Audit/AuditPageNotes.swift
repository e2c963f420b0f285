import RepairCore

/// What a page says around the events: what was asked, what is proved, how to check it.
struct AuditPageNotes {
  private let summary: AuditPage.Summary
  private let language: DashboardLanguage

  init(_ summary: AuditPage.Summary, in language: DashboardLanguage) {
    self.summary = summary
    self.language = language
  }

  /// What stands above the events.
  func append(to html: inout HTML) {
    html.raw("<section>\n")
    html.element("h2", say("What was asked", "查询内容"))
    list(question, &html)
    html.raw("</section>\n<section>\n")
    html.element("h2", say("Checkpoint", "检查点"))
    list(
      [
        (say("log", "日志"), summary.origin),
        (say("events in the log", "日志事件数"), String(summary.size)),
        (say("root", "根哈希"), summary.root),
        (say("signed by", "签名者"), summary.signer),
        (say("made at", "生成时间"), summary.madeAt.description),
        (say("events shown", "列出事件数"), String(summary.events)),
      ], &html)
    html.raw("</section>\n<section>\n")
    html.element("h2", say("What this proves", "证明范围"))
    html.raw("<ul>\n")
    for (isProved, text) in claims {
      html.raw("<li><b class=\"\(isProved ? "good" : "attention")\">")
      html.text(isProved ? say("proved", "已证明") : say("vouched for", "签名者保证"))
      html.raw("</b> ")
      html.text(text)
      html.raw("</li>\n")
    }
    html.raw("</ul>\n</section>\n")
  }

  /// What stands below the events.
  func appendEvidence(to html: inout HTML) {
    html.raw("<section>\n")
    html.element("h2", say("How to check it yourself", "如何自行核验"))
    html.raw("<p>")
    html.text(
      say(
        "What is on this page is worth nothing until it is checked. The evidence is inside the file. "
          + "Take the verifier key from the signer, not from who gave you the file:",
        "未经核验，本页内容不足为凭；证据在文件之中。验证密钥请向签名者索取，不要用随文件提供的："))
    html.raw("</p>\n<pre>repairctl check-report ")
    html.text(say("FILE", "文件") + " --key " + summary.signer + "+…")
    html.raw("</pre>\n<p>")
    html.text(
      say(
        "It needs no log and no network. It computes every event's hash from what is shown, follows it "
          + "up to the signed root, and makes this page again from its data: a page that differs in "
          + "one byte is refused. Proofs are those of RFC 6962, checkpoint and statement are signed "
          + "notes of C2SP, so that other software can check them too.",
        "核验不需要日志，也不需要联网：由所列内容重新计算每个事件的哈希，逐级推到已签名的根哈希，"
          + "并由数据重新生成本页，有一个字节不同即不通过。证明采用 RFC 6962，检查点和声明为 C2SP "
          + "签名文本，其他软件也可核验。"))
    html.raw("</p>\n</section>\n")
  }

  private var question: [(String, String)] {
    let question = summary.question
    var rows: [(String, String)] = []
    if !question.tickets.isEmpty {
      rows.append((say("tickets", "工单"), question.tickets.joined(separator: ", ")))
    }
    if !question.types.isEmpty {
      rows.append((say("event types", "事件类型"), question.types.joined(separator: ", ")))
    }
    if let tag = question.tag { rows.append((say("tag", "标签"), tag)) }
    if let actor = question.actor { rows.append((say("done by", "操作人"), actor)) }
    if let person = question.person {
      rows.append((say("has to do with", "涉及人员"), person))
    }
    if question.isDelegated {
      rows.append((say("done for another", "代办"), say("for anybody", "代任何人")))
    }
    if let person = question.actedFor { rows.append((say("done for", "代何人办理"), person)) }
    if let correlation = question.correlation {
      rows.append((say("part of", "关联"), correlation))
    }
    if let since = question.since {
      rows.append((say("happened from", "发生时间起"), since.description))
    }
    if let until = question.until {
      rows.append((say("happened before", "发生时间止（不含）"), until.description))
    }
    if question.after > 0 {
      rows.append((say("behind position", "日志位置之后"), String(question.after)))
    }
    return rows.isEmpty
      ? [(say("events", "事件"), say("all of the log", "日志全部事件"))] : rows
  }

  private var claims: [(isProved: Bool, text: String)] {
    var claims = [
      (
        true,
        say(
          "Each event is in the log as the checkpoint has it, at the position shown, and says what is "
            + "shown. Its tags, causes and identifiers are in the data.",
          "每个事件都在检查点所示的日志中，位置如本页所示，内容未经改动；标签、起因与编号见数据。")
      ),
      (
        true,
        say(
          "Each event answers the question, and they are in the order in which the log has them.",
          "每个事件都符合查询条件，且次序与日志一致。")
      ),
    ]
    let vouched = say(
      "No other event of the log up to the checkpoint answers the question: the signer says so, and "
        + "who has the log can find out.",
      "截至检查点，日志中没有其他符合条件的事件：由签名者保证，持有日志者可以查证。")
    switch summary.completeness {
    case .proved:
      claims.append(
        (true, say("Every event of the log is here.", "日志中的事件全部在此，没有遗漏。")))
    case .provedBehind:
      let after = summary.question.after
      claims.append(
        (
          true,
          say(
            "Every event of the log behind position \(after) is here.",
            "日志中位置 \(after) 之后的事件全部在此，没有遗漏。")
        ))
    case .withoutGaps:
      claims.append(
        (
          true,
          say(
            "Each ticket's events are here without a gap, from the first to the last one shown.",
            "各工单的事件从第一个到所列最后一个，中间没有缺漏。")
        ))
      claims.append((false, vouched))
    case .vouched: claims.append((false, vouched))
    }
    if summary.withholdsPayloads {
      claims.append(
        (
          true,
          say(
            "What people wrote is left out; the digest in the data shows later whether it is the same.",
            "人员填写的内容未列出；日后可凭数据中的摘要核对。")
        ))
    }
    return claims
  }

  private func list(_ rows: [(String, String)], _ html: inout HTML) {
    html.raw("\n<dl class=\"table\">\n")
    for (name, value) in rows {
      html.raw("<dt>")
      html.text(name)
      html.raw("</dt><dd>")
      html.text(value)
      html.raw("</dd>\n")
    }
    html.raw("</dl>\n")
  }

  private func say(_ en: String, _ zh: String) -> String { Phrase(en, zh).in(language) }
}
