import RepairCore

/// What the table's integers mean: the knowledge an importer has to be given.
extension ScenarioSheet {
  private static let statuses = TicketPhase.allCases
  private static let budgets = ["maintenance", "dormitory", "department", "project"]
  private static let campuses = ["北校区", "南校区", "东校区", "河滨校区"]
  private static let categories: [String] = {
    var seen: [String] = []
    for fault in ScenarioFault.all where !seen.contains(fault.category) {
      seen.append(fault.category)
    }
    return seen
  }()

  /// The meaning of the codes as a JSON document, for `repairctl import --map`.
  public static let codeMap: String = {
    let maps: [(String, [(String, String)])] = [
      ("status", statuses.enumerated().map { ("\($0.offset)", $0.element.rawValue) }),
      ("type", categories.enumerated().map { ("\($0.offset + 1)", $0.element) }),
      ("location", ScenarioPlace.codes.enumerated().map { ("\($0.offset + 101)", $0.element) }),
      ("campus", Array(zip(campuses, ScenarioCampus.codes))),
      ("fundingSources", budgets.enumerated().map { ("\($0.offset + 1)", $0.element) }),
    ]
    let objects = maps.map { name, pairs in
      "  \"\(name)\": {\n"
        + pairs.map { "    \"\($0)\": \"\($1)\"" }.joined(separator: ",\n") + "\n  }"
    }
    return "{\n" + objects.joined(separator: ",\n") + "\n}\n"
  }()

  static func status(_ phase: TicketPhase) -> String {
    statuses.firstIndex(of: phase).map(String.init) ?? ""
  }

  static func type(_ category: CategoryCode) -> String {
    categories.firstIndex(of: category.rawValue).map { String($0 + 1) } ?? ""
  }

  static func location(_ code: String?) -> String {
    ScenarioPlace.codes.firstIndex { $0 == code }.map { String($0 + 101) } ?? ""
  }

  static func campus(_ code: CampusCode) -> String {
    ScenarioCampus.codes.firstIndex(of: code.rawValue).map { campuses[$0] } ?? code.rawValue
  }

  static func budget(_ random: inout ScenarioRandom) -> String {
    String(random.weighted([(1, 60), (2, 25), (3, 10), (4, 5)]))
  }
}
