package import RepairCore

extension NewEvent {
  /// Makes a ticket's event ready for the log: type, payload and tags.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - occurredAt: when.
  ///   - actor: who did it.
  ///   - remarks: what is said beside the event.
  ///   - ticket: the ticket before; `nil` before its first event.
  ///   - command: the command it comes from; `nil` for an imported event.
  /// - Throws: ``StoreError`` with `invalidEvent` for text with NUL.
  package init(
    _ event: TicketEvent, at occurredAt: Timestamp, by actor: Actor,
    remarks: EventRemarks? = nil, before ticket: Ticket?, command: TicketCommandKind? = nil
  ) throws(StoreError) {
    self.init(
      type: TicketEventCodec.type(of: event), occurredAt: occurredAt, actor: actor.id,
      role: actor.role, onBehalfOf: actor.onBehalfOf, command: command?.rawValue,
      tags: Ticket.tags(for: event, by: actor, before: ticket),
      payload: try TicketEventCodec.encode(event, remarks: remarks))
  }
}
