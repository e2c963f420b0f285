/// The desk's rules that differ from place to place: windows, gaps, limits, demands.
///
/// A policy is data. It changes what is decided from now on, never what has happened.
///
/// ```swift
/// var policy = TicketPolicy.standard
/// policy.confirmationWindow = .days(3)
/// ```
public struct TicketPolicy: Hashable, Sendable {
  /// The rules where nobody has said otherwise.
  public static let standard = TicketPolicy()

  /// How far an event may be dated before its ticket's last one; it is then stored as that time.
  public var clockTolerance = TimeSpan.minutes(2)
  /// How long a requester waits before asking again where it stays.
  public var hurryGap = TimeSpan.hours(2)
  /// How long a worker has to take a job before an automation may take it away.
  public var acknowledgeWindow = TimeSpan.minutes(10)
  /// How long a requester can reject a result, and then counts as having agreed.
  public var confirmationWindow = TimeSpan.days(7)
  /// How long after completion a rating is in time; later ones are marked late.
  public var evaluationWindow = TimeSpan.days(7)
  /// How long after the first completion a requester can reopen.
  public var reopenWindow = TimeSpan.days(30)
  /// How long after withdrawing a requester can reopen.
  public var reopenWithdrawnWindow = TimeSpan.days(7)

  /// How urgent a ticket is when the dispatcher does not say.
  public var defaultPriority = Priority.normal
  /// The reasons for which a rest stops the clock.
  public var pausingHolds: Set<HoldReason> = [
    .parts, .information, .access, .vendor, .approval, .weather, .scheduled,
  ]
  /// The kinds of fault that cannot be reported without a photo.
  public var photoToSubmit: Set<CategoryCode> = []
  /// The kinds of fault that cannot be completed without a photo.
  public var photoToComplete: Set<CategoryCode> = []

  /// After how long somebody is reminded, once; what is left out is never a reason to.
  public var reminders: [ReminderKind: TimeSpan] = [
    .unaccepted: .hours(2), .unacknowledged: .minutes(5), .unrated: .days(3),
  ]

  /// How many open jobs a worker may have; `nil` for any number.
  public var openJobLimit: Int? = 10
  /// How workers are ranked for a ticket, and whether an automation sends the first of them.
  public var dispatching = DispatchRules.standard
  /// How many metres from the ticket's place a worker's arrival is remarked upon.
  public var arrivalDistance = 300
  /// Whether a registered thing may have one open ticket at most for one kind of fault.
  public var oneTicketPerFault = false
  /// How long a description or a note may be, in Unicode scalars.
  public var longTextLimit = 4_000
  /// How long any other free text may be, in Unicode scalars.
  public var shortTextLimit = 500
  /// How many files one ticket may have.
  public var attachmentLimit = 50
  /// Whether whoever acts has to be a member of the directory, in the role and on the campus in which
  /// they act; a server that has its own accounts leaves it out.
  public var enforcesDirectory = false
  /// The reasons for which a refused command is kept as a fact, in a stream beside the history of the
  /// thing it was asked of: who tried what and was told no.
  public var recordedRefusals: Set<RefusalCode> = []

  /// Makes the standard policy, to be changed field by field.
  public init() {}
}
