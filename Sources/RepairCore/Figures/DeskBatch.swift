/// New facts of some tickets and their notices, on their way to the tickets' strips.
///
/// ```swift
/// var batch = DeskBatch()
/// let number = batch.begin(id, after: version)
/// try batch.apply(fact, toTicket: number, at: place)
/// try batch.append(number, to: &strip)
/// ```
package struct DeskBatch: Sendable {
  private var fold = DeskFold()
  /// The place of each step of the fold.
  private var places: [Int64] = []

  /// Makes a batch of nothing.
  package init() {}

  /// Makes room for a ticket.
  ///
  /// - Parameters:
  ///   - ticket: its name.
  ///   - version: the version of the last fact that its strip knows.
  /// - Returns: by which number it is known here.
  package mutating func begin(
    _ ticket: TicketID, after version: StreamVersion = .none
  ) -> Int {
    fold.begin(ticket, after: version)
  }

  /// Makes room for notices that are about no ticket; they are numbered as a ticket's are.
  package mutating func beginNotices() -> Int { fold.beginNotices() }

  /// The version of a ticket's last fact.
  package func version(ofTicket number: Int) -> StreamVersion { fold.heads[number].version }

  /// Applies a ticket's next fact.
  ///
  /// - Parameters:
  ///   - fact: what happened.
  ///   - number: to which ticket.
  ///   - place: the fact's place in the log.
  /// - Throws: ``ImpossibleHistory`` as ``DeskFold`` does; nothing has changed then.
  package mutating func apply(
    _ fact: TicketFact, toTicket number: Int, at place: Int64
  ) throws(ImpossibleHistory) {
    try fold.apply(fact, toTicket: number)
    fill(place)
  }

  /// Applies a notice's next fact to the ticket it belongs to.
  ///
  /// - Parameters:
  ///   - fact: what became of the notice.
  ///   - ordinal: which of the ticket's notices it is, from 0.
  ///   - number: the ticket.
  ///   - place: the fact's place in the log.
  package mutating func apply(
    _ fact: Fact<NoticeEvent>, ofNotice ordinal: Int, ofTicket number: Int, at place: Int64
  ) {
    fold.apply(fact, ofNotice: ordinal, toTicket: number)
    fill(place)
  }

  private mutating func fill(_ place: Int64) {
    while places.count < fold.stepCount { places.append(place) }
  }

  /// Writes what is new about a ticket at the end of its strip.
  ///
  /// - Throws: ``DamagedPack`` where the strip is not one.
  package func append(_ number: Int, to strip: inout DeskStrip) throws(DamagedPack) {
    var index = Int(fold.heads[number].first)
    var steps: [(step: DeskStep, place: Int64)] = []
    while index >= 0 {
      steps.append((fold.steps[index], places[index]))
      index = Int(fold.steps[index].next)
    }
    try strip.append(steps, fold.names)
  }
}
