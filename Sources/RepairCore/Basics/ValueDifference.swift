/// What is not the same in two values, field by field, for people who look for the reason.
///
/// Fields are named by their path, such as `assignment.worker`, in the order in which the type
/// declares them. The texts are for reading and are no format.
///
/// ```swift
/// for change in ValueDifference(from: before, to: after).changes { print(change) }
/// ```
public struct ValueDifference: Hashable, Sendable {
  /// One field that is not what it was.
  public struct Change: Hashable, Sendable, CustomStringConvertible {
    /// The field's path; empty where the two values are one field as a whole.
    public var field: String
    /// What it was; `nil` where there was nothing.
    public var before: String?
    /// What it is; `nil` where there is nothing.
    public var after: String?

    /// Makes a record of a change.
    public init(field: String, before: String?, after: String?) {
      self.field = field
      self.before = before
      self.after = after
    }

    /// The field, what it was and what it is, in one line.
    public var description: String {
      "\(field.isEmpty ? "" : "\(field): ")\(before ?? "–") → \(after ?? "–")"
    }
  }

  /// The fields that differ: those that were there in their old order, then those that are new.
  public let changes: [Change]

  /// Whether nothing differs.
  public var isEmpty: Bool { changes.isEmpty }

  /// Compares two values of one type.
  ///
  /// - Parameters:
  ///   - before: the one value; `nil` for nothing.
  ///   - after: the other value; `nil` for nothing.
  /// - Complexity: O(fields), list elements counted one by one.
  public init<Value>(from before: Value?, to after: Value?) {
    let old = FieldOutline(of: before as Any)
    let new = FieldOutline(of: after as Any)
    var changes: [Change] = []
    for field in old.fields {
      let text = new.texts[field.path]
      if text != field.text {
        changes.append(Change(field: field.path, before: field.text, after: text))
      }
    }
    for field in new.fields where old.texts[field.path] == nil {
      changes.append(Change(field: field.path, before: nil, after: field.text))
    }
    self.changes = changes
  }

  /// A value's fields down to the last one, each with its text.
  ///
  /// - Parameter value: any value.
  /// - Returns: paths and texts, in the order of declaration.
  public static func outline(of value: some Any) -> [(field: String, text: String)] {
    FieldOutline(of: value).fields.map { ($0.path, $0.text) }
  }
}

/// The fields of a value, flattened.
///
/// It looks at values as the debugger does, so that a new field of any type is never forgotten.
private struct FieldOutline {
  private(set) var fields: [(path: String, text: String)] = []
  private(set) var texts: [String: String] = [:]

  init(of value: Any) {
    visit(value, at: "")
  }

  private mutating func add(_ text: String, at path: String) {
    fields.append((path, text))
    texts[path] = text
  }

  private mutating func visit(_ value: Any, at path: String) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      guard let some = mirror.children.first else { return }
      let count = fields.count
      visit(some.value, at: path)
      // Something that has nothing in it is not nothing.
      if fields.count == count { add("empty", at: path) }
    case .enum:
      // What a case carries stands below the case's name.
      guard let payload = mirror.children.first, let name = payload.label else {
        add("\(value)", at: path)
        return
      }
      add(name, at: path)
      let inner = Mirror(reflecting: payload.value)
      switch inner.displayStyle {
      case .tuple: visitMembers(of: inner, at: path)
      case .struct where !(payload.value is any CustomStringConvertible):
        visit(payload.value, at: path)
      default: visit(payload.value, at: Self.path(path, Self.typeName(of: payload.value)))
      }
    case .struct where !(value is any CustomStringConvertible), .tuple:
      visitMembers(of: mirror, at: path)
    case .collection:
      for (index, element) in mirror.children.enumerated() {
        visit(element.value, at: "\(path)[\(index)]")
      }
    case .set, .dictionary:
      // Neither has an order of its own.
      let members = mirror.children.map { "\($0.value)" }.sorted()
      if !members.isEmpty { add(members.joined(separator: ", "), at: path) }
    default: add("\(value)", at: path)
    }
  }

  private mutating func visitMembers(of mirror: Mirror, at path: String) {
    for (label, value) in mirror.children {
      let name = label.flatMap { $0.hasPrefix(".") ? nil : $0 }
      visit(value, at: Self.path(path, name ?? Self.typeName(of: value)))
    }
  }

  private static func path(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  /// What a field without a name is called: after its type.
  private static func typeName(of value: Any) -> String {
    let name = "\(type(of: value))"
    return name.prefix(1).lowercased() + name.dropFirst()
  }
}
