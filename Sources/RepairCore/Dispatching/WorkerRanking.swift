/// The workers who can be sent to a ticket, the best first, and those who cannot, each with why.
///
/// ```swift
/// let ranking = WorkerRanking(of: candidates, for: ticket, at: now, under: policy)
/// let best = ranking.ranked.first
/// ```
///
/// Two workers are compared by what is known of these two, never of others: neither the order in which
/// candidates are given, nor somebody who is added or taken away, changes who of the rest comes first.
public struct WorkerRanking: Hashable, Sendable {
  /// Those who can be sent, the best first.
  public let ranked: [RankedWorker]
  /// Those who cannot, by name, with all that rules them out.
  public let excluded: [RankedWorker]

  /// Ranks candidates for a ticket.
  ///
  /// - Parameters:
  ///   - candidates: everybody who comes into question, each once.
  ///   - ticket: the ticket as it stands.
  ///   - at: the moment of the question; what counts only of late is counted back from it.
  ///   - policy: the desk's rules.
  /// - Complexity: O(n log n) in the candidates.
  public init(
    of candidates: some Sequence<Candidate>, for ticket: Ticket, at: Timestamp,
    under policy: TicketPolicy
  ) {
    let judge = CandidateJudge(ticket: ticket, at: at, policy: policy)
    var standing: [CandidateJudge.Standing] = []
    var excluded: [RankedWorker] = []
    for candidate in candidates {
      let objections = judge.objections(to: candidate)
      if objections.isEmpty {
        standing.append(judge.standing(of: candidate))
      } else {
        excluded.append(RankedWorker(worker: candidate.id, reasons: objections))
      }
    }
    standing.sort { $0.isBefore($1) }
    ranked = standing.map { RankedWorker(worker: $0.worker, reasons: $0.reasons) }
    self.excluded = excluded.sorted { $0.worker < $1.worker }
  }

  /// The record of a choice from this ranking, for the command and the event of a dispatch.
  ///
  /// - Parameter worker: who is sent; perhaps somebody whom the ranking rules out.
  /// - Returns: where the worker stands, and the best of the others.
  public func choice(of worker: PersonID) -> DispatchChoice {
    let place = ranked.firstIndex { $0.worker == worker }
    let reasons =
      place.map { ranked[$0].reasons }
      ?? excluded.first { $0.worker == worker }?.reasons ?? []
    return DispatchChoice(
      rank: place.map { $0 + 1 }, candidates: ranked.count, reasons: reasons,
      runnersUp: Array(
        ranked.lazy.filter { $0.worker != worker }.prefix(DispatchChoice.runnersUpLimit)))
  }
}
