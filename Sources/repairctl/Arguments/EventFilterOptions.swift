import RepairCore
import RepairStore

/// The options by which `events` and `export` choose events.
struct EventFilterOptions: Sendable {
  static let specifications: [OptionSpecification] = [
    OptionSpecification(
      "--type", .text("name"), "Only events of this type, like TicketSubmitted. May be repeated.",
      repeats: true),
    OptionSpecification(
      "--tag", .text("tag"), "Only events that carry this tag, like worker:w-7 or campus:north."),
    OptionSpecification("--actor", .text("person"), "Only what this person did."),
    OptionSpecification(
      "--person", .text("person"), "Only what has to do with this person, in whichever way."),
    OptionSpecification(
      "--acted-for", .text("person"), "Only what somebody did in this person's place."),
    OptionSpecification("--delegated", .flag, "Only what somebody did in another's place."),
    OptionSpecification(
      "--correlation", .text("name"), "Only what is part of this larger undertaking."),
    OptionSpecification("--ticket", .text("ticket"), "Only events of this ticket."),
    OptionSpecification(
      "--since", .text("time"), "Only what happened then or later. A date is its first moment."),
    OptionSpecification("--until", .text("time"), "Only what happened before then."),
    OptionSpecification("--after", .text("position"), "Only events behind this position."),
  ]

  /// The types there are: a wrong one would silently find nothing.
  private static let typeNames = EventMeaning.typeNames

  let filter: EventFilter
  /// The last position that is not wanted.
  let after: LogPosition?

  /// Understands the options.
  ///
  /// - Parameters:
  ///   - arguments: the sorted command line.
  ///   - session: the surroundings, for times.
  /// - Throws: a usage failure for a value that cannot be.
  init(_ arguments: ParsedArguments, in session: Session) throws(Failure) {
    var filter = EventFilter(types: arguments.texts("--type"))
    for type in filter.types where !Self.typeNames.contains(type) {
      throw .usage(
        Suggestion.unknown("event type '\(type)'", type, among: Self.typeNames, listsAll: false))
    }
    if let text = arguments.text("--tag") {
      guard text.contains(":") else {
        throw .usage("The value '\(text)' of '--tag' is no tag. It looks like worker:w-7.")
      }
      filter.tag = try Self.identifier(text, of: "--tag")
    }
    if let text = arguments.text("--actor") {
      filter.actor = try Self.identifier(text, of: "--actor")
    }
    if let text = arguments.text("--person") {
      filter.person = try Self.identifier(text, of: "--person")
    }
    if arguments.has("--delegated"), arguments.has("--acted-for") {
      throw .usage("'--delegated' and '--acted-for' are two questions; ask the narrower.")
    }
    if arguments.has("--delegated") { filter.delegation = .forAnybody }
    if let text = arguments.text("--acted-for") {
      filter.delegation = .for(try Self.identifier(text, of: "--acted-for"))
    }
    filter.correlation = arguments.text("--correlation")
    if let text = arguments.text("--ticket") {
      filter.stream = StreamName(ticket: try Self.identifier(text, of: "--ticket"))
    }
    let since = try session.time("--since", arguments)
    let until = try session.time("--until", arguments)
    if since != nil || until != nil {
      let first = since ?? .earliest
      // The log's range has both ends in it, and times are whole milliseconds.
      let last = until.map { $0 - TimeSpan(milliseconds: 1) } ?? .latest
      guard first <= last else { throw .usage("'--until' is not later than '--since'.") }
      filter.occurredAt = first...last
    }
    self.filter = filter
    after = try arguments.integer("--after", in: 0...Int.max).map { LogPosition($0) }
  }

  /// Reads a name that has a form.
  static func identifier<Identifier: TextIdentifier>(
    _ text: String, of option: String, as type: Identifier.Type = Identifier.self
  ) throws(Failure) -> Identifier {
    guard let identifier = Identifier(text) else {
      throw .usage(
        "The value '\(text)' of '\(option)' must be \(NameForm.of(Identifier.self)).")
    }
    return identifier
  }
}
