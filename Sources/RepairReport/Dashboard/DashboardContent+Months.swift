import RepairCore

extension DashboardContent {
  /// The desk at the end of each of some months.
  var byMonth: Section {
    Section(
      name: "months", title: say("Month by month", "逐月"),
      note: say(
        "Reported, done and cancelled are of the month; open and late are at its end, or now. Kept "
          + "(the promise to complete), half in, first-time fix and mean mark are of everything "
          + "until then.",
        "报修、完工、取消为当月数；在办、超时为月末（或当前）数；完工达成率、中位用时、一次修复率、均分为截至当时的累计。"),
      columns: columns(
        (say("month", "月份"), false), (say("reported", "报修"), true),
        (say("came back", "返修重开"), true), (say("done", "完工"), true),
        (say("cancelled", "取消"), true), (say("open", "在办"), true), (say("late", "超时"), true),
        (say("kept", "达成率"), true), (say("half in", "中位数"), true),
        (say("first-time fix", "一次修复"), true), (say("mean", "均分"), true)),
      shortTitles: [
        say("month", "月份"), say("reported", "报修"), say("back", "回流"), say("done", "完工"),
        say("canc.", "取消"), say("open", "在办"), say("late", "超时"), say("kept", "达成率"),
        say("half in", "中位数"), say("1st fix", "一修"), say("mean", "均分"),
      ],
      rows: months.map { month in
        [
          cell(month.month), cell(month.submitted), cell(month.cameBack), cell(month.completed),
          cell(month.cancelled), cell(month.open), cell(month.late, as: .bad),
          share(month.met, of: month.decided), cell(month.median),
          share(month.firstTimeFixed, of: month.worked), mean(month.ratingSum, of: month.rated),
        ]
      }, chart: .bars(months.map(\.open), of: say("open", "在办")), nothing: nothing)
  }

  /// The months' courses: what is drawn as a line each, and what is said behind it.
  var courses: [(title: String, values: [Int], end: String)] {
    func course(
      _ title: String, _ value: (MonthFigure) -> Int
    ) -> (title: String, values: [Int], end: String) {
      let values = months.map(value)
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      return (title, values, say("\(least) to \(most)", "\(least)–\(most)"))
    }
    return [
      course(say("reported", "报修")) { $0.submitted }, course(say("done", "完工")) { $0.completed },
      course(say("open", "在办")) { $0.open }, course(say("late", "超时")) { $0.late },
    ]
  }
}
