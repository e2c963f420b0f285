/// What has become of the bits, counted by what they are for.
struct BitCensus {
  private struct Count {
    var opening = 0
    var verify = 0
    var nothing = 0
    var all: Int { opening + verify + nothing }
  }

  private var counts: [PageMap.Part: Count] = [:]
  private var shown: [String] = []
  /// Where bits of nothing are for which there is no reason, a few for each part.
  private var unexplained: [PageMap.Part: [String]] = [:]
  private(set) var tried = 0

  /// Why a part of the file may say something else and nothing of the log is another.
  ///
  /// Each is about what SQLite's format leaves without a meaning for who reads.
  private static let reasons: [String: String] = {
    let free = "no content: what no cell, record or list of holes reaches"
    let writers = "the file's header: what only a writer or a cache compares or counts"
    let names =
      "the schema: kinds and names, which SQLite takes from the statement, and that is compared"
    let format =
      "the file's header: the schema's format, of which one byte is read, for orders that no index has"
    let number = "the record's own place for the row's number, which SQLite takes from the cell"
    var reasons = [
      "page: no content": free, "page: a hole": free, "overflow: no content": free,
      "page: loose bytes between cells": free, "cell: padding": free,
      "header: change counter": writers, "header: valid for": writers,
      "header: SQLite's version": writers, "header: cache size": writers,
      "header: schema cookie": writers, "header: write version": writers,
      "header: reserved": "the file's header: twenty bytes for the future",
      "header: schema format": format,
      "header: encoding": "the file's header: the encoding, of which the lowest two bits are read",
      "header: read version": "the file's header: a read version of 0, which is read as 1 is",
      "sqlite_schema, record: type of column 3":
        "the schema: a trigger's root page, of which it has none",
      "sqlite_schema, cell: row number": "the schema: its rows' numbers, which are nobody's key",
    ]
    for column in 0...2 {
      reasons["sqlite_schema, record: column \(column)"] = names
      reasons["sqlite_schema, record: type of column \(column)"] = names
    }
    for table in ["event", "event_type", "stream", "tag", "tree_tail"] {
      reasons["\(table), record: type of column 0"] = number
    }
    return reasons
  }()

  /// Takes in what has become of a bit: `o` for opening, `v` for verify, `n` for nothing, and `x` where
  /// a log that verifies shows something else than before.
  mutating func add(_ letter: UInt8, at bit: Int, of part: PageMap.Part) {
    tried += 1
    switch letter {
    case UInt8(ascii: "o"): counts[part, default: Count()].opening += 1
    case UInt8(ascii: "v"): counts[part, default: Count()].verify += 1
    case UInt8(ascii: "n"):
      counts[part, default: Count()].nothing += 1
      if reason(part) == nil {
        unexplained[part, default: []].append("\(bit / 8):\(bit % 8)")
      }
    default: shown.append("bit \(bit % 8) of byte \(bit / 8): \(part.page), \(part.what)")
    }
  }

  /// Whether there is nothing that is not known.
  var isExplained: Bool { shown.isEmpty && unexplained.isEmpty }

  private func reason(_ part: PageMap.Part) -> String? {
    Self.reasons["\(part.page), \(part.what)"] ?? Self.reasons[part.what]
  }

  /// Prints everything.
  func print() {
    Swift.print("\nBits by whose page they are on: found by opening, by verify, and of nothing.")
    table(Dictionary(grouping: counts) { $0.key.page })
    Swift.print("\nThe same by what they are for there.")
    table(Dictionary(grouping: counts) { $0.key.what })
    Swift.print("\nBits of nothing, with everything that is shown as before, and why:")
    let idle = counts.filter { $0.value.nothing > 0 }
    for (why, parts) in Dictionary(grouping: idle, by: { reason($0.key) ?? "" })
      .sorted(by: { $0.key < $1.key }) where !why.isEmpty
    {
      Swift.print("\(Self.right(parts.reduce(0) { $0 + $1.value.nothing })) \(why)")
    }
    for (part, places) in unexplained.sorted(by: { $0.value.count > $1.value.count }) {
      Swift.print(
        "UNEXPLAINED: \(places.count) of \(part.page), \(part.what), such as byte:bit "
          + places.prefix(5).joined(separator: " "))
    }
    for line in shown.prefix(50) { Swift.print("SHOWN DIFFERENTLY: \(line)") }
    let bad = unexplained.values.reduce(0) { $0 + $1.count }
    Swift.print("\nunexplained: \(bad), shown differently and not noticed: \(shown.count)")
  }

  private func table(_ groups: [String: [(key: PageMap.Part, value: Count)]]) {
    var total = Count()
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      var sum = Count()
      for count in group.map(\.value) {
        sum.opening += count.opening
        sum.verify += count.verify
        sum.nothing += count.nothing
      }
      row(name, sum)
      total.opening += sum.opening
      total.verify += sum.verify
      total.nothing += sum.nothing
    }
    row("all", total)
  }

  private func row(_ name: String, _ count: Count) {
    let numbers = [count.all, count.opening, count.verify, count.nothing].map(Self.right)
    Swift.print(numbers.joined(separator: " ") + "  " + name)
  }

  private static func right(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, 8 - text.count)) + text
  }
}
