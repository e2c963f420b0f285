import RepairCore

/// A value as Swift source: an expression that makes it again.
///
/// It looks at values as the debugger does, so that an event of any kind can be written down. Types
/// that are made by a check are written by the helpers of this library.
struct SwiftSource {
  /// How long a line may be.
  static let width = 100

  /// An expression, before it is laid out.
  indirect enum Expression {
    case word(String)
    case call(String, [(label: String?, value: Expression)])
    case list([Expression])

    /// The expression on one line.
    var line: String {
      switch self {
      case .word(let text): text
      case .call(let head, let arguments):
        "\(head)(\(arguments.map { Self.line($0) }.joined(separator: ", ")))"
      case .list(let elements): "[\(elements.map(\.line).joined(separator: ", "))]"
      }
    }

    /// Whether making the value again can fail, as all names and numbers within limits can.
    var isChecked: Bool {
      switch self {
      case .word(let text): text.hasPrefix(".") && text.contains("(") && !Self.isSpan(text)
      case .call(_, let arguments): arguments.contains { $0.value.isChecked }
      case .list(let elements): elements.contains(where: \.isChecked)
      }
    }

    private static func isSpan(_ text: String) -> Bool {
      [".days(", ".hours(", ".minutes("].contains { text.hasPrefix($0) }
    }

    private static func line(_ argument: (label: String?, value: Expression)) -> String {
      (argument.label.map { "\($0): " } ?? "") + argument.value.line
    }

    /// The expression on as many lines as it needs.
    ///
    /// - Parameters:
    ///   - indent: how far its own lines stand in.
    ///   - column: where it begins.
    ///   - tail: how many characters must follow it on its last line.
    /// - Returns: the lines, the first without its indent.
    func text(indent: Int, column: Int, tail: Int) -> String {
      if column + line.count + tail <= SwiftSource.width { return line }
      let inner = String(repeating: " ", count: indent + 2)
      switch self {
      case .word(let text): return text
      case .call(let head, let arguments):
        let lines = arguments.enumerated().map { index, argument in
          let label = argument.label.map { "\($0): " } ?? ""
          let after = index < arguments.count - 1 ? 1 : 1 + tail
          return inner + label
            + argument.value.text(
              indent: indent + 2, column: indent + 2 + label.count, tail: after)
        }
        return "\(head)(\n\(lines.joined(separator: ",\n")))"
      case .list(let elements):
        // One element alone has no comma behind it.
        let end = elements.count == 1 ? "\n" : ",\n"
        let lines = elements.map {
          inner + $0.text(indent: indent + 2, column: indent + 2, tail: 1) + end
        }
        return "[\n\(lines.joined())\(String(repeating: " ", count: indent))]"
      }
    }

    /// The expression with a closure behind it.
    func text(indent: Int, column: Int, before closure: String) -> String {
      let text = text(indent: indent, column: column, tail: closure.count + 1)
      guard text.contains("\n"), text.hasSuffix(")") else { return "\(text) \(closure)" }
      return "\(text.dropLast())\n\(String(repeating: " ", count: indent))) \(closure)"
    }
  }

  /// Fields whose text is a code or a hash and not somebody's words.
  private static let codes: Set<String> = ["code", "sha256", "mediaType", "kind", "format"]
  /// Fields that an initialiser wants even where there is nothing.
  private static let required: [String: Set<String>] = [
    "WorkerDispatch": ["worker"], "TicketCancellation": ["kind"],
    "TicketEvaluation": ["result", "efficiency"], "DispatchChoice": ["rank"],
  ]

  /// Whether people's words are written as they are.
  let isVerbatim: Bool
  /// What stands in place of words that were written before, so that the same stay the same.
  private var placeholders: [String: String] = [:]

  init(isVerbatim: Bool) {
    self.isVerbatim = isVerbatim
  }

