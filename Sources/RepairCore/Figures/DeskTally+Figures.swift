extension DeskTally {
  /// The figures of all tickets that were added.
  ///
  /// - Parameter reference: looks a ticket up for a list.
  /// - Returns: the figures.
  func finished(_ reference: (Int) -> TicketReference?) -> DeskFigures {
    let limit = min(max(request.rows, 0), FiguresRequest.rowLimit)
    return DeskFigures(
      at: request.at, campus: request.campus, since: request.since, zone: request.zone.name,
      minimumCount: request.minimumCount, tickets: tickets, counted: counted,
      backlog: backlogRows(), ageing: ageing, flow: flow.finished(request), durations: stageRows(),
      targets: targets, work: workFigure(), handBacks: handBackFigure(), holds: holdRows(),
      load: loadFigure(), ratings: ratings, repeats: repeatRows(), materials: materialFigure(),
      costs: costRows(), cancellations: cancellationRows(), gaps: gapRows(),
      notices: noticeRows(),
      lists: zip(TicketListKind.allCases, lists).map { kind, list in
        TicketListFigure(
          kind: kind, total: list.count,
          tickets: list.first(limit).compactMap(reference))
      })
  }

  /// The tickets that the lists will show.
  func listed() -> [Int] {
    let limit = min(max(request.rows, 0), FiguresRequest.rowLimit)
    return lists.flatMap { $0.first(limit) }
  }

  private func backlogRows() -> [BacklogFigure] {
    let order = TicketPhase.allCases
    return backlog.values.sorted { left, right in
      guard left.campus == right.campus else { return left.campus < right.campus }
      return (order.firstIndex(of: left.phase) ?? 0) < (order.firstIndex(of: right.phase) ?? 0)
    }
  }

  private func stageRows() -> [StageFigure] {
    zip(DeskStage.allCases, durations).map { stage, tally in
      StageFigure(
        stage: stage, wall: tally.wall.figure(), working: tally.working.figure(),
        net: tally.net.figure())
    }
  }

  private func workFigure() -> WorkFigure {
    var figure = work
    // What nobody said comes last.
    figure.outcomes = (Array(Outcome.allCases.map { $0 }) + [nil]).compactMap { outcome in
      let count = outcomes[outcome.map { Int($0.order) } ?? -1] ?? 0
      return count == 0 ? nil : OutcomeFigure(outcome: outcome, tickets: count)
    }
    figure.reworkReasons = reasonRows(reworkReasons)
    figure.reopenReasons = reasonRows(reopenReasons)
    return figure
  }

  private func reasonRows(_ counts: CountTally<Int32>) -> [ReasonFigure] {
    cut(counts.sorted(by: names.precedes)).map {
      ReasonFigure(reason: names[$0.key], count: $0.count)
    }
  }

  private func precedes(_ left: TicketLife.Mention, _ right: TicketLife.Mention) -> Bool {
    left.worker != right.worker
      ? names.precedes(left.worker, right.worker) : names.precedes(left.reason, right.reason)
  }

  private func handBackFigure() -> HandBackFigure {
    var figure = handBacks
    let rows = handBackRows.sorted(by: precedes)
    figure.total = rows.count
    figure.rows = cut(rows).map {
      HandBackRow(worker: names[$0.key.worker], reason: names[$0.key.reason], count: $0.count)
    }
    return figure
  }

  private func holdRows() -> [HoldFigure] {
    zip(HoldReason.allCases, holds).compactMap { reason, tally in
      let duration = tally.sample.figure()
      guard duration.n > 0 else { return nil }
      return HoldFigure(
        reason: reason, duration: duration, total: TimeSpan(milliseconds: tally.total),
        working: TimeSpan(milliseconds: tally.working))
    }
  }

  private func repeatRows() -> [RepeatFigure] {
    zip(RepeatFigure.Kind.allCases, faults).map { kind, tally in
      let (total, rows) = tally.finished(kind, atLeast: request.minimumCount, names)
      return RepeatFigure(kind: kind, total: total, rows: cut(rows))
    }
  }

  private func materialFigure() -> MaterialFigure {
    let rows = materials.filter { $0.value.tickets != 0 }.sorted { left, right in
      left.value.used != right.value.used
        ? left.value.used > right.value.used : names.precedes(left.key, right.key)
    }
    return MaterialFigure(
      rows: cut(rows.map(\.value)), total: rows.count, freeText: freeText)
  }

  private func costRows() -> [CostFigure] {
    costs.filter { $0.value.tickets != 0 }.sorted { left, right in
      left.key.funding != right.key.funding
        ? names.precedes(left.key.funding, right.key.funding)
        : names.precedes(left.key.currency, right.key.currency)
    }.map { key, tally in
      CostFigure(
        funding: names[key.funding], currency: names[key.currency] ?? "", tickets: tally.tickets,
        amount: tally.amount, requester: tally.requester, isExact: tally.isExact)
    }
  }

  private func cancellationRows() -> [CancellationFigure] {
    // Here the first of the two is the number of a kind and not of a name.
    cancellations.sorted { left, right in
      left.worker != right.worker
        ? left.worker < right.worker : names.precedes(left.reason, right.reason)
    }.map {
      CancellationFigure(
        kind: CancellationKind(order: $0.key.worker), reason: names[$0.key.reason],
        tickets: $0.count)
    }
  }

  private func gapRows() -> [GapFigure] {
    GapFigure.Kind.allCases.map { kind in
      let of: Int? =
        switch kind {
        case .workerUnknown: gapBases.withWorker
        case .priorityUnknown: gapBases.accepted
        case .outcomeUnknown, .endUnknown: gapBases.done
        case .categoryUnknown, .campusUnknown, .placeUnknown, .descriptionEmpty, .contactUnknown,
          .requesterUnknown:
          counted
        case .timeInferred, .timeClamped, .timeMoved: nil
        }
      return GapFigure(kind: kind, count: gaps[kind] ?? 0, of: of)
    }
  }

  private func loadFigure() -> LoadFigure {
    var rows = workers.filter { $0.value.isThere }.sorted { left, right in
      if left.value.open != right.value.open { return left.value.open > right.value.open }
      if left.value.assignments != right.value.assignments {
        return left.value.assignments > right.value.assignments
      }
      return names.precedes(left.key, right.key)
    }.map(\.value)
    rank(&rows)
    let shares = rows.map(\.assignments).filter { $0 > 0 }.sorted()
    return LoadFigure(
      rows: cut(rows), total: rows.count, gini: Self.gini(shares),
      median: shares.isEmpty ? nil : shares[(shares.count - 1) / 2], most: shares.last)
  }

  /// Gives places by the mean mark to those with enough ratings.
  private func rank(_ rows: inout [WorkerFigure]) {
    let ranked = rows.indices.filter { rows[$0].rated >= max(request.minimumCount, 1) }.sorted {
      rows[$0].isRatedBetter(than: rows[$1])
    }
    for (place, index) in ranked.enumerated() {
      let before = place > 0 ? ranked[place - 1] : nil
      if let before, !rows[before].isRatedBetter(than: rows[index]) {
        rows[index].rank = rows[before].rank
      } else {
        rows[index].rank = place + 1
      }
    }
  }

  /// The Gini coefficient of some counts, the least first, in thousandths, rounded down.
  private static func gini(_ counts: [Int]) -> Int? {
    let sum = counts.reduce(0, +)
    // A base that somebody made up may say anything.
    let (whole, overflow) = counts.count.multipliedReportingOverflow(by: sum)
    guard sum > 0, !overflow, whole <= Int.max / 1_000 else { return nil }
    let weighted = counts.enumerated().reduce(0) {
      $0 + (2 * $1.offset + 1 - counts.count) * $1.element
    }
    return weighted * 1_000 / whole
  }
}

extension WorkerFigure {
  /// Whether anything is left of what was counted.
  fileprivate var isThere: Bool {
    [open, assignments, handedBack, completed, reworked, firstVisits, rated].contains { $0 != 0 }
  }

  /// Whether the mean mark is higher, compared without dividing.
  fileprivate func isRatedBetter(than other: WorkerFigure) -> Bool {
    ratingSum * other.rated > other.ratingSum * rated
  }
}
