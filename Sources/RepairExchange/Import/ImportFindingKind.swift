/// What can be contradictory or missing in another system's record.
@nonexhaustive
public enum ImportFindingKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// The row has more or fewer fields than the heading.
  case wrongFieldCount
  /// The record has no name of its own.
  case missingID
  /// Two records of one file have the same name.
  case repeatedID
  /// The log has this record, with something else in it.
  case changedRecord
  /// The log has a ticket or member of this name that is no such record.
  case nameTaken
  /// No time in the record can be read, so that it has no place in history.
  case noTime
  /// A field that every ticket has is empty; it was filled with `unknown`.
  case missingField
  /// The code is not in the map; it was kept as it is.
  case unknownCode
  /// A time that is none; the event's was inferred.
  case unreadableTime
  /// A time that can be read in several ways; the event's was inferred.
  case ambiguousTime
  /// A day without a time; the event's was inferred within the day.
  case dateOnlyTime
  /// A time before that of the step before; it was clamped.
  case timeRunsBackwards
  /// Work finished before it was allocated.
  case finishedBeforeAllocated
  /// Rated, but never finished.
  case evaluatedWithoutFinish
  /// Both cancelled and finished.
  case cancelledAndFinished
  /// The record's state is not the one its other columns lead to.
  case statusDisagrees
  /// A number outside its scale; it was left out.
  case outOfRange
  /// A text too long for its field; it was left out there and kept in the raw record.
  case textTooLong
  /// A password or another credential; it was not read, not even into the raw record.
  case credentialDropped
  /// A sex or gender; it was left out, because nobody asked for it.
  case genderDropped
  /// An event log's case that does not begin with a report; one was put before it.
  case missingStart
  /// A case of an event log in which the report comes again; it was taken as a note.
  case repeatedStart
  /// A case of an event log too large to be kept as it was; a digest of it is kept.
  case recordTooLarge
  /// Somebody who administers without a campus named: of all campuses.
  case allCampuses

  /// The kind in words.
  public var label: String {
    switch self {
    case .wrongFieldCount: "wrong number of fields"
    case .missingID: "no id"
    case .repeatedID: "the same id again"
    case .changedRecord: "record changed since it was imported"
    case .nameTaken: "another has this name"
    case .noTime: "no readable time"
    case .missingField: "empty"
    case .unknownCode: "code not in the map"
    case .unreadableTime: "unreadable time"
    case .ambiguousTime: "ambiguous time"
    case .dateOnlyTime: "a day without a time"
    case .timeRunsBackwards: "time runs backwards"
    case .finishedBeforeAllocated: "finished before allocated"
    case .evaluatedWithoutFinish: "rated without a finish"
    case .cancelledAndFinished: "both cancelled and finished"
    case .statusDisagrees: "state contradicts the other columns"
    case .outOfRange: "number out of range"
    case .textTooLong: "text too long"
    case .credentialDropped: "credential, never kept"
    case .genderDropped: "not kept unless asked for"
    case .missingStart: "no report at the beginning"
    case .repeatedStart: "reported again"
    case .recordTooLarge: "too large to be kept as it was"
    case .allCampuses: "empty, so of all campuses"
    }
  }
}
