import RepairCore

extension TicketLog {
  /// The event that a command answers, where it can only be an answer: the request it grants or refuses,
  /// the question, the offer, the job.
  ///
  /// - Parameters:
  ///   - command: what is asked of the ticket.
  ///   - id: the ticket's name.
  /// - Returns: the event's id; `nil` for a command that answers nothing.
  /// - Throws: ``StoreError``; `ImpossibleHistory` for a stream that cannot be a ticket's.
  /// - Complexity: O(events of the ticket) for an answer.
  func event(answeredBy command: TicketCommand, of id: TicketID) throws -> ULID? {
    guard command.isAnswer else { return nil }
    var found: ULID?
    try scan(id, at: .now, asKnownAt: nil) { row, reader in
      // The last one counts: an earlier request was answered, or has been made anew.
      if try command.answers(reader.fact(of: row).event) { found = try row.id }
    }
    return found
  }
}

extension TicketCommand {
  /// Whether it only makes sense after something that it answers.
  fileprivate var isAnswer: Bool {
    switch self {
    case .approveExtension, .refuseExtension, .refuseCancellation, .giveInformation, .acceptQuote,
      .refuseQuote, .acknowledge, .reject:
      true
    default: false
    }
  }

  /// Whether it answers what an event asked.
  fileprivate func answers(_ event: TicketEvent) -> Bool {
    switch (self, event) {
    case (.approveExtension, .extensionRequested), (.refuseExtension, .extensionRequested),
      (.refuseCancellation, .cancellationRequested), (.giveInformation, .held):
      true
    case (.acceptQuote(let number), .quoteMade(let made, _)),
      (.refuseQuote(let number, _), .quoteMade(let made, _)):
      number == made
    case (.acknowledge, .workerDispatched), (.acknowledge, .workHandedOver),
      (.reject, .workerDispatched), (.reject, .workHandedOver):
      true
    case (.acknowledge, .reworkRequested(_, _, _, let assignment)),
      (.reject, .reworkRequested(_, _, _, let assignment)):
      assignment != nil
    default: false
    }
  }
}
