import RepairCore

extension Member {
  /// The members every list of the directory has; how to reach somebody is not among them.
  func briefRecord(at moment: Timestamp) -> Record {
    Record([
      "member": .text(id.rawValue),
      "status": .text(status.rawValue),
      "version": .integer(version.rawValue),
      "duty": duty(at: moment) == .unknown ? nil : .text(duty(at: moment).rawValue),
      "number": .text(number),
      "name": .text(profile.name),
      "nickname": .text(profile.nickname),
      "roles": .nonEmptyList(roles.map { .record($0.record) }),
      "campuses": .nonEmptyList(campuses.map { .text($0.rawValue) }),
      "trades": .nonEmptyList(trades.map { .text($0.rawValue) }),
      "groups": .nonEmptyList(groups.map { .text($0.rawValue) }),
      "registeredAt": .time(registeredAt),
      "updatedAt": .time(updatedAt),
    ])
  }

  /// Everything that is known of the member, but for the raw record they were imported with.
  func record(at moment: Timestamp) -> Record {
    var record = briefRecord(at: moment)
    for field in MemberProfile.Field.allCases where field != .name && field != .nickname {
      record.set(field.rawValue, .text(profile[field]))
    }
    if let place, !place.isEmpty {
      record.set(
        "place", .record(Record(["code": .text(place.code), "address": .text(place.address)])))
    }
    if let leave {
      record.set(
        "leave", .record(Record(["from": .time(leave.from), "until": .time(leave.until)])))
    }
    record.set("leftAt", .time(departure?.at))
    record.set("leftReason", .text(departure?.reason?.rawValue))
    record.set("legacyID", .text(legacy?.id))
    return record
  }
}

extension RoleGrant {
  /// The role and where, in one word: `worker` or `worker@north+south`.
  var text: String {
    guard let campuses else { return role.rawValue }
    return "\(role.rawValue)@\(campuses.map(\.rawValue).joined(separator: "+"))"
  }

  fileprivate var record: Record {
    Record([
      "role": .text(role.rawValue),
      "campuses": campuses.map { .list($0.map { .text($0.rawValue) }) },
    ])
  }
}
