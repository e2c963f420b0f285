extension WorkerProfile {
  /// What the directory says of a member as somebody who could be sent.
  ///
  /// - Parameters:
  ///   - member: the member.
  ///   - moment: when the worker is to be sent.
  public init(_ member: Member, at moment: Timestamp) {
    let facts = member.workerFacts(at: moment)
    self.init(
      id: member.id, isActive: facts.isActive, isOnDuty: facts.isOnDuty, campuses: facts.campuses,
      trades: facts.trades, groups: member.groups, location: member.place?.coordinates)
  }
}
