import RepairCore

extension DashboardContent {
  /// How well the work was done.
  var work: Section {
    let work = figures.work
    func row(_ title: String, _ count: Int, of whole: Int?) -> [Cell] {
      [
        cell(title), cell(count), whole.map { cell($0) } ?? cell(nil as String?),
        whole.map { share(count, of: $0) } ?? cell(nil as String?),
      ]
    }
    return Section(
      name: "work", title: say("Quality of the work", "维修质量"),
      note: say(
        "Of tickets whose work was done. First-time fix: fixed as far as is known, and neither sent "
          + "back nor reopened since.",
        "只计已完工的工单。一次修复：结果为已修复或未注明，且未返修、未重开。"),
      columns: columns(
        (say("tickets", "项目"), false), (say("count", "数量"), true), (say("n", "样本"), true),
        (say("share", "占比"), true)),
      rows: [
        row(say("fixed the first time", "一次修复"), work.firstTimeFixed, of: work.n),
        row(say("came back for rework", "返修工单"), work.reworkedTickets, of: work.n),
        row(say("reopened", "重开工单"), work.reopenedTickets, of: figures.counted),
        row(say("times asked where it stays", "催单次数"), work.hurries, of: nil),
      ]
        + work.outcomes.map {
          row(
            say("outcome: ", "结果：") + say(DashboardWords.of($0.outcome)), $0.tickets, of: work.n)
        }, nothing: nothing)
  }

  /// Why work was sent back and tickets were reopened.
  var reasons: Section {
    let rows =
      figures.work.reworkReasons.map { (say("rework", "返修"), $0) }
      + figures.work.reopenReasons.map { (say("reopening", "重开"), $0) }
    return Section(
      name: "reasons", title: say("Why work came back", "返修与重开原因"),
      columns: columns(
        (say("kind", "类型"), false), (say("reason", "原因"), false), (say("count", "次数"), true)),
      rows: rows.map { [cell($0.0), cell($0.1.reason), cell($0.1.count)] },
      chart: .bars(rows.map(\.1.count), of: say("count", "次数")), nothing: nothing)
  }

  /// What workers handed back.
  var handBacks: Section {
    let figure = figures.handBacks
    return Section(
      name: "handbacks", title: say("Handed back by workers", "退单"),
      note: say(
        "Jobs handed back: \(figure.count); tickets: \(figure.tickets); to and fro at least twice: "
          + "\(figure.pingPong).",
        "共 \(figure.count) 次，涉及 \(figure.tickets) 张工单；\(figure.pingPong) 张反复退转两次以上。"),
      columns: columns(
        (say("worker", "维修工"), false), (say("reason", "原因"), false),
        (say("count", "次数"), true)),
      rows: figure.rows.map { [cell($0.worker), cell($0.reason), cell($0.count)] },
      chart: .bars(figure.rows.map(\.count), of: say("count", "次数")), nothing: nothing,
      more: figure.total - figure.rows.count)
  }

  /// How long tickets rested.
  var holds: Section {
    func hours(_ span: TimeSpan) -> Cell { cell(Int(clamping: span.milliseconds / 3_600_000)) }
    return Section(
      name: "holds", title: say("On hold, by reason", "挂起时长"),
      columns: columns(
        (say("reason", "原因"), false), (say("n", "次数"), true),
        (say("still", "仍挂起"), true), (say("hours", "小时"), true),
        (say("working hours", "工作小时"), true), (say("half in", "中位数"), true),
        (say("nine in ten in", "90%"), true)),
      rows: figures.holds.map { hold in
        [
          cell(say(DashboardWords.of(hold.reason))), cell(hold.duration.n),
          cell(hold.duration.unfinished, list: .onHold), hours(hold.total), hours(hold.working),
          cell(hold.duration.median), cell(hold.duration.p90),
        ]
      },
      chart: .bars(
        figures.holds.map { Int(clamping: $0.total.milliseconds / 3_600_000) },
        of: say("hours", "小时")),
      nothing: nothing)
  }

