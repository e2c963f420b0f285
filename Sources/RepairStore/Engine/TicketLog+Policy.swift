public import RepairCore

/// The rules in force are a fact of the log: the last policy that was adopted.
extension TicketLog {
  /// The type of the event by which a policy comes into force; its payload is the policy's JSON.
  package static let policyAdopted = EventType("PolicyAdopted")

  /// The policy in force: the last one adopted, else the standard one.
  ///
  /// - Returns: the policy.
  /// - Throws: ``StoreError`` with `corrupt` when the log's policy cannot be read.
  /// - Complexity: O(1).
  public func policyInForce() throws -> TicketPolicy {
    let version = try log.streamVersion(.policy)
    guard version > .none, let event = try log.readStream(.policy, from: version).last else {
      return .standard
    }
    guard event.type == Self.policyAdopted else {
      throw StoreError(
        .unknownEventType,
        "the log has the event type \(event.type), which this release does not know; use a newer one",
        context: [("type", event.type.description)])
    }
    do throws(MalformedPolicy) {
      return try TicketPolicy(json: event.payload)
    } catch {
      throw StoreError(
        .corrupt, "position \(event.position) (\(event.type)): \(error)",
        context: [("position", event.position.description)], underlying: error)
    }
  }

  /// Puts a policy in force from now on; what was decided stays.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - actor: who decides that.
  ///   - at: when.
  /// - Returns: where the event is.
  /// - Throws: ``StoreError`` as `EventLog.append(_:to:expecting:key:)` does.
  @discardableResult
  public func adopt(_ policy: TicketPolicy, by actor: Actor, at: Timestamp) throws -> AppendResult {
    try log.append(Self.adoption(of: policy, by: actor, at: at))
  }

  /// The request to append that puts a policy in force.
  ///
  /// - Throws: ``StoreError`` with `invalidEvent` for a policy that could not be read back.
  static func adoption(of policy: TicketPolicy, by actor: Actor, at: Timestamp) throws -> Append {
    // What cannot be read back would stop every later command.
    do throws(MalformedPolicy) {
      _ = try TicketPolicy(json: policy.json)
    } catch {
      throw StoreError(.invalidEvent, "the policy cannot be adopted: \(error)", underlying: error)
    }
    let event = NewEvent(
      type: policyAdopted, occurredAt: at, actor: actor.id, role: actor.role,
      onBehalfOf: actor.onBehalfOf, command: "adoptPolicy", payload: policy.json)
    return Append([event], to: .policy, expecting: .any)
  }
}
