/// One line of the materials of a ticket, and what has become of it.
///
/// Whatever was issued is in somebody's hands until it was used, returned or written off; the line
/// is balanced when nothing is left.
public struct MaterialLine: Hashable, Sendable {
  /// What is put aside in a store for a line.
  public struct Reservation: Hashable, Sendable {
    /// Where.
    public var store: StoreCode
    /// How much.
    public var quantity: Quantity
  }

  /// Which of the ticket's lines it is.
  public var number: LineNumber
  /// What it is, where a store keeps it.
  public var item: ItemCode?
  /// What it is, in words.
  public var description: String?
  /// What one of it is, such as `pcs` or `cm`.
  public var unit: String?
  /// How much is wanted altogether.
  public var requested = Quantity.none
  /// What is put aside for it.
  public var reservation: Reservation?
  /// How much was handed out.
  public var issued = 0
  /// How much was built in.
  public var used = 0
  /// How much came back to a store.
  public var returned = 0
  /// How much was lost or broken.
  public var writtenOff = 0
  /// The store it was last handed out from; `nil` where none was named.
  public var issuedFrom: StoreCode?

  /// What it is called: its code, else its description.
  public var name: String { item?.rawValue ?? description ?? "nameless" }

  /// How much somebody still has to account for; negative only in a history of other rules.
  public var inHand: Int {
    issued.subtractingClamped(used).subtractingClamped(returned).subtractingClamped(writtenOff)
  }

  /// Whether everything that was issued is accounted for.
  public var isBalanced: Bool { inHand == 0 }

  /// How much of what is wanted was not handed out yet; what came back is wanted no more.
  public var toPrepare: Int { max(0, requested.rawValue.subtractingClamped(issued)) }
}

/// What a worker or a dispatcher asks the store for: the particulars of `requestMaterial`.
public struct MaterialRequest: Hashable, Sendable {
  /// The line to change; `nil` for another one.
  public var line: LineNumber?
  /// What, where a store keeps it.
  public var item: ItemCode?
  /// What, in words.
  public var description: String?
  /// What one of it is.
  public var unit: String?
  /// How much altogether; nothing takes a line back.
  public var quantity: Quantity

  /// Makes a request.
  public init(
    line: LineNumber? = nil, item: ItemCode? = nil, description: String? = nil,
    unit: String? = nil, quantity: Quantity
  ) {
    self.line = line
    self.item = item
    self.description = description
    self.unit = unit
    self.quantity = quantity
  }
}

extension Ticket {
  /// Whether everything that was handed out is accounted for, line by line.
  public var areMaterialsBalanced: Bool { materials.allSatisfy(\.isBalanced) }

  /// What a storekeeper has to prepare: the lines of which something is wanted and not handed out.
  ///
  /// None before the ticket is accepted, and none once nobody waits for it.
  public var materialsToPrepare: [MaterialLine] {
    switch phase {
    case .accepted, .dispatched, .rejectedByWorker: materials.filter { $0.toPrepare > 0 }
    case .submitted, .completed, .evaluated, .cancelled: []
    }
  }

  /// The line of a number.
  ///
  /// - Parameter number: which.
  /// - Returns: the line, or `nil` where there is none.
  public func material(_ number: LineNumber) -> MaterialLine? {
    materials.first { $0.number == number }
  }
}
