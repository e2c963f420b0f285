extension DeskTally {
  /// The numbers that are only counted, in the order they are packed in.
  private static let counts: [any WritableKeyPath<DeskTally, Int> & Sendable] = [
    \.tickets, \.counted, \.freeText, \.work.n, \.work.firstTimeFixed, \.work.reworkedTickets,
    \.work.reworks, \.work.reopenedTickets, \.work.reopenings, \.work.hurries, \.handBacks.count,
    \.handBacks.tickets, \.handBacks.pingPong, \.ratings.n, \.ratings.rated,
    \.ratings.confirmedByDefault, \.ratings.unconfirmed, \.gapBases.accepted,
    \.gapBases.withWorker, \.gapBases.done,
  ]

  private static let targetCounts: [any WritableKeyPath<TargetFigure, Int> & Sendable] = [
    \.met, \.missed, \.dropped,
  ]

  private static let workerCounts: [any WritableKeyPath<WorkerFigure, Int> & Sendable] = [
    \.assignments, \.handedBack, \.completed, \.reworked, \.firstVisits, \.firstTimeFixed, \.rated,
    \.ratingSum,
  ]

  private static let materialCounts: [any WritableKeyPath<MaterialRow, Int> & Sendable] = [
    \.issued, \.used, \.returned, \.writtenOff,
  ]

  private static let noticeCounts: [any WritableKeyPath<NoticeFigure, Int> & Sendable] = [
    \.n, \.queued, \.sent, \.failed, \.suppressed, \.read, \.failures,
  ]

  private static let dayCounts: [any WritableKeyPath<FlowTally.Day, Int> & Sendable] = [
    \.submitted, \.reopened, \.reworked, \.completed, \.cancelled,
  ]

  private static let marks: [any WritableKeyPath<DeskTally, MarkFigure> & Sendable] = [
    \.ratings.result, \.ratings.efficiency, \.ratings.attitude,
  ]

  /// The lists a ticket can be on that is settled.
  private static let settledLists: [TicketListKind] = [.ratedLow]

  /// What settled tickets come to, in bytes.
  ///
  /// Only what settled tickets can change is in them: lengths in order, each as the difference to
  /// the one before, the faults of places in order, all days, and sums.
  ///
  /// - Complexity: O(n) in the lengths.
  func packed() -> [UInt8] {
    var pack = PackedWriter()
    pack.add(count: names.names.count)
    for name in names.names { pack.add(name) }
    pack.add(weight)
    for count in Self.counts { pack.add(tally: self[keyPath: count]) }
    for mark in Self.marks { for count in self[keyPath: mark].counts { pack.add(tally: count) } }
    for target in targets { pack.add(target, Self.targetCounts) }
    for stage in durations {
      for sample in [stage.wall, stage.working, stage.net] { pack.add(sample) }
    }
    for hold in holds {
      pack.add(hold.sample)
      pack.add(signed: hold.total)
      pack.add(signed: hold.working)
    }
    for tally in faults { pack.add(tally) }
    for kind in Self.settledLists { pack.add(lists[kind.place]) }
    pack.add(count: flow.days.count)
    for (day, counts) in flow.days.sorted(by: { $0.key < $1.key }) {
      pack.add(signed: day)
      pack.add(counts, Self.dayCounts)
    }
    packDictionaries(into: &pack)
    return pack.bytes
  }

  private func packDictionaries(into pack: inout PackedWriter) {
    pack.add(count: outcomes.count)
    for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) {
      pack.add(signed: Int64(outcome))
      pack.add(tally: count)
    }
    for tally in [reworkReasons, reopenReasons] {
      pack.add(count: tally.counts.count)
      for (name, count) in tally.counts.sorted(by: { $0.key < $1.key }) {
        pack.add(name: name)
        pack.add(tally: count)
      }
    }
    for tally in [handBackRows, cancellations] {
      pack.add(count: tally.counts.count)
      for (mention, count) in tally.counts.sorted(by: {
        ($0.key.worker, $0.key.reason) < ($1.key.worker, $1.key.reason)
      }) {
        pack.add(signed: Int64(mention.worker))
        pack.add(name: mention.reason)
        pack.add(tally: count)
      }
    }
    pack.add(count: workers.count)
    for (name, worker) in workers.sorted(by: { $0.key < $1.key }) {
      pack.add(name: name)
      pack.add(worker, Self.workerCounts)
    }
    pack.add(count: materials.count)
    for (name, material) in materials.sorted(by: { $0.key < $1.key }) {
      pack.add(name: name)
      pack.add(tally: material.tickets)
      pack.add(material, Self.materialCounts)
    }
    pack.add(count: costs.count)
    for (key, cost) in costs.sorted(by: {
      ($0.key.funding, $0.key.currency) < ($1.key.funding, $1.key.currency)
    }) {
      pack.add(name: key.funding)
      pack.add(name: key.currency)
      pack.add(tally: cost.tickets)
      pack.add(signed: cost.amount)
      pack.add(signed: cost.requester)
    }
    for kind in GapFigure.Kind.allCases { pack.add(tally: gaps[kind] ?? 0) }
    pack.add(count: notices.count)
    for (key, notice) in notices.sorted(by: {
      ($0.key.rule, $0.key.channel) < ($1.key.rule, $1.key.channel)
    }) {
      pack.add(name: key.rule)
      pack.add(name: key.channel)
      pack.add(notice, Self.noticeCounts)
    }
  }

  /// Begins with what settled tickets came to.
  ///
  /// - Parameters:
  ///   - request: what is asked; its plan, calendar, zone and campus must be those the bytes were
  ///     made with.
  ///   - packed: what ``packed()`` made.
  /// - Throws: ``DamagedPack`` for bytes that are not that.
  init(_ request: FiguresRequest, packed: PackedReader) throws(DamagedPack) {
    self.init(request, names: NamePool())
    var pack = packed
    let nameCount = try pack.length()
    names.reserve(nameCount)
    for index in 0..<nameCount {
      let name = try pack.text()
      // Two numbers for one name would be counted apart.
      guard names.number(name) == index else { throw pack.damage }
    }
    weight = try pack.number()
    for count in Self.counts { self[keyPath: count] = try pack.tally() }
    for mark in Self.marks {
      for place in 0..<5 { self[keyPath: mark].counts[place] = try pack.tally() }
    }
    for index in targets.indices { try pack.read(&targets[index], Self.targetCounts) }
    for index in durations.indices {
      durations[index].wall = try pack.sample()
      durations[index].working = try pack.sample()
      durations[index].net = try pack.sample()
    }
    for index in holds.indices {
      holds[index].sample = try pack.sample()
      holds[index].total = try pack.signed()
      holds[index].working = try pack.signed()
    }
    for index in faults.indices { faults[index] = try pack.faults(names) }
    for kind in Self.settledLists { lists[kind.place] = try pack.list() }
    for _ in 0..<(try pack.length()) {
      let day = try pack.bounded()
      var counts = FlowTally.Day()
      try pack.read(&counts, Self.dayCounts)
      flow.add(counts, on: day)
    }
    try readDictionaries(from: &pack)
    guard pack.isAtEnd else { throw pack.damage }
  }

  private mutating func readDictionaries(from pack: inout PackedReader) throws(DamagedPack) {
    for _ in 0..<(try pack.length()) {
      outcomes[Int(try pack.bounded())] = try pack.tally()
    }
    for _ in 0..<(try pack.length()) { reworkReasons.add(try pack.name(names), try pack.tally()) }
    for _ in 0..<(try pack.length()) { reopenReasons.add(try pack.name(names), try pack.tally()) }
    for _ in 0..<(try pack.length()) {
      handBackRows.add(try pack.mention(names), try pack.tally())
    }
    for _ in 0..<(try pack.length()) {
      cancellations.add(try pack.mention(names), try pack.tally())
    }
    for _ in 0..<(try pack.length()) {
      let name = try pack.name(names)
      var figure = worker(name)
      try pack.read(&figure, Self.workerCounts)
      workers[name] = figure
    }
    for _ in 0..<(try pack.length()) {
      let name = try pack.name(names)
      var row = MaterialRow(name: names[name])
      row.tickets = try pack.tally()
      for count in Self.materialCounts { row[keyPath: count] = Int(clamping: try pack.signed()) }
      materials[name] = row
    }
    for _ in 0..<(try pack.length()) {
      let key = CostTally.Key(funding: try pack.name(names), currency: try pack.name(names))
      var cost = CostTally()
      cost.tickets = try pack.tally()
      cost.amount = try pack.signed()
      cost.requester = try pack.signed()
      costs[key] = cost
    }
    for kind in GapFigure.Kind.allCases { gaps[kind] = try pack.tally() }
    for _ in 0..<(try pack.length()) {
      let key = NoticeKey(rule: try pack.name(names), channel: try pack.name(names))
      var figure = NoticeFigure(rule: names[key.rule] ?? "", channel: names[key.channel] ?? "")
      try pack.read(&figure, Self.noticeCounts)
      notices[key] = figure
    }
  }
}

