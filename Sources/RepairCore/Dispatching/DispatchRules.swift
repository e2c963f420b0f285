/// What one worker is preferred to another for; each looks at the two workers and at nobody else.
@nonexhaustive
public enum DispatchCriterion: String, CaseIterable, Hashable, Sendable {
  /// Of whom duty and trade are known.
  case fit
  /// Who belongs to a preferred group, the earlier named the better.
  case group
  /// Who has handed this ticket back less often of late.
  case handBacks
  /// Who has fewer open jobs, those on hold left out.
  case openJobs
  /// Whose results are rated better.
  case rating
  /// Who is nearer.
  case distance
  /// Who was given fewer jobs of late.
  case dispatches
  /// Who has waited longer for a job.
  case waiting
}

/// How workers are ranked for a ticket, and who may send the first of them.
///
/// Criteria are asked one after the other, and the first that tells two workers apart decides: a
/// dispatcher can follow that, where a sum of weights has to be believed. What remains equal goes to
/// who has waited longest, and then by name.
public struct DispatchRules: Hashable, Sendable {
  /// The rules where nobody has said otherwise.
  public static let standard = DispatchRules()

  /// What decides, the weightiest first; what is not named does not count.
  public var order: [DispatchCriterion] = [
    .fit, .group, .handBacks, .openJobs, .rating, .distance, .dispatches, .waiting,
  ]
  /// The groups whose members come first, the most preferred first.
  public var preferredGroups: [GroupCode] = []
  /// How long a worker's handing back of the ticket counts.
  public var handBackWindow = TimeSpan.days(30)
  /// How long a job given counts as one of late.
  public var dispatchWindow = TimeSpan.days(7)

  /// How many ratings there must be before they count.
  public var minimumRatings = 5
  /// The mark that a worker without enough ratings counts with, in hundredths.
  public var expectedRating = 400
  /// How many ratings of ``expectedRating`` every worker's own are mixed with.
  public var expectedRatingWeight = 5
  /// How many hundredths of a mark make a difference.
  public var ratingStep = 25

  /// How far away a worker counts of whom it is not known, in metres.
  public var expectedDistance = 1_000
  /// How many metres make a difference.
  public var distanceStep = 250
  /// How long a place where a worker arrived says where the worker is.
  public var locationAge = TimeSpan.hours(12)

  /// Whether the event of a dispatch keeps where the chosen worker stood, and who came next.
  public var keepsChoice = false
  /// Whether an automation sends the first of the ranking once a ticket is accepted.
  public var isAutomatic = false
  /// How often a ticket may be handed back before the automation leaves it to a dispatcher.
  public var automaticHandBacks = 3

  /// Makes the standard rules, to be changed field by field.
  public init() {}
}

extension Ticket {
  /// Whether an automation should send a worker now.
  ///
  /// It waits for nobody to act: a ticket that rests, that its requester wants to cancel or that was
  /// handed back too often is a dispatcher's.
  ///
  /// - Parameter policy: the desk's rules.
  /// - Returns: `true` where the policy has it so and the ticket waits for a worker.
  public func awaitsAutomaticDispatch(under policy: TicketPolicy) -> Bool {
    guard policy.dispatching.isAutomatic, hold == nil, cancellationRequest == nil,
      rejections < policy.dispatching.automaticHandBacks
    else { return false }
    switch state {
    case .accepted, .rejectedByWorker: return true
    case .submitted, .dispatched, .completed, .evaluated, .cancelled: return false
    }
  }
}
