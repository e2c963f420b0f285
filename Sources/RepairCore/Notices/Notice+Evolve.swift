extension Notice {
  /// Applies what happened.
  ///
  /// - Parameters:
  ///   - state: the notice before, `nil` for none; unchanged when this throws.
  ///   - name: its name.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not queue it, a later one does, or a
  ///   version is missing.
  public static func evolve(
    _ state: inout Notice?, named name: NoticeID, with fact: Fact<NoticeEvent>
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "notice \(name)", version: fact.version, event: fact.event.kind.rawValue, fault: fault)
    }
    let last = state?.version ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .queued(let order) = fact.event {
      guard state == nil else { throw impossible(.beginsAgain) }
      state = Notice(
        id: name, version: fact.version, order: order, queuedAt: fact.occurredAt,
        updatedAt: fact.occurredAt, state: .queued(notBefore: nil), attempts: 0)
    } else {
      guard state?.apply(fact) != nil else {
        throw impossible(.doesNotBegin(with: NoticeEventKind.queued.rawValue))
      }
    }
  }

  private mutating func apply(_ fact: Fact<NoticeEvent>) {
    version = fact.version
    updatedAt = fact.occurredAt
    switch fact.event {
    case .queued: break
    case .sent(let receipt):
      state = .sent(at: fact.occurredAt)
      attempts = attempts == .max ? .max : attempts + 1
      self.receipt = receipt
    case .failed(let reason, let retryAt):
      state = retryAt.map { .queued(notBefore: $0) } ?? .failed(at: fact.occurredAt)
      attempts = attempts == .max ? .max : attempts + 1
      failure = reason
    case .suppressed(let reason): state = .suppressed(reason, at: fact.occurredAt)
    case .read: if readAt == nil { readAt = fact.occurredAt }
    }
  }
}