extension TicketListKind {
  /// The place of the list among all.
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension PackedWriter {
  fileprivate mutating func add(name: Int32) { add(UInt64(Int64(name) + 1)) }

  fileprivate mutating func add(tally: Int) { add(signed: Int64(tally)) }

  fileprivate mutating func add<Value>(
    _ value: Value, _ counts: [any WritableKeyPath<Value, Int> & Sendable]
  ) {
    for count in counts { add(tally: value[keyPath: count]) }
  }

  fileprivate mutating func add(_ sample: SurvivalSample) {
    add(ascending: sample.finished.sorted())
    add(ascending: sample.unfinished.sorted())
    add(count: sample.unknown)
  }

  fileprivate mutating func add(_ tally: RepeatTally) {
    let faults = tally.faults.sorted()
    add(count: faults.count)
    var last = RepeatTally.Fault(name: 0, category: NamePool.none, at: 0)
    for fault in faults {
      add(UInt64(fault.name - last.name))
      add(name: fault.category)
      let isSame = fault.name == last.name && fault.category == last.category
      add(signed: isSame ? fault.at - last.at : fault.at)
      last = fault
    }
  }

  fileprivate mutating func add(_ list: ListTally) {
    let entries = list.entries.sorted()
    add(ascending: entries.map(\.key))
    for entry in entries { add(count: entry.number) }
  }
}

extension PackedReader {
  /// Reads how often something was counted; a damaged log can make it less than never.
  fileprivate mutating func tally() throws(DamagedPack) -> Int {
    guard let count = Int32(exactly: try bounded()) else { throw damage }
    return Int(count)
  }