  /// Who does how much.
  var load: Section {
    let load = figures.load
    var note = say(
      "A rank needs \(figures.minimumCount) ratings.", "排名至少需要 \(figures.minimumCount) 个评价。")
    if let gini = load.gini, let median = load.median, let most = load.most {
      let coefficient = "0.\(String(gini + 1_000).dropFirst())"
      note =
        say(
          "Assignments are shared with a Gini coefficient of \(coefficient) (0: all the same); the "
            + "one in the middle got \(median), the most is \(most). ",
          "派单分配的基尼系数为 \(coefficient)（0 为完全平均）；中位 \(median) 单，最多 \(most) 单。") + note
    }
    return Section(
      name: "load", title: say("Workers", "维修工"), note: note,
      columns: columns(
        (say("worker", "维修工"), false), (say("open", "在手"), true),
        (say("on hold", "挂起"), true), (say("sent", "派单"), true),
        (say("handed back", "退单"), true), (say("completed", "完工"), true),
        (say("reworked", "返修"), true), (say("first-time", "一次修复"), true),
        (say("rated", "评价"), true), (say("mean", "均分"), true), (say("rank", "排名"), true)),
      shortTitles: [
        say("worker", "维修工"), say("open", "在手"), say("hold", "挂起"), say("sent", "派单"),
        say("back", "退单"), say("done", "完工"), say("redo", "返修"), say("1st fix", "一修"),
        say("rated", "评价"), say("mean", "均分"), say("rank", "排名"),
      ],
      rows: load.rows.map { worker in
        [
          cell(worker.worker), cell(worker.open), cell(worker.onHold), cell(worker.assignments),
          cell(worker.handedBack), cell(worker.completed), cell(worker.reworked),
          worker.firstVisits < figures.minimumCount
            ? cell(nil as String?) : share(worker.firstTimeFixed, of: worker.firstVisits),
          cell(worker.rated),
          worker.rank == nil ? cell(nil as String?) : mean(worker.ratingSum, of: worker.rated),
          cell(worker.rank.map { String($0) }),
        ]
      }, chart: .bars(load.rows.map(\.open), of: say("open", "在手")), nothing: nothing,
      more: load.total - load.rows.count)
  }

  /// What requesters say.
  var ratings: Section {
    let ratings = figures.ratings
    func marks(_ title: String, _ figure: MarkFigure) -> [Cell] {
      [cell(title), cell(figure.n), mean(figure.sum, of: figure.n)]
        + figure.counts.enumerated().reversed().map { index, count in
          // The marks for the result that are low are a list; the other marks have none.
          cell(count, list: index < 2 && title == say("result", "维修结果") ? .ratedLow : nil)
        }
    }
    let rate = share(ratings.rated, of: ratings.n).text
    return Section(
      name: "ratings", title: say("Ratings", "评价"),
      note: say(
        "Only ratings that were given: \(ratings.rated) of \(ratings.n) (\(rate)). "
          + "\(ratings.confirmedByDefault) are confirmed by default and count as none; "
          + "\(ratings.unconfirmed) wait for the requester.",
        "只计报修人给出的评价：\(ratings.n) 张中 \(ratings.rated) 张（\(rate)）。"
          + "默认确认 \(ratings.confirmedByDefault) 张，不算评价；待验收 \(ratings.unconfirmed) 张。"),
      columns: columns(
        (say("of", "项目"), false), (say("n", "样本"), true), (say("mean", "均分"), true),
        ("5", true), ("4", true), ("3", true), ("2", true), ("1", true)),
      rows: [
        marks(say("result", "维修结果"), ratings.result),
        marks(say("efficiency", "维修效率"), ratings.efficiency),
        marks(say("attitude", "服务态度"), ratings.attitude),
      ], nothing: nothing)
  }
}
