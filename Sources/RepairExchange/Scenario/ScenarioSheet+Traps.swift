import RepairCore

/// What is wrong in real tables. Each fault is rare, and a row may have more than one.
extension ScenarioSheet {
  /// Texts that stand where a time should.
  private static let notTimes = ["明天上午", "已派", "3月初", "待定", "周三下午", "上午10点", "下周", "２０２６年春"]

  static func spoil(_ row: inout Row, _ random: inout ScenarioRandom) {
    spoilTimes(&row, &random)
    spoilCodes(&row, &random)
    contradict(&row, &random)
    spoilTexts(&row, &random)
  }

  private static func spoilTimes(_ row: inout Row, _ random: inout ScenarioRandom) {
    for column in ["allocatedTime", "finishTime"] where !row[column].isEmpty {
      switch random.below(1_000) {
      case 0..<12: row[column] = random.pick(notTimes)
      case 12..<22: row[column] = String(row[column].prefix(10))
      default: break
      }
    }
    // What an old database writes for no date at all.
    if row["repairCancelDate"].isEmpty, random.chance(6) {
      row["repairCancelDate"] = "0000-00-00 00:00:00"
    }
    if random.chance(2) { row["repairDate"] = "" }
  }

  private static func spoilCodes(_ row: inout Row, _ random: inout ScenarioRandom) {
    switch random.below(1_000) {
    case 0..<3: row["status"] = random.pick(["9", "-1", "已完成"])
    case 3..<8: row["type"] = random.pick(["99", "0", ""])
    case 8..<12: row["location"] = random.pick(["777", "0"])
    case 12..<15: row["fundingSources"] = "8"
    case 15..<17: row["campus"] = "老校区"
    case 17..<19: row["level"] = random.pick(["0", "高"])
    case 19..<22: row["guarantee"] = random.pick(["3", "保修"])
    case 22..<25: if !row["star"].isEmpty { row["star"] = random.pick(["0", "6", "5星"]) }
    default: break
    }
  }

  private static func contradict(_ row: inout Row, _ random: inout ScenarioRandom) {
    switch random.below(1_000) {
    case 0..<9:
      // Finished before anybody was sent.
      if !row["finishTime"].isEmpty {
        (row["allocatedTime"], row["finishTime"]) = (row["finishTime"], row["allocatedTime"])
      }
    case 9..<16:
      if !row["evaluateDate"].isEmpty { row["finishTime"] = "" }
    case 16..<24:
      if !row["finishTime"].isEmpty {
        row["repairCancelReason"] = "报修人取消"
        row["repairCancelDate"] =
          row["evaluateDate"].isEmpty ? row["repairDate"] : row["evaluateDate"]
      }
    case 24..<28:
      // A rating with a date and no mark.
      if !row["star"].isEmpty { row["star"] = "" }
    case 28..<31: if !row["finishTime"].isEmpty { row["status"] = status(.submitted) }
    default: break
    }
  }

  private static func spoilTexts(_ row: inout Row, _ random: inout ScenarioRandom) {
    switch random.below(1_000) {
    case 0..<20: row["description"] += "\n联系时间：18:00以后"
    case 20..<26: row["description"] = "=" + row["description"]
    case 26..<30: row["message"] = random.pick(["@宿管 麻烦看一下", "+1", "-", "=SUM(A1:A9)"])
    case 30..<42: row["description"] += "（\"急\", 谢谢）"
    case 42..<60: row["address"] += "  "
    case 60..<66: if !row["applicantName"].isEmpty { row["applicantName"] += " " }
    case 66..<72: row["remarks"] = "NULL"
    case 72..<80:
      if !row["mobile"].isEmpty { row["mobile"] = "+86 " + row["mobile"] }
    case 80..<84: row["detail"] += "\r\n已拍照"
    default: break
    }
  }
}
