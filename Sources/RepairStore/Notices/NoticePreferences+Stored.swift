package import RepairCore

extension NoticePreferences: StoredSubject {
  package static var kind: SubjectKind { .preferences }

  package static var hasBeginning: Bool { false }

  package static var commandNames: [String] { ["subscribe", "unsubscribe", "chooseLanguage"] }

  package static func name(of command: NoticePreferencesCommand) -> String {
    switch command {
    case .subscribe: "subscribe"
    case .unsubscribe: "unsubscribe"
    case .chooseLanguage: "chooseLanguage"
    }
  }

  package static func command(
    named name: String, from fields: inout CommandFields
  ) throws(MalformedCommand) -> NoticePreferencesCommand? {
    switch name {
    case "subscribe": try fields.urgency().map { .subscribe($0) }
    case "unsubscribe": try fields.urgency().map { .unsubscribe($0) }
    case "chooseLanguage": try fields.language().map { .chooseLanguage($0) }
    default: nil
    }
  }

  package static func write(_ command: NoticePreferencesCommand, to writer: inout JSONWriter) {
    switch command {
    case .subscribe(let urgency), .unsubscribe(let urgency): writer.member("urgency", urgency)
    case .chooseLanguage(let language): writer.member("language", language.rawValue)
    }
  }

  package static func request(_ request: SubjectRequest<NoticePreferences>) -> DeskRequest {
    .preferences(request)
  }

  package static var eventTypes: [EventType] {
    ["UrgencySubscribed", "UrgencyUnsubscribed", "LanguageChosen"].map { EventType($0) }
  }

  package static func type(of event: NoticePreferencesEvent) -> EventType { EventType(event.name) }

  package static func write(_ event: NoticePreferencesEvent, to writer: inout JSONWriter) {
    switch event {
    case .subscribed(let urgency), .unsubscribed(let urgency): writer.member("urgency", urgency)
    case .languageChosen(let language): writer.member("language", language.rawValue)
    }
  }

  package static func event(
    of type: EventType, from fields: inout CommandFields
  ) throws(MalformedCommand) -> NoticePreferencesEvent? {
    switch type.name {
    case "UrgencySubscribed": try fields.urgency().map { .subscribed($0) }
    case "UrgencyUnsubscribed": try fields.urgency().map { .unsubscribed($0) }
    case "LanguageChosen": try fields.language().map { .languageChosen($0) }
    default: nil
    }
  }
}

extension CommandFields {
  fileprivate mutating func urgency() throws(MalformedCommand) -> UrgencyCode? {
    try neededName("urgency")
  }

  fileprivate mutating func language() throws(MalformedCommand) -> NoticeLanguage? {
    need(try code("language"), "language")
  }
}
