/// A place in a template where a value stands; the raw value is its name there.
@nonexhaustive
public enum NoticeVariable: String, CaseIterable, Hashable, Sendable {
  /// The ticket's name.
  case ticket = "ticket.number"
  /// The ticket's campus.
  case campus = "ticket.campus"
  /// The kind of fault.
  case category = "ticket.category"
  /// Where the fault is.
  case place = "ticket.place"
  /// The fault in words.
  case description = "ticket.description"
  /// The requester's name.
  case requesterName = "requester.name"
  /// The requester's phone.
  case requesterPhone = "requester.phone"
  /// The worker's number.
  case workerNumber = "worker.number"
  /// The worker's name.
  case workerName = "worker.name"
  /// The worker's phone.
  case workerPhone = "worker.phone"
  /// Why.
  case reason
  /// What was said.
  case text
  /// From when.
  case from
  /// Until when.
  case until
  /// Which time target.
  case target
  /// An announcement's title.
  case title
  /// Who announces it.
  case senderName = "sender.name"
  /// A code to sign in with.
  case code
  /// For how many minutes it holds.
  case minutes
}

/// A value of one type, which each language writes its own way.
@nonexhaustive
public enum NoticeValue: Hashable, Sendable {
  /// Words of somebody's, which stay words: nothing in them is a variable.
  case text(String)
  /// A moment, written in the desk's time zone.
  case time(Timestamp)
  /// A whole number.
  case number(Int)
  /// Why a ticket rests, in the language's own words.
  case hold(HoldReason)
  /// Which time target, in the language's own words.
  case target(TargetKind)
}

/// A language that notices are written in.
@nonexhaustive
public enum NoticeLanguage: String, CaseIterable, Hashable, Sendable {
  /// 中文.
  case chinese = "zh"
  /// English.
  case english = "en"

  /// What a time target is called.
  func name(of target: TargetKind) -> String {
    switch (self, target) {
    case (.chinese, .accept): "受理"
    case (.chinese, .acknowledge): "接单"
    case (.chinese, .arrive): "到场"
    case (.chinese, .complete): "完工"
    case (.english, .accept): "acceptance"
    case (.english, .acknowledge): "the worker's answer"
    case (.english, .arrive): "arrival"
    case (.english, .complete): "completion"
    }
  }

  /// What a reason to rest is called.
  func name(of reason: HoldReason) -> String {
    switch (self, reason) {
    case (.chinese, .parts): "等待配件"
    case (.chinese, .information): "等待补充信息"
    case (.chinese, .access): "无人在场"
    case (.chinese, .vendor): "等待外部单位"
    case (.chinese, .approval): "等待审批"
    case (.chinese, .weather): "天气原因"
    case (.chinese, .scheduled): "已排期"
    case (.chinese, .other): "其他原因"
    case (.english, .parts): "waiting for parts"
    case (.english, .information): "waiting for information"
    case (.english, .access): "nobody was there"
    case (.english, .vendor): "waiting for another company"
    case (.english, .approval): "waiting for approval"
    case (.english, .weather): "waiting for the weather"
    case (.english, .scheduled): "planned for later"
    case (.english, .other): "for another reason"
    }
  }
}
