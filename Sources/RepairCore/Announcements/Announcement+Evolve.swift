extension Announcement {
  /// Applies what happened.
  ///
  /// - Parameters:
  ///   - state: the announcement before, `nil` for none; unchanged when this throws.
  ///   - name: its name.
  ///   - fact: what happened next.
  /// - Throws: ``ImpossibleHistory`` when the first event does not publish it, a later one does, or a
  ///   version is missing.
  public static func evolve(
    _ state: inout Announcement?, named name: AnnouncementID, with fact: Fact<AnnouncementEvent>
  ) throws(ImpossibleHistory) {
    func impossible(_ fault: ImpossibleHistory.Fault) -> ImpossibleHistory {
      ImpossibleHistory(
        of: "announcement \(name)", version: fact.version, event: fact.event.kind.rawValue,
        fault: fault)
    }
    let last = state?.version ?? .none
    guard fact.version == last.next else { throw impossible(.gap(after: last)) }
    if case .published(let text) = fact.event {
      guard state == nil else { throw impossible(.beginsAgain) }
      state = Announcement(
        id: name, version: fact.version, updatedAt: fact.occurredAt, publishedAt: fact.occurredAt,
        publisher: fact.actor, audience: text.audience, urgency: text.urgency,
        attachments: text.attachments, title: text.title, text: text.text,
        validUntil: text.validUntil, remarks: [])
    } else {
      guard state?.apply(fact) != nil else {
        throw impossible(.doesNotBegin(with: AnnouncementEventKind.published.rawValue))
      }
    }
  }

  private mutating func apply(_ fact: Fact<AnnouncementEvent>) {
    version = fact.version
    updatedAt = fact.occurredAt
    switch fact.event {
    case .published: break
    case .amended(let title, let text, let validUntil):
      self.title = title ?? self.title
      self.text = text ?? self.text
      self.validUntil = validUntil ?? self.validUntil
    case .withdrawn(let reason): withdrawal = Withdrawal(at: fact.occurredAt, reason: reason)
    case .replied(let text): add(text, isReply: true, on: nil, fact)
    case .commented(let text, let on): add(text, isReply: false, on: on, fact)
    case .distributed(let recipients): self.recipients = recipients
    }
  }

  private mutating func add(
    _ text: String, isReply: Bool, on: Int?, _ fact: Fact<AnnouncementEvent>
  ) {
    remarks.append(
      AnnouncementRemark(
        author: fact.onBehalfOf ?? fact.actor, at: fact.occurredAt, text: text, isReply: isReply,
        on: on))
  }
}
