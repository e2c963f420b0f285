public import RepairCore
public import RepairStore

extension TargetPlan {
  /// Reads a plan as a person writes it: a calendar's zone may be a name of the IANA's alone, as in
  /// `"zone":"Asia/Shanghai"`, and is looked up.
  ///
  /// The plan that is read has the zone's offsets in it, so whatever is computed under it no longer
  /// depends on the system's time zone database.
  ///
  /// - Parameter text: the bytes of one JSON object.
  /// - Throws: `MalformedSettings` as `TargetPlan.init(json:)` does, and for a zone that is none.
  public init(file text: some Collection<UInt8>) throws(MalformedSettings) {
    // What is no JSON, or has calendars of another shape, is told by the plan's own reader.
    guard case .object(var plan)? = try? JSONValue(parsing: text),
      case .array(var calendars)? = plan["calendars"]
    else {
      try self.init(json: text)
      return
    }
    var zones: [String: JSONValue] = [:]
    for index in calendars.indices {
      guard case .object(var calendar) = calendars[index],
        case .string(let name)? = calendar["zone"]
      else { continue }
      if zones[name] == nil {
        do throws(InvalidField) {
          zones[name] = try CalendarZone(iana: name).value
        } catch {
          throw MalformedSettings("calendars[\(index)].zone", error.problem)
        }
      }
      calendar["zone"] = zones[name]
      calendars[index] = .object(calendar)
    }
    plan["calendars"] = .array(calendars)
    var writer = JSONWriter()
    writer.value(.object(plan))
    try self.init(json: writer.bytes)
  }

  /// The plan with holidays added to one of its calendars; a day the calendar has already said
  /// something about is said anew.
  ///
  /// - Parameters:
  ///   - holidays: the days.
  ///   - code: the calendar.
  /// - Returns: the plan.
  /// - Throws: `InvalidField` for a calendar that is not there.
  public func adding(
    _ holidays: HolidayCalendar, to code: CalendarCode
  ) throws(InvalidField) -> TargetPlan {
    guard calendars.contains(where: { $0.code == code }) else {
      throw InvalidField("calendar", "must be the code of one of the plan's calendars")
    }
    return try TargetPlan(
      calendars: calendars.map { $0.code == code ? $0.adding(holidays) : $0 }, profiles: profiles,
      overrides: overrides, unknownPriority: unknownPriority, nearShare: nearShare,
      pausingHolds: pausingHolds, escalations: escalations)
  }
}

extension WorkingCalendar {
  /// The calendar with holidays: on days off nobody works, and on make-up days 补班 the hours are
  /// those of the first weekday that has any.
  ///
  /// - Parameter holidays: the days.
  /// - Returns: the calendar.
  public func adding(_ holidays: HolidayCalendar) -> WorkingCalendar {
    guard let code else { return self }
    let ordinary = Weekday.allCases.map { week[$0] }.first { !$0.isEmpty } ?? .none
    var exceptions = exceptions
    for (day, kind) in holidays.days {
      exceptions[day] = kind == .makeUp ? ordinary : WorkingHours.none
    }
    return WorkingCalendar(code: code, zone: zone, week: week, exceptions: exceptions)
  }
}

extension CalendarZone {
  /// The zone as a plan's JSON has it.
  fileprivate var value: JSONValue {
    .object(
      JSONObject([
        .init(name: "name", value: .string(name)),
        .init(name: "offset", value: .string(Self.text(ofOffset: firstOffset))),
        .init(
          name: "transitions",
          value: .array(
            transitions.map {
              .object(
                JSONObject([
                  .init(name: "at", value: .string($0.at.description)),
                  .init(name: "offset", value: .string(Self.text(ofOffset: $0.offset))),
                ]))
            })),
      ]))
  }
}
