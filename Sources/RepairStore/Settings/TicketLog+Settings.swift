public import RepairCore

/// The settings in force are a fact of the log: those that were adopted last.
extension TicketLog {
  /// The policy in force: the last one adopted, else the standard one.
  ///
  /// - Returns: the policy.
  /// - Throws: ``StoreError`` with `corrupt` when the log's policy cannot be read.
  /// - Complexity: O(1).
  public func policyInForce() throws -> TicketPolicy { try inForce(TicketPolicy.self) }

  /// The policy that was in force at a place of the log.
  ///
  /// - Parameter position: the place; what was adopted there is in force.
  /// - Returns: the policy.
  /// - Throws: ``StoreError`` with `corrupt` when that policy cannot be read.
  /// - Complexity: O(policies that were ever adopted).
  public func policy(inForceAt position: LogPosition) throws -> TicketPolicy {
    var adopted: StoredEvent?
    try log.scanStream(.policy) { row in
      if try row.position <= position { adopted = try row.stored() }
    }
    return try adopted.map { try TicketPolicy(adoptedBy: $0) } ?? .standard
  }

  /// The settings of a kind that are in force: the last ones adopted, else the standard ones.
  ///
  /// - Parameter type: which settings.
  /// - Returns: the settings.
  /// - Throws: ``StoreError`` with `corrupt` when those in the log cannot be read.
  /// - Complexity: O(1); they are read again only when others were adopted.
  public func inForce<Settings: AdoptedSettings>(
    _ type: Settings.Type = Settings.self
  ) throws -> Settings {
    let kind = type.kind
    let version = try log.streamVersion(kind.stream)
    if let kept = settings[kind], kept.version == version, let value = kept.value as? Settings {
      return value
    }
    guard version > .none, let event = try log.readStream(kind.stream, from: version).last else {
      return .standard
    }
    let value = try Settings(adoptedBy: event)
    // Inside a write transaction the adoption may yet be taken back.
    if try !log.openDatabase().connection.isWriting { settings[kind] = (version, value) }
    return value
  }

  /// Puts settings in force from now on; what was decided stays.
  ///
  /// - Parameters:
  ///   - settings: which.
  ///   - actor: who decides that.
  ///   - at: when.
  /// - Returns: where the event is.
  /// - Throws: ``StoreError`` as `EventLog.append(_:to:expecting:key:)` does.
  @discardableResult
  public func adopt(
    _ settings: some AdoptedSettings, by actor: Actor, at: Timestamp
  ) throws -> AppendResult {
    try log.append(Self.adoption(of: settings, by: actor, at: at))
  }

  /// The request to append that puts settings in force.
  ///
  /// - Throws: ``StoreError`` with `invalidEvent` for settings that could not be read back.
  static func adoption<Settings: AdoptedSettings>(
    of settings: Settings, by actor: Actor, at: Timestamp
  ) throws -> Append {
    let kind = Settings.kind
    let json = settings.json
    // What cannot be read back would stop every later command.
    do throws(MalformedSettings) {
      _ = try Settings(json: json)
    } catch {
      throw StoreError(
        .invalidEvent, "the \(kind.rawValue) cannot be adopted: \(error)", underlying: error)
    }
    let event = NewEvent(
      type: kind.eventType, occurredAt: at, actor: actor.id, role: actor.role,
      onBehalfOf: actor.onBehalfOf, command: kind.commandName, payload: json)
    return Append([event], to: kind.stream, expecting: .any)
  }
}

extension AdoptedSettings {
  /// Reads settings from the event that put them in force.
  ///
  /// - Parameter event: an event of the stream of such settings.
  /// - Throws: ``StoreError`` with `unknownEventType`, or with `corrupt` and the place of what cannot
  ///   be read.
  init(adoptedBy event: StoredEvent) throws(StoreError) {
    guard event.type == Self.kind.eventType else {
      throw StoreError(
        .unknownEventType,
        "the log has the event type \(event.type), which this release does not know; use a newer one",
        context: [("type", event.type.description)])
    }
    do throws(MalformedSettings) {
      self = try Self(json: event.payload)
    } catch {
      throw StoreError(
        .corrupt, "position \(event.position) (\(event.type)): \(error)",
        context: [("position", event.position.description)], underlying: error)
    }
  }
}
