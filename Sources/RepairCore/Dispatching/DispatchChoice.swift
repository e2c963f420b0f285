/// Where a worker who was sent stood in the ranking, and who came next: kept with the dispatch, so
/// that it can be told later why this one and not another.
public struct DispatchChoice: Hashable, Sendable {
  /// How many runners-up are kept.
  public static let runnersUpLimit = 5
  /// How many reasons an entry may have.
  static let reasonLimit = 16

  /// The place of the worker who was sent, 1 for the first; `nil` for one whom the ranking ruled out.
  public var rank: Int?
  /// How many workers could have been sent.
  public var candidates: Int
  /// What spoke for and against the worker who was sent.
  public var reasons: [DispatchReason]
  /// The best others, the best first.
  public var runnersUp: [RankedWorker]

  /// Makes a record of a choice.
  public init(
    rank: Int?, candidates: Int, reasons: [DispatchReason], runnersUp: [RankedWorker] = []
  ) {
    self.rank = rank
    self.candidates = candidates
    self.reasons = reasons
    self.runnersUp = runnersUp
  }
}

extension FieldRules {
  /// A choice that can be one, of the worker who is sent.
  func choice(
    _ choice: DispatchChoice?, of worker: PersonID
  ) throws(Refusal) -> DispatchChoice? {
    guard let choice else { return nil }
    guard choice.candidates >= 0, choice.rank.map({ $0 >= 1 && $0 <= choice.candidates }) ?? true
    else {
      throw Self.invalid("choice.rank", "must be from 1 to the number of candidates")
    }
    guard choice.runnersUp.count <= DispatchChoice.runnersUpLimit else {
      throw Self.invalid(
        "choice.runnersUp", "has more than \(DispatchChoice.runnersUpLimit) workers")
    }
    var known: [PersonID] = [worker]
    for other in choice.runnersUp {
      guard !known.contains(other.worker) else {
        throw Self.invalid("choice.runnersUp", "names \(other.worker) twice, or as the one sent")
      }
      known.append(other.worker)
    }
    for reasons in [choice.reasons] + choice.runnersUp.map(\.reasons)
    where reasons.count > DispatchChoice.reasonLimit {
      throw Self.invalid("choice.reasons", "has more than \(DispatchChoice.reasonLimit) entries")
    }
    return choice
  }
}
