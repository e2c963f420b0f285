import RepairCore

/// One ticket as one row, first as it should be and then as it is.
extension ScenarioSheet {
  /// A row while its fields are filled in by name.
  struct Row {
    private(set) var fields = Array(repeating: "", count: ScenarioSheet.columns.count)

    subscript(column: String) -> String {
      get { ScenarioSheet.columns.firstIndex(of: column).map { fields[$0] } ?? "" }
      set {
        if let index = ScenarioSheet.columns.firstIndex(of: column) { fields[index] = newValue }
      }
    }
  }

  static func row(of source: ScenarioTicket, standing ticket: Ticket, seed: UInt64) -> [String] {
    var random = ScenarioRandom(seed: seed, part: 0x5_4EE7_0000_0000 + UInt64(source.number))
    var row = Row()
    report(source, ticket, &row, &random)
    work(source, ticket, &row, &random)
    end(source, ticket, &row)
    spoil(&row, &random)
    return row.fields
  }

  private static func report(
    _ source: ScenarioTicket, _ ticket: Ticket, _ row: inout Row, _ random: inout ScenarioRandom
  ) {
    row["id"] = String(1_001 + source.number)
    row["teacherId"] = String(source.reporter.rawValue.drop { !$0.isNumber })
    row["type"] = type(ticket.category)
    row["status"] = status(ticket.phase)
    row["repairDate"] = local(ticket.submittedAt)
    row["address"] = ticket.place.address ?? ""
    row["location"] = location(ticket.place.code)
    row["campus"] = campus(ticket.campus)
    row["description"] = ticket.description
    let pictures = ticket.attachments.prefix(3).map {
      "https://files.example.org/old/" + ($0.sha256 ?? "").prefix(16) + ".jpg"
    }
    row["imageUrl"] = pictures.joined(separator: random.chance(700) ? "," : ";")
    if random.chance(40) {
      row["radioUrl"] = "https://files.example.org/voice/\(random.within(10_000...99_999)).mp3"
    }
    row["message"] = ticket.notes.first { !$0.isInternal }?.text ?? ""
    row["applicantName"] = ticket.contact?.name ?? ""
    row["mobile"] = ticket.contact?.phone ?? ""
    row["openid"] = ticket.contact?.openID ?? ""
    row["remarks"] = ticket.notes.first(where: \.isInternal)?.text ?? ""
    row["level"] = String(ticket.priority?.rawValue ?? 3)
    row["guarantee"] = random.chance(200) ? "1" : "2"
    row["fundingSources"] = budget(&random)
  }

  private static func work(
    _ source: ScenarioTicket, _ ticket: Ticket, _ row: inout Row, _ random: inout ScenarioRandom
  ) {
    if let sent = source.dispatchedAt, ticket.phase != .submitted, ticket.phase != .accepted {
      row["allocatedTime"] = written(sent, &random)
    }
    guard let completion = ticket.completion else { return }
    row["finishTime"] = written(completion.at, &random)
    row["reason"] = completion.work.cause ?? ""
    row["detail"] = completion.work.workDone ?? ""
    if !source.fault.parts.isEmpty, random.chance(650) {
      let first = random.pick(source.fault.parts)
      let second = random.pick(source.fault.parts)
      row["consumables"] = first == second || random.chance(600) ? first : first + "、" + second
    }
    guard case .evaluated(let evaluated) = ticket.state else { return }
    row["star"] = evaluated.evaluation.result.map { String($0.rawValue) } ?? ""
    row["evaluate"] = evaluated.evaluation.text ?? ""
    row["evaluateDate"] = local(evaluated.at)
  }

  private static func end(_ source: ScenarioTicket, _ ticket: Ticket, _ row: inout Row) {
    guard case .cancelled(let cancelled) = ticket.state else { return }
    let reasons: [CancellationKind: String] = [
      .withdrawn: "报修人取消", .declined: "不予受理", .duplicate: "重复报修",
      .cancelledByDispatcher: "管理员取消",
    ]
    row["repairCancelReason"] = cancelled.cancellation.kind.flatMap { reasons[$0] } ?? "其他"
    row["repairCancelReasonRemark"] = cancelled.cancellation.remark ?? ""
    row["repairCancelDate"] = local(cancelled.at)
  }

  // MARK: Times

  /// The table's own times: local, to the second, without a zone.
  static func local(_ time: Timestamp) -> String {
    let text = (time + .hours(8)).description
    return String(text.prefix(10) + " " + text.dropFirst(11).prefix(8))
  }

  /// A time as somebody typed it into a text field: mostly like the table's own, not always.
  private static func written(_ time: Timestamp, _ random: inout ScenarioRandom) -> String {
    let text = local(time)
    guard random.chance(240) else { return text }
    let digits = text.split { !$0.isNumber }.map(String.init)
    guard digits.count == 6 else { return text }
    let plain = digits.map { $0.hasPrefix("0") ? String($0.dropFirst()) : $0 }
    let clock = plain[3] + ":" + digits[4]
    switch random.below(6) {
    case 0: return "\(digits[0])/\(plain[1])/\(plain[2]) \(clock)"
    case 1: return "\(digits[0])-\(digits[1])-\(digits[2]) \(digits[3]):\(digits[4])"
    case 2: return "\(digits[0])年\(plain[1])月\(plain[2])日 \(plain[3])时\(plain[4])分"
    case 3: return digits.joined()
    case 4: return "\(digits[0]).\(plain[1]).\(plain[2]) \(clock)"
    default: return "\(digits[0])-\(digits[1])-\(digits[2])T\(digits[3]):\(digits[4]):\(digits[5])"
    }
  }
}
