/// The names of one object, to find the one that stands there twice.
struct JSONNameSet {
  private var few: [JSONReader.Slice] = []
  private var many: Set<String> = []

  /// Adds a name, or answers `false` when it is there.
  mutating func insert(_ name: JSONReader.Slice) -> Bool {
    // Comparing with each is quickest for the few an object has; a hostile one has thousands.
    if few.count < 48 {
      guard !few.contains(where: { $0.isSame(as: name) }) else { return false }
      few.append(name)
      return true
    }
    if many.isEmpty { many = Set(few.map(\.text)) }
    return many.insert(name.text).inserted
  }
}
