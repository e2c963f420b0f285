import RepairCore

extension DashboardContent {
  /// What waits for somebody to decide.
  var decisions: Section {
    let kinds: [TicketListKind] = [
      .toAccept, .toDispatch, .toAcknowledge, .cancellationAsked, .extensionAsked, .holdExpired,
      .breached, .nearBreach, .overdue, .inRework, .pingPong,
    ]
    let lists = kinds.map(figures.list).filter { $0.total > 0 }
    return Section(
      name: "decisions", title: say("What needs somebody", "待处理"),
      columns: columns(
        (say("tickets that are", "工单"), false), (say("count", "数量"), true),
        (say("first", "最早"), false), (say("opened", "报修时间"), false)),
      rows: lists.map { list in
        let meaning: Ansi.Meaning? =
          list.kind == .breached || list.kind == .overdue ? .bad : .attention
        let first = list.tickets.first
        return [
          cell(say(DashboardWords.of(list.kind))),
          cell(list.total, as: meaning, list: list.kind), cell(first?.ticket.rawValue),
          cell(first.map { text($0.openedAt) }),
        ]
      }, chart: .bars(lists.map(\.total), of: say("count", "数量")),
      nothing: say("Nobody has to do anything.", "没有待处理的工单。"))
  }

  /// Whether promises are kept.
  var targets: Section {
    Section(
      name: "targets", title: say("Promises", "时限承诺"),
      note: say(
        "Kept: of those done in time, done late, and late now.",
        "达成率：按时完成的，占按时、超时完成与现已超时之和。"),
      columns: columns(
        (say("to", "承诺"), false), (say("n", "样本"), true), (say("kept", "达成率"), true),
        (say("late", "超时完成"), true), (say("late now", "现已超时"), true),
        (say("nearly late", "即将超时"), true), (say("running", "计时中"), true),
        (say("stopped", "暂停"), true)),
      rows: figures.targets.map { target in
        [
          cell(say(DashboardWords.of(target.kind))), cell(target.n),
          share(target.met, of: target.n),
          cell(target.missed), cell(target.breached, as: .bad, list: .breached),
          cell(target.near, as: .attention, list: .nearBreach),
          cell(target.running), cell(target.paused),
        ]
      },
      chart: .bars(
        figures.targets.map { $0.n == 0 ? 0 : $0.met * 1_000 / $0.n }, of: say("kept", "达成率"),
        whole: 1_000),
      nothing: nothing)
  }

  /// What is open where.
  var backlog: Section {
    let phases: [TicketPhase] = [.submitted, .accepted, .dispatched, .rejectedByWorker]
    var rows: [[Cell]] = []
    var totals: [Int] = []
    var start = 0
    while start < figures.backlog.count {
      let campus = figures.backlog[start].campus
      let own = figures.backlog[start...].prefix { $0.campus == campus }
      let total = own.reduce(0) { $0 + $1.tickets }
      let counts = phases.map { phase in
        cell(own.first { $0.phase == phase }?.tickets ?? 0)
      }
      rows.append(
        [cell(campus.rawValue), cell(total)] + counts + [
          cell(own.reduce(0) { $0 + $1.onHold }), cell(own.map(\.oldest).max()),
        ])
      totals.append(total)
      start += own.count
    }
    let shown = 50
    return Section(
      name: "backlog", title: say("Open tickets by campus", "各校区在办工单"),
      columns: [
        Column(title: say("campus", "校区"), isNumber: false),
        Column(title: say("open", "在办"), isNumber: true),
      ] + phases.map { Column(title: say(DashboardWords.of($0)), isNumber: true) } + [
        Column(title: say("on hold", "挂起"), isNumber: true),
        Column(title: say("oldest", "最久"), isNumber: true),
      ],
      rows: Array(rows.prefix(shown)),
      chart: .bars(Array(totals.prefix(shown)), of: say("open", "在办")), nothing: nothing,
      more: max(rows.count - shown, 0))
  }

