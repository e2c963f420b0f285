/// What a report says: the particulars of `submit`, and of the event that begins a ticket.
public struct TicketSubmission: Hashable, Sendable {
  /// The campus the fault is on.
  public var campus: CampusCode
  /// The kind of fault.
  public var category: CategoryCode
  /// The fault in the requester's words.
  public var description: String
  /// Where it is.
  public var place: Place
  /// How to reach the requester; personal.
  public var contact: Contact?
  /// How the report came.
  public var channel: Channel
  /// The broken thing, where it is registered.
  public var asset: AssetCode?
  /// Photos and the like.
  public var attachments: [Attachment]
  /// What only another system's record brings along; `nil` for a report made here.
  public var legacy: LegacyRecord?

  /// Makes a report.
  public init(
    campus: CampusCode, category: CategoryCode, description: String, place: Place,
    contact: Contact? = nil, channel: Channel = .app, asset: AssetCode? = nil,
    attachments: [Attachment] = [], legacy: LegacyRecord? = nil
  ) {
    self.campus = campus
    self.category = category
    self.description = description
    self.place = place
    self.contact = contact
    self.channel = channel
    self.asset = asset
    self.attachments = attachments
    self.legacy = legacy
  }
}

/// What an imported record says that a report made here does not.
public struct LegacyRecord: Hashable, Sendable {
  /// The record's name in its own system.
  public var id: String
  /// Whether the guarantee covered the repair.
  public var warranty: Warranty?
  /// Which budget paid.
  public var funding: String?
  /// The record as it was: a JSON object of its columns, in their order, so that it can be given
  /// back unchanged.
  public var raw: String?

  /// Makes a record.
  public init(
    id: String, warranty: Warranty? = nil, funding: String? = nil, raw: String? = nil
  ) {
    self.id = id
    self.warranty = warranty
    self.funding = funding
    self.raw = raw
  }
}

/// What to correct in a report; an absent field stays as it is.
public struct TicketAmendment: Hashable, Sendable {
  /// The fault in better words.
  public var description: String?
  /// The right place, replacing the whole of the old one.
  public var place: Place?
  /// Better ways to reach the requester; absent members stay.
  public var contact: Contact?
  /// The right thing.
  public var asset: AssetCode?

  /// Makes a correction.
  public init(
    description: String? = nil, place: Place? = nil, contact: Contact? = nil,
    asset: AssetCode? = nil
  ) {
    self.description = description
    self.place = place
    self.contact = contact
    self.asset = asset
  }
}

/// What a worker says of the work: the particulars of `complete`.
public struct WorkReport: Hashable, Sendable {
  /// What was wrong.
  public var cause: String
  /// What was done about it.
  public var workDone: String
  /// What it came to.
  public var outcome: Outcome
  /// Photos and the like.
  public var attachments: [Attachment]

  /// Makes a report of work done.
  public init(
    cause: String, workDone: String, outcome: Outcome, attachments: [Attachment] = []
  ) {
    self.cause = cause
    self.workDone = workDone
    self.outcome = outcome
    self.attachments = attachments
  }
}
