import RepairCore

/// Whose turn it is among notices that are sent several at once: whoever is told several things is
/// told them one after the other, in the order they were queued.
///
/// Otherwise the text about the worker who handed a job back could come after the one about who is
/// coming instead.
struct NoticeTurns {
  /// What was not taken yet, in order.
  private(set) var left: [NoticeID]
  private var busy: Set<NoticeRecipient> = []

  init(_ notices: [NoticeID]) {
    left = notices
  }

  /// Takes the first notice whose recipient is not being told anything; `nil` when there is none.
  mutating func next() -> NoticeID? {
    let index = left.firstIndex { notice in
      notice.recipient.map { !busy.contains($0) } ?? true
    }
    guard let index else { return nil }
    let notice = left.remove(at: index)
    if let recipient = notice.recipient { busy.insert(recipient) }
    return notice
  }

  /// Ends the turn of a notice that was sent, or was not.
  mutating func end(_ notice: NoticeID) {
    if let recipient = notice.recipient { busy.remove(recipient) }
  }
}
