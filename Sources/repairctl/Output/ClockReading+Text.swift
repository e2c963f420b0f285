import RepairCore
import RepairStore

extension ClockReading {
  /// The distance between the two times, for people.
  var distance: String { apart == .zero ? "" : apart.description }

  /// What is to be noticed, for people.
  func remark(in session: Session) -> String {
    let moved = statedAt.map { "said \(session.text($0))" }
    return (marks.map(\.rawValue) + [moved].compactMap(\.self)).joined(separator: ", ")
  }
}

extension Record {
  /// The keys that ``set(_:)`` adds for the clocks.
  static let clockKeys = ["statedAt", "apartMs", "clocks"]

  /// Adds what the two clocks say of an event.
  mutating func set(_ clocks: ClockReading?) {
    guard let clocks else { return }
    set("statedAt", .time(clocks.statedAt))
    set("apartMs", .integer(Int(clamping: clocks.apart.milliseconds)))
    set("clocks", .nonEmptyList(clocks.marks.map { .text($0.rawValue) }))
  }
}
