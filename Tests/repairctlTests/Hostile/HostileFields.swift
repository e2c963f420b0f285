import RepairCore
import RepairStore

/// The texts in commands, found by looking at the values: a field that somebody adds is found too.
struct HostileFields {
  /// The texts that a field of a command had, by the command's name and the field's path.
  private(set) var texts: [String: Set<String>] = [:]
  /// The fields that were left out, by the same names, with their types.
  private(set) var absent: [String: String] = [:]
  /// The fields that were there.
  private(set) var present: Set<String> = []

  /// Looks at a command.
  mutating func add(_ envelope: CommandEnvelope) {
    let command = "\(envelope.request.kind.rawValue) \(envelope.request.name)"
    texts["\(command) actor", default: []].insert(envelope.actor)
    look(at: particulars(of: envelope.request), command)
  }

  private func particulars(of request: DeskRequest) -> Any {
    guard case .settings(.adopt(let kind, let json)) = request else { return request }
    // Settings travel as JSON; what they are is seen in what is read from it.
    let read: Any? =
      switch kind {
      case .policy: try? TicketPolicy(json: json)
      case .hotlines: try? Hotlines(json: json)
      case .targets: try? TargetPlan(json: json)
      case .notices: try? NoticeRules(json: json)
      }
    return read ?? request
  }

  private mutating func look(at value: Any, _ path: String) {
    if let text = value as? String {
      texts[path, default: []].insert(text)
    } else if let name = value as? any TextIdentifier {
      // Some names have an alphabet in which nothing of the corpus can be written.
      guard type(of: name).init("=\u{1B} b") != nil else { return }
      texts[path, default: []].insert(name.rawValue)
    } else if let template = value as? NoticeTemplate {
      texts[path, default: []].insert(template.source)
    } else {
      let mirror = Mirror(reflecting: value)
      if !mirror.children.isEmpty { present.insert(path) }
      let isEmpty = mirror.children.isEmpty
      switch mirror.displayStyle {
      case .optional where isEmpty, .collection where isEmpty, .set where isEmpty,
        .dictionary where isEmpty:
        absent[path] = "\(type(of: value))"
      case .collection, .set, .dictionary, .optional:
        for child in mirror.children { look(at: child.value, path) }
      default:
        for child in mirror.children {
          let label = child.label.map { $0.hasPrefix(".") ? "" : " \($0)" } ?? ""
          look(at: child.value, path + label)
        }
      }
    }
  }
}