  fileprivate mutating func name(_ names: NamePool) throws(DamagedPack) -> Int32 {
    let number = try count()
    guard number <= names.names.count else { throw damage }
    return Int32(clamping: number - 1)
  }

  fileprivate mutating func mention(_ names: NamePool) throws(DamagedPack) -> TicketLife.Mention {
    guard let worker = Int32(exactly: try bounded()) else { throw damage }
    return TicketLife.Mention(worker: worker, reason: try name(names))
  }

  fileprivate mutating func read<Value>(
    _ value: inout Value, _ counts: [any WritableKeyPath<Value, Int> & Sendable]
  ) throws(DamagedPack) {
    for count in counts { value[keyPath: count] = try tally() }
  }

  fileprivate mutating func sample() throws(DamagedPack) -> SurvivalSample {
    var sample = SurvivalSample()
    sample.finished = SortedBag(sorted: try ascending())
    sample.unfinished = SortedBag(sorted: try ascending())
    sample.unknown = try count()
    return sample
  }

  fileprivate mutating func faults(_ names: NamePool) throws(DamagedPack) -> RepeatTally {
    let count = try length()
    var faults: [RepeatTally.Fault] = []
    faults.reserveCapacity(count)
    var last = RepeatTally.Fault(name: 0, category: NamePool.none, at: 0)
    for _ in 0..<count {
      let name = Int(last.name) + (try self.count())
      guard name < names.names.count else { throw damage }
      let category = try self.name(names)
      let time = try bounded()
      let isSame = name == Int(last.name) && category == last.category
      let fault = RepeatTally.Fault(
        name: Int32(clamping: name), category: category, at: isSame ? last.at + time : time)
      guard fault >= last || faults.isEmpty, fault.at.magnitude <= UInt64(Self.limit) else {
        throw damage
      }
      faults.append(fault)
      last = fault
    }
    return RepeatTally(faults: SortedBag(sorted: faults))
  }

  fileprivate mutating func list() throws(DamagedPack) -> ListTally {
    let keys = try ascending()
    var entries: [ListTally.Entry] = []
    entries.reserveCapacity(keys.count)
    for key in keys {
      let entry = ListTally.Entry(key: key, number: try count())
      guard entries.last.map({ $0 <= entry }) ?? true else { throw damage }
      entries.append(entry)
    }
    return ListTally(entries: SortedBag(sorted: entries))
  }
}
