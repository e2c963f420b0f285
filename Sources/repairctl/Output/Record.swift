import RepairCore

/// A value as results have it, whatever form they are printed in.
enum OutputValue: Equatable, Sendable {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case time(Timestamp)
  case list([OutputValue])
  case record(Record)
  /// JSON that is well-formed already, such as an event's payload.
  case json([UInt8])
}

/// The members of one result, in the order they are printed.
///
/// What is not known is not there: setting `nil` adds nothing.
struct Record: Equatable, Sendable {
  private(set) var members: [(key: String, value: OutputValue)] = []

  init() {}

  /// A record of members, without those that are `nil`.
  init(_ members: KeyValuePairs<String, OutputValue?>) {
    for (key, value) in members {
      set(key, value)
    }
  }

  /// Adds a member, unless there is nothing to add.
  mutating func set(_ key: String, _ value: OutputValue?) {
    if let value { members.append((key, value)) }
  }

  /// Gives a member that is there another value, in its place.
  mutating func replace(_ key: String, with value: OutputValue) {
    for index in members.indices where members[index].key == key { members[index].value = value }
  }

  /// Takes a member away.
  mutating func remove(_ key: String) {
    members.removeAll { $0.key == key }
  }

  /// The value of a member.
  subscript(key: String) -> OutputValue? {
    members.first { $0.key == key }?.value
  }

  static func == (left: Record, right: Record) -> Bool {
    left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
  }
}

extension OutputValue {
  /// Text that may be absent.
  static func text(_ text: String?) -> OutputValue? { text.map { .text($0) } }

  /// A whole number that may be absent.
  static func integer(_ value: Int?) -> OutputValue? { value.map { .integer($0) } }

  /// A time that may be absent.
  static func time(_ time: Timestamp?) -> OutputValue? { time.map { .time($0) } }
}
