/// The names that occur in a log, each kept once and known by a small number.
struct NamePool: Sendable {
  /// The number of a name that is not known.
  static let none: Int32 = -1

  private(set) var names: [String] = []
  private var numbers: [Key: Int32] = [:]

  /// Names are the same when their bytes are, as identifiers are.
  private struct Key: Hashable {
    let text: String

    static func == (left: Key, right: Key) -> Bool {
      left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
      var text = text
      text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }

  /// Makes room for so many names.
  mutating func reserve(_ count: Int) {
    names.reserveCapacity(count)
    numbers.reserveCapacity(count)
  }

  /// The number of a name, a new one the first time; ``none`` where there is no name.
  mutating func number(_ name: String?) -> Int32 {
    guard let name else { return Self.none }
    let key = Key(text: name)
    if let number = numbers[key] { return number }
    let number = Int32(clamping: names.count)
    names.append(name)
    numbers[key] = number
    return number
  }

  /// The number of a name that has one.
  func existing(_ name: String) -> Int32? { numbers[Key(text: name)] }

  /// The name of a number; `nil` for ``none``.
  subscript(number: Int32) -> String? {
    let index = Int(number)
    return names.indices.contains(index) ? names[index] : nil
  }

  /// Whether the name of one number comes before that of another in byte order; none comes first.
  func precedes(_ left: Int32, _ right: Int32) -> Bool {
    guard left != right, let second = self[right] else { return false }
    guard let first = self[left] else { return true }
    return first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}
