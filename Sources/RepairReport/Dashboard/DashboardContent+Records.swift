import RepairCore

extension DashboardContent {
  /// Where the same fault comes back.
  var repeats: Section {
    let rows = figures.repeats.flatMap { figure in figure.rows.map { (figure.kind, $0) } }
    let totals = figures.repeats.map { "\(say(DashboardWords.of($0.kind))) \($0.total)" }
    return Section(
      name: "repeats", title: say("Faults that come back", "重复故障"),
      note: say(
        "Within 30 days of the one before; at least \(figures.minimumCount) faults. With any that "
          + "came back: \(totals.joined(separator: ", ")).",
        "距上一次不超过 30 天；至少 \(figures.minimumCount) 次故障。有重复的：\(totals.joined(separator: "，"))。"),
      columns: columns(
        (say("at", "对象"), false), (say("name", "名称"), false), (say("category", "类别"), false),
        (say("faults", "故障"), true), (say("came back", "重复"), true)),
      rows: rows.map { kind, row in
        [
          cell(say(DashboardWords.of(kind))), cell(row.name), cell(row.category),
          cell(row.faults), cell(row.repeats),
        ]
      }, chart: .bars(rows.map(\.1.repeats), of: say("came back", "重复")), nothing: nothing)
  }

  /// What was built in.
  var materials: Section {
    let materials = figures.materials
    return Section(
      name: "materials", title: say("Materials", "材料"),
      note: materials.freeText == 0
        ? nil
        : say(
          "\(materials.freeText) records say it in free text only.",
          "另有 \(materials.freeText) 条记录只有文字说明。"),
      columns: columns(
        (say("material", "材料"), false), (say("tickets", "工单"), true),
        (say("issued", "领用"), true), (say("used", "使用"), true),
        (say("returned", "退回"), true), (say("written off", "报损"), true)),
      rows: materials.rows.map { row in
        [
          cell(row.name), cell(row.tickets), cell(row.issued), cell(row.used), cell(row.returned),
          cell(row.writtenOff),
        ]
      }, chart: .bars(materials.rows.map(\.used), of: say("used", "使用")), nothing: nothing,
      more: materials.total - materials.rows.count)
  }

  /// What it cost.
  var costs: Section {
    Section(
      name: "costs", title: say("Costs by funding", "各经费来源费用"),
      note: say(
        "Entries that were replaced are left out.", "已更正的不计。"),
      columns: columns(
        (say("funding", "经费来源"), false), (say("currency", "货币"), false),
        (say("tickets", "工单"), true), (say("amount", "金额"), true),
        (say("for the requester", "报修人承担"), true)),
      rows: figures.costs.map { row in
        [
          cell(row.funding), cell(row.currency), cell(row.tickets),
          Cell(text: (row.isExact ? "" : "> ") + CurrencyText.of(row.amount, in: row.currency)),
          Cell(
            text: CurrencyText.of(row.requester, in: row.currency),
            meaning: row.requester == 0 ? .quiet : nil),
        ]
      },
      chart: .bars(
        figures.costs.map { Int(clamping: max($0.amount, 0)) }, of: say("amount", "金额")),
      nothing: nothing)
  }

  /// Why tickets ended without a repair.
  var cancellations: Section {
    Section(
      name: "cancellations", title: say("Cancelled", "取消原因"),
      columns: columns(
        (say("by", "类型"), false), (say("reason", "原因"), false), (say("tickets", "工单"), true)),
      rows: figures.cancellations.map { row in
        [cell(say(DashboardWords.of(row.kind))), cell(row.reason), cell(row.tickets)]
      }, chart: .bars(figures.cancellations.map(\.tickets), of: say("tickets", "工单")),
      nothing: nothing)
  }

  /// What became of the notices.
  var notices: Section {
    Section(
      name: "notices", title: say("Notices", "通知"),
      columns: columns(
        (say("notice", "通知"), false), (say("by", "渠道"), false), (say("n", "数量"), true),
        (say("waiting", "待发"), true), (say("sent", "已发"), true), (say("read", "已读"), true),
        (say("failed", "失败"), true), (say("suppressed", "未发"), true)),
      rows: figures.notices.map { row in
        [
          cell(row.rule), cell(row.channel), cell(row.n), cell(row.queued), cell(row.sent),
          cell(row.read), cell(row.failed, as: .bad), cell(row.suppressed),
        ]
      }, nothing: nothing)
  }

  /// What the records do not say.
  var gaps: Section {
    let gaps = figures.gaps.filter { $0.count > 0 }
    return Section(
      name: "gaps", title: say("What the records do not say", "数据质量"),
      columns: columns(
        (say("gap", "缺漏"), false), (say("count", "数量"), true), (say("of", "总数"), true),
        (say("share", "占比"), true)),
      rows: gaps.map { gap in
        [
          cell(say(DashboardWords.of(gap.kind))), cell(gap.count),
          gap.of.map { cell($0) } ?? cell(nil as String?),
          gap.of.map { share(gap.count, of: $0) } ?? cell(nil as String?),
        ]
      }, nothing: say("No gaps.", "无缺漏。"))
  }
}
