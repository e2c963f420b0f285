extension Notice {
  /// Applies what happened.
  ///
  /// - Parameters:
  ///   - notice: the notice before, `nil` for none; afterwards the one after.
  ///   - id: its name.
  ///   - fact: what happened.
  /// - Throws: `ImpossibleHistory` for a first event that begins no notice, a second beginning, and
  ///   a gap in versions.
  public static func evolve(
    _ notice: inout Notice?, named id: NoticeID, with fact: Fact<NoticeEvent>
  ) throws(ImpossibleHistory) {
    let due = (notice?.version ?? .none).next
    guard fact.version == due else { throw impossible(id, fact, .gap(expected: due)) }
    if case .queued(let order) = fact.event {
      guard notice == nil else { throw impossible(id, fact, .secondBeginning) }
      notice = Notice(
        id: id, version: fact.version, order: order, queuedAt: fact.occurredAt,
        state: .queued(notBefore: nil), attempts: 0)
      return
    }
    guard var changed = notice else { throw impossible(id, fact, .noBeginning) }
    changed.version = fact.version
    switch fact.event {
    case .queued: break
    case .sent(let receipt):
      changed.state = .sent(at: fact.occurredAt)
      changed.attempts = changed.attempts < .max ? changed.attempts + 1 : .max
      changed.receipt = receipt
    case .failed(let reason, let retryAt):
      changed.state =
        retryAt.map { .queued(notBefore: $0) } ?? .failed(at: fact.occurredAt)
      changed.attempts = changed.attempts < .max ? changed.attempts + 1 : .max
      changed.failure = reason
    case .suppressed(let reason): changed.state = .suppressed(reason, at: fact.occurredAt)
    case .read: if changed.readAt == nil { changed.readAt = fact.occurredAt }
    }
    notice = changed
  }
}
