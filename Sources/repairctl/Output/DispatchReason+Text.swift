import RepairCore

extension DispatchReason {
  /// The fact in a few words for people.
  var text: String {
    switch code {
    case .onDuty: "on duty"
    case .dutyUnknown: "duty unknown"
    case .servesCampus: "serves the campus"
    case .repairsCategory: "repairs this"
    case .tradeUnknown: "trade unknown"
    case .preferredGroup: "preferred group \(number)"
    case .handedBack: "handed this one back \(times), last \(hours(detail)) ago"
    case .openJobs: "\(jobs)\(resting)"
    case .rated: "rated \(Self.mark(number)) by \(detail ?? 0)"
    case .fewRatings: number == 1 ? "only 1 rating" : "only \(number) ratings"
    case .distance: "\(Self.distance(number)) away"
    case .recentlySent: "sent \(times) of late"
    case .waiting: "last sent \(hours(value)) ago"
    case .neverSent: "never sent"
    case .left: "has left"
    case .offDuty: "off duty"
    case .otherCampus: "does not serve the campus"
    case .otherTrade: "does not repair this"
    case .jobLimit: "has \(jobs), the most allowed"
    case .requester: "asked for the repair"
    case .justHandedBack: "has just handed it back"
    case .hasTicket: "has the ticket"
    }
  }

  /// A mark of so many hundredths, such as 4.6.
  static func mark(_ hundredths: Int) -> String {
    let tenths = (hundredths.clampedToShow + 5) / 10
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// So many metres, in kilometres from a thousand on.
  static func distance(_ metres: Int) -> String {
    guard metres >= 1_000 else { return "\(metres) m" }
    let tenths = (metres.clampedToShow + 50) / 100
    return "\(tenths / 10).\(tenths % 10) km"
  }

  private var number: Int { value ?? 0 }
  private var jobs: String {
    switch number {
    case 0: "no open job"
    case 1: "1 open job"
    default: "\(number) open jobs"
    }
  }

  private var times: String { number == 1 ? "once" : "\(number) times" }

  private var resting: String {
    guard let detail, detail != 0 else { return "" }
    return " (\(detail) waiting)"
  }

  private func hours(_ count: Int?) -> String {
    TimeSpan.hours(Int64(clamping: count ?? 0)).description
  }

  /// The fact as programs have it.
  var record: Record {
    Record([
      "code": .text(code.rawValue), "value": .integer(value), "detail": .integer(detail),
    ])
  }
}

extension Int {
  /// Numbers from a log can be any; those that are no marks and no distances are shown as the nearest.
  fileprivate var clampedToShow: Int { Swift.min(Swift.max(0, self), 1_000_000_000) }
}
