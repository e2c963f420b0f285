public import RepairCore

/// The workers ranked for a ticket, as of one place in the log.
public struct DispatchRanking: Hashable, Sendable {
  /// The ticket they were ranked for.
  public let ticket: Ticket
  /// The last event that the open jobs are counted up to.
  public let position: LogPosition
  /// Who can be sent, the best first, and who cannot, each with why.
  public let ranking: WorkerRanking
  /// What was known of everybody, by name.
  let profiles: [PersonID: WorkerProfile]

  /// What a decision to send a worker takes as known; open jobs are left to the log.
  func facts(of worker: PersonID) -> WorkerFacts? { profiles[worker]?.facts }

  /// Why nobody can be sent.
  var refusal: Refusal {
    var counts: [DispatchReason.Code: Int] = [:]
    for entry in ranking.excluded {
      for reason in entry.reasons { counts[reason.code, default: 0] += 1 }
    }
    let why = DispatchReason.Code.allCases.compactMap { code in
      counts[code].map { "\($0) \(code.rawValue)" }
    }
    return Refusal(
      .workerUnavailable,
      "nobody can be sent: "
        + (why.isEmpty ? "no worker is known" : why.joined(separator: ", ")),
      phase: ticket.phase)
  }
}
