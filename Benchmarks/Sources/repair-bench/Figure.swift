import Foundation

/// One line of the result: what was measured, ours beside the measure it is held against.
struct Figure {
  /// What was measured.
  var name: String
  /// How ours is said, such as `1.21 M/s`.
  var ours: String
  /// How the other is said.
  var beside: String
  /// Ours against the other, where larger is better; the median of the rounds.
  var ratio: Double
  /// The ratio we hold ourselves to; the sign says whether it is a least or a most.
  var aim: Aim
  /// Ours and the other as bare numbers a second, for a script to read; where there are such.
  var numbers: (ours: Double, beside: Double)?

  /// What a ratio has to be.
  enum Aim {
    case atLeast(Double)
    case atMost(Double)
    /// Nothing is promised.
    case none
  }

  /// Whether the aim is met.
  var isMet: Bool {
    switch aim {
    case .atLeast(let least): ratio >= least
    case .atMost(let most): ratio <= most
    case .none: true
    }
  }

  var line: String {
    let goal =
      switch aim {
      case .atLeast(let least): String(format: "at least %.2f", least)
      case .atMost(let most): String(format: "at most %.2f", most)
      case .none: ""
      }
    return Self.pad(name, 44) + Self.pad(ours, 16) + Self.pad(beside, 22)
      + Self.pad(String(format: "%.2f", ratio), 8) + goal + (isMet ? "" : "  MISSED")
  }

  static let header =
    pad("what", 44) + pad("ours", 16) + pad("beside", 22) + pad("ratio", 8) + "aim"

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

/// A number of events a second, in the unit a reader compares best.
func rate(_ count: Int, in seconds: Double) -> String {
  let rate = Double(count) / max(seconds, 1e-9)
  return rate >= 1e6
    ? String(format: "%.2f M/s", rate / 1e6) : String(format: "%.1f k/s", rate / 1e3)
}

/// The middle one of some numbers.
func median(_ numbers: [Double]) -> Double {
  let sorted = numbers.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// How long something takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  inSeconds(try ContinuousClock().measure(body))
}

/// How long something takes that waits for others, in seconds.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  inSeconds(try await ContinuousClock().measure(body))
}

/// A length of time as a number.
func inSeconds(_ time: Duration) -> Double {
  Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}
