extension TicketCommand {
  /// The worker who gets a job by the command, and whose open jobs count therefore.
  public var receivingWorker: PersonID? {
    switch self {
    case .dispatch(let worker, _, _, _), .handOver(let worker, _): worker
    default: nil
    }
  }

  /// The worker on whose whereabouts the command depends: who gets a job, who is said to have left,
  /// and to whom a rejected result would go back.
  ///
  /// - Parameter ticket: the ticket as it stands; `nil` where there is none.
  /// - Returns: the worker, if there is one.
  public func workerConcerned(on ticket: Ticket?) -> PersonID? {
    switch self {
    case .dispatch(let worker, _, _, _), .handOver(let worker, _): worker
    case .release(let reason, _):
      reason.rawValue == "workerLeft" ? ticket?.assignment?.worker : nil
    case .rejectResult: ticket?.completion?.worker
    default: nil
    }
  }

  /// The fault that a ticket would be open for because of the command, and is not open for yet.
  ///
  /// A rejected result is none: its fault was never repaired, and the requester may always say so.
  ///
  /// - Parameter ticket: the ticket as it stands; `nil` where there is none.
  /// - Returns: the fault, or `nil` where the command brings none or the thing is not registered.
  public func newFault(on ticket: Ticket?) -> AssetFault? {
    func fault(_ asset: AssetCode?, _ category: CategoryCode) -> AssetFault? {
      asset.map { AssetFault(asset: $0, category: category) }
    }
    switch self {
    case .submit(let submission):
      return ticket == nil ? fault(submission.asset, submission.category) : nil
    case .amend(let amendment):
      guard let ticket, amendment.asset != ticket.asset else { return nil }
      return fault(amendment.asset, ticket.category)
    case .accept(_, let category?), .recategorise(let category, _):
      guard let ticket, category != ticket.category else { return nil }
      return fault(ticket.asset, category)
    case .reopen: return ticket?.faultIfReopened
    default: return nil
    }
  }
}

extension TicketCommand {
  /// The stock that the command takes from, puts aside in, or brings back to, and for which line.
  ///
  /// - Parameter ticket: the ticket as it stands; `nil` where there is none.
  /// - Returns: the stock and the line, or `nil` where no store is named or the line has no material
  ///   that one could keep.
  public func stock(on ticket: Ticket?) -> (name: StockName, line: LineNumber)? {
    func stock(_ number: LineNumber, _ store: StoreCode?) -> (StockName, LineNumber)? {
      guard let line = ticket?.material(number), let item = line.item,
        let store = store ?? line.issuedFrom
      else { return nil }
      return (StockName(store: store, item: item), number)
    }
    switch self {
    case .reserveMaterial(let line, _, let store, _): return stock(line, store)
    case .issueMaterial(let line, _, let store?, _): return stock(line, store)
    case .returnMaterial(let line, _, let store): return stock(line, store)
    default: return nil
    }
  }

  /// How much a store must have for the command; `nil` where its level does not matter.
  public var takenFromStock: Quantity? {
    switch self {
    case .reserveMaterial(_, let quantity, _, let override),
      .issueMaterial(_, let quantity, _?, let override):
      FieldRules.forces(override) || quantity == .none ? nil : quantity
    default: nil
    }
  }
}

extension Ticket {
  /// The fault that the ticket would be open for again; `nil` for an open one and without a thing.
  public var faultIfReopened: AssetFault? {
    phase.isOpen ? nil : asset.map { AssetFault(asset: $0, category: category) }
  }
}

extension CommandContext {
  /// The rule that a thing has one open ticket for one kind of fault, where the policy has it.
  func checkOnly(_ fault: AssetFault?, under policy: TicketPolicy) throws(Refusal) {
    guard policy.oneTicketPerFault, let fault, let sameFault else { return }
    throw Refusal(
      .limitReached,
      "ticket \(sameFault) is open for \(fault.category) at \(fault.asset); add to that one")
  }
}