  /// How old what is open is.
  var ageing: Section {
    Section(
      name: "ageing", title: say("Age of open tickets", "在办工单存续时间"),
      note: say(
        "Since the report, or since it was last reopened.", "自报修或最近一次重开起算。"),
      columns: columns(
        (say("age", "时长"), false), (say("open", "在办"), true), (say("on hold", "挂起"), true)),
      rows: figures.ageing.map { age in
        let label =
          if let to = age.toDays {
            to == 1
              ? say("under a day", "不足 1 天")
              : say("\(age.fromDays) to \(to) days", "\(age.fromDays)–\(to) 天")
          } else {
            say("\(age.fromDays) days or more", "\(age.fromDays) 天以上")
          }
        return [cell(label), cell(age.tickets), cell(age.onHold)]
      }, chart: .bars(figures.ageing.map(\.tickets), of: say("open", "在办")), nothing: nothing)
  }

  /// What came in and went out.
  var flow: Section {
    var titles = columns(
      (say("day", "日期"), false), (say("reported", "报修"), true),
      (say("reopened", "重开"), true), (say("rework", "返修"), true),
      (say("completed", "完工"), true), (say("cancelled", "取消"), true),
      (say("open at its end", "日终在办"), true))
    titles[0].isWhole = true
    return Section(
      name: "flow", title: say("Day by day", "每日进出"), columns: titles,
      // The newest first: the latest days are what somebody looks for.
      rows: figures.flow.reversed().map { day in
        [
          cell(day.day.description), cell(day.submitted), cell(day.reopened), cell(day.reworked),
          cell(day.completed), cell(day.cancelled), cell(day.openAtEnd),
        ]
      }, chart: .flow(figures.flow), nothing: nothing)
  }

  /// How long things take.
  var durations: Section {
    // Only imported records leave the length of a wait unknown; most desks need no column for it.
    let hasUnknown = figures.durations.contains { $0.wall.unknown > 0 }
    var all = columns(
      (say("to", "阶段"), false), (say("n", "样本"), true), (say("unfinished", "未完成"), true),
      (say("half in", "中位数"), true), (say("nine in ten in", "90%"), true),
      (say("working time, half", "工时中位"), true), (say("nine in ten", "工时90%"), true),
      (say("net, half", "净中位"), true), (say("nine in ten", "净90%"), true))
    var short = [
      say("to", "阶段"), "n", say("open", "未完"), say("half", "中位"), "90%",
      say("work half", "工时中位"), "90%", say("net half", "净中位"), "90%",
    ]
    if hasUnknown {
      all.insert(Column(title: say("unknown", "未知"), isNumber: true), at: 3)
      short.insert(say("unk", "未知"), at: 3)
    }
    return Section(
      name: "durations", title: say("How long things take", "用时"),
      note: durationNote(hasUnknown), columns: all, shortTitles: short,
      rows: figures.durations.map { stage in
        var row = [
          cell(say(DashboardWords.of(stage.stage))), cell(stage.wall.n),
          cell(stage.wall.unfinished), cell(stage.wall.median), cell(stage.wall.p90),
          cell(stage.working.median), cell(stage.working.p90), cell(stage.net.median),
          cell(stage.net.p90),
        ]
        if hasUnknown { row.insert(cell(stage.wall.unknown), at: 3) }
        return row
      },
      chart: .bars(
        figures.durations.map { Int(clamping: ($0.wall.median?.milliseconds ?? 0) / 60_000) },
        of: say("half in", "中位数")),
      nothing: nothing)
  }

  private func durationNote(_ hasUnknown: Bool) -> String {
    let note = say(
      "Accept, arrive and complete count from the report, dispatch from acceptance, answer from "
        + "dispatch. Open tickets count as unfinished, not as done: half and nine in ten are by an "
        + "estimate over all; a dash: not so many have come so far yet. Net is without rests that "
        + "stop the clock.",
      "受理、到场、完工自报修起算，派单自受理起算，接单自派单起算。未完成的工单按“尚未完成”计入中位数与 90% "
        + "分位（生存估计）；“—”表示尚未达到。净用时不含停表的挂起。")
    guard hasUnknown else { return note }
    return note
      + say(
        " Unknown: records say that it came, but not when; where they are many, what is left is no "
          + "fair sample.",
        "未知：记录表明已发生但无时间；数量多时，其余样本不具代表性。")
  }
}
