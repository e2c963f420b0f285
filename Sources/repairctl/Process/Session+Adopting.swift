import RepairCore
import RepairStore

extension Session {
  /// The options by which settings are put in force.
  static var actorOption: OptionSpecification {
    .init("--actor", .text("actor"), "Who adopts them.", fallback: "repairctl")
  }

  /// Who adopts settings: a person who is named is held to what a person may, the tool itself is an
  /// automation.
  ///
  /// - Parameter arguments: the sorted command line.
  /// - Returns: the actor.
  /// - Throws: a usage failure for a name that is none.
  func adopter(_ arguments: ParsedArguments) throws(Failure) -> Actor {
    let person = arguments.text("--actor")
    let id: PersonID = try EventFilterOptions.identifier(person ?? "repairctl", of: "--actor")
    return Actor(id: id, role: person == nil ? .system : .dispatcher)
  }

  /// Puts settings in force and says where.
  ///
  /// - Parameters:
  ///   - settings: the settings.
  ///   - actor: who adopts them.
  /// - Throws: a failure where they are refused; ``StoreError``.
  func adopt<Settings: AdoptedSettings>(_ settings: Settings, by actor: Actor) throws {
    let tickets = TicketLog(try openLog(.readWrite))
    switch try tickets.execute(CommandEnvelope(adopting: settings, by: actor, at: now)) {
    case .accepted(let receipt):
      try Document(
        Record([
          "adopted": .text(Settings.kind.rawValue), "version": .integer(receipt.version.rawValue),
          "position": .integer(receipt.position.rawValue),
        ])
      ).print(in: self)
    case .refused(let refusal):
      throw Failure(.answerIsNo, "The settings are not adopted: \(refusal).")
    }
  }

  /// Reads settings from a file.
  ///
  /// - Parameters:
  ///   - path: the file, or `-` for standard input.
  ///   - type: which settings.
  /// - Returns: the settings.
  /// - Throws: a failure for a file that is missing or has no such settings in it.
  func settings<Settings: AdoptedSettings>(
    _ path: String, as type: Settings.Type = Settings.self
  ) throws(Failure) -> Settings {
    let text = try source(path).all(atMost: 1 << 20, of: "The settings '\(path)'")
    do throws(MalformedSettings) {
      return try Settings(json: text)
    } catch {
      throw Failure(.malformedInput, "The settings '\(path)' are malformed: \(error).")
    }
  }
}