  /// Writes a value.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - field: the field it stands in, which says whether a text is somebody's words.
  /// - Returns: the expression.
  mutating func expression(of value: Any, in field: String? = nil) -> Expression {
    if let word = word(of: value, in: field) { return .word(word) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      return mirror.children.first.map { expression(of: $0.value, in: field) } ?? .word("nil")
    case .enum: return enumeration(value, mirror)
    case .collection: return .list(mirror.children.map { expression(of: $0.value, in: field) })
    case .set:
      let elements = mirror.children.map { expression(of: $0.value, in: field) }
      return .list(elements.sorted { $0.line < $1.line })
    case .struct where value is DispatchReason:
      let members = members(of: mirror, asked: [])
      return .call("DispatchReason", members.map { (nil, $0.value) })
    case .struct:
      let type = "\(type(of: value))"
      let members = members(of: mirror, asked: Self.required[type] ?? [])
      // The testing library has an attachment of its own.
      return .call(type == "Attachment" ? "RepairCore.Attachment" : type, members)
    default: return .word("\(value)")
    }
  }

  private mutating func enumeration(_ value: Any, _ mirror: Mirror) -> Expression {
    guard let payload = mirror.children.first, let name = payload.label else {
      return .word(".\(value)")
    }
    let inner = Mirror(reflecting: payload.value)
    guard inner.displayStyle == .tuple else {
      return .call(".\(name)", [(nil, expression(of: payload.value, in: name))])
    }
    return .call(
      ".\(name)",
      inner.children.map { label, value in
        let label = label.flatMap { $0.hasPrefix(".") ? nil : $0 }
        return (label, expression(of: value, in: label))
      })
  }

  /// The members of a structure, without those that are nothing and need not be said.
  private mutating func members(
    of mirror: Mirror, asked: Set<String>
  ) -> [(label: String?, value: Expression)] {
    var members: [(label: String?, value: Expression)] = []
    for (label, value) in mirror.children {
      let written = expression(of: value, in: label)
      let isNothing = written.line == "nil" || written.line == "[]"
      if isNothing, let label, !asked.contains(label), Self.mayBeLeftOut(value) { continue }
      members.append((label, written))
    }
    return members
  }

  private static func mayBeLeftOut(_ value: Any) -> Bool {
    // Reasons are the one list that an initialiser always wants; empty lists are of any type.
    type(of: value) != [DispatchReason].self
  }

  /// A value that is written as one word.
  private mutating func word(of value: Any, in field: String?) -> String? {
    switch value {
    case let text as String: return Self.literal(shown(text, in: field))
    case let time as Timestamp: return ".time(\(Self.literal("\(time)")))"
    case let span as TimeSpan: return Self.span(span)
    case let name as any TextIdentifier: return ".named(\(Self.literal(name.rawValue)))"
    case let number as any NumberedValue: return ".number(\(number))"
    case let amount as Money:
      return ".amount(\(amount.minorUnits), \(Self.literal(amount.currency)))"
    case let point as Coordinates:
      return ".point(latitudeE6: \(point.latitudeE6), longitudeE6: \(point.longitudeE6))"
    case let window as VisitWindow:
      return ".between(.time(\(Self.literal("\(window.from)"))), "
        + "and: .time(\(Self.literal("\(window.to)"))))"
    default: return nil
    }
  }

  private static func span(_ span: TimeSpan) -> String {
    let count = span.milliseconds
    for (name, size) in [("days", 86_400_000), ("hours", 3_600_000), ("minutes", 60_000)]
    where count % Int64(size) == 0 {
      return ".\(name)(\(count / Int64(size)))"
    }
    return "TimeSpan(milliseconds: \(count))"
  }

  /// A text as it may be shown: what people wrote is nobody else's business.
  private mutating func shown(_ text: String, in field: String?) -> String {
    if isVerbatim || field.map(Self.codes.contains) == true { return text }
    if let known = placeholders[text] { return known }
    let placeholder = "\(field ?? "text") \(placeholders.count + 1)"
    placeholders[text] = placeholder
    return placeholder
  }

  /// A text as a literal in which nothing acts: no quote ends it, no character turns its line around.
  static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\\(scalar)"
      case "\n": literal += "\\n"
      // Fillers are letters that nobody sees.
      case _ where scalar.properties.isDefaultIgnorableCodePoint:
        literal += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
          .paragraphSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
          literal += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: literal.unicodeScalars.append(scalar)
        }
      }
    }
    return literal + "\""
  }
}
