/// The texts of every rule, in the languages there are.
extension NoticeRules {
  /// The texts where nobody has said otherwise.
  public static let standardTemplates: [NoticeLanguage: [NoticeRule: NoticeTemplate]] = {
    var templates: [NoticeLanguage: [NoticeRule: NoticeTemplate]] = [:]
    for language in NoticeLanguage.allCases {
      for rule in NoticeRule.allCases {
        // A test reads every one of them, so none is left out here.
        let text = language == .chinese ? chinese(rule) : english(rule)
        templates[language, default: [:]][rule] = try? NoticeTemplate(text, for: rule)
      }
    }
    return templates
  }()

  static func chinese(_ rule: NoticeRule) -> String {
    switch rule {
    case .submitted: "新报修{ticket.number}：{ticket.place}，{ticket.description}。请受理。"
    case .accepted: "报修{ticket.number}已受理（{ticket.category}，{ticket.place}），请准备材料。"
    case .dispatched:
      "您的报修已受理，维修工号：{worker.number}，姓名：{worker.name}，电话：{worker.phone}。"
    case .assigned:
      "新任务{ticket.number}：{ticket.place}，{ticket.description}。"
        + "报修人：{requester.name}，电话：{requester.phone}。"
    case .calledOff: "任务{ticket.number}（{ticket.place}）已收回，原因：{reason}。"
    case .rejected:
      "维修工{worker.number}{worker.name}退回了报修{ticket.number}，原因：{reason}。{text}请重新派单。"
    case .released: "报修{ticket.number}已从维修工{worker.number}处收回，原因：{reason}。请重新派单。"
    case .held: "您的报修{ticket.number}已暂停，原因：{reason}，预计恢复：{until}。{text}"
    case .informationAsked: "关于您的报修{ticket.number}，请补充：{text}"
    case .visitScheduled: "报修{ticket.number}的上门时间：{from}至{until}。"
    case .extensionAsked:
      "维修工{worker.number}申请将报修{ticket.number}延期至{until}，原因：{reason}。"
    case .extended: "您的报修{ticket.number}延期至{until}。"
    case .completed: "您的报修{ticket.number}已完成，请评价维修结果和效率（1至5分）。"
    case .completedDesk: "报修{ticket.number}（{ticket.place}）已由维修工{worker.number}完成。"
    case .reworkAsked: "报修{ticket.number}需要返修，原因：{reason}。{text}"
    case .cancellationAsked: "报修人申请取消报修{ticket.number}，原因：{reason}。{text}"
    case .cancelled: "您的报修{ticket.number}已取消，原因：{reason}。{text}"
    case .reopened: "报修{ticket.number}已重新打开，原因：{reason}。{text}"
    case .nearBreach: "报修{ticket.number}（{ticket.place}）即将超时：{target}，期限{until}。"
    case .breach: "报修{ticket.number}（{ticket.place}）已超时：{target}，期限{until}。"
    case .escalation: "报修{ticket.number}（{ticket.place}）仍未处理：{target}，期限{until}。"
    case .waiting: "报修{ticket.number}（{ticket.place}）仍在等待处理。"
    case .unacknowledged: "任务{ticket.number}（{ticket.place}）等待您接单。"
    case .ratingReminder: "您的报修{ticket.number}已完成，请评价维修结果和效率（1至5分）。"
    case .memberLeft: "{worker.number}{worker.name}已离职，请查看其未完成的报修。"
    case .announced: "【{title}】{text}"
    case .loginCode: "您的登录验证码是{code}，{minutes}分钟内有效，请勿告诉他人。"
    }
  }

  static func english(_ rule: NoticeRule) -> String {
    switch rule {
    case .submitted:
      "New ticket {ticket.number}: {ticket.place}, {ticket.description}. Please accept it."
    case .accepted:
      "Ticket {ticket.number} was accepted ({ticket.category}, {ticket.place}); "
        + "please prepare materials."
    case .dispatched:
      "Your repair was accepted; worker number {worker.number}, name {worker.name}, "
        + "phone {worker.phone}."
    case .assigned:
      "New job {ticket.number}: {ticket.place}, {ticket.description}. "
        + "Requester {requester.name}, phone {requester.phone}."
    case .calledOff: "Job {ticket.number} ({ticket.place}) was taken back: {reason}."
    case .rejected:
      "Worker {worker.number} {worker.name} handed back {ticket.number}: {reason}. {text} "
        + "Please send somebody else."
    case .released:
      "Ticket {ticket.number} was taken from worker {worker.number}: {reason}. "
        + "Please send somebody else."
    case .held: "Your repair {ticket.number} rests: {reason}, expected to go on {until}. {text}"
    case .informationAsked: "About your repair {ticket.number}, please tell us: {text}"
    case .visitScheduled: "Visit for {ticket.number}: from {from} to {until}."
    case .extensionAsked:
      "Worker {worker.number} asks for {ticket.number} to be due {until}: {reason}."
    case .extended: "Your repair {ticket.number} is now due {until}."
    case .completed:
      "Your repair {ticket.number} is done; please rate its result and efficiency, 1 to 5."
    case .completedDesk:
      "Ticket {ticket.number} ({ticket.place}) was completed by worker {worker.number}."
    case .reworkAsked: "Ticket {ticket.number} needs rework: {reason}. {text}"
    case .cancellationAsked: "The requester asks to cancel {ticket.number}: {reason}. {text}"
    case .cancelled: "Your repair {ticket.number} was cancelled: {reason}. {text}"
    case .reopened: "Ticket {ticket.number} was reopened: {reason}. {text}"
    case .nearBreach:
      "Ticket {ticket.number} ({ticket.place}) will soon be late: {target}, due {until}."
    case .breach: "Ticket {ticket.number} ({ticket.place}) is late: {target}, due {until}."
    case .escalation:
      "Ticket {ticket.number} ({ticket.place}) is still late: {target}, due {until}."
    case .waiting: "Ticket {ticket.number} ({ticket.place}) is still waiting."
    case .unacknowledged: "Job {ticket.number} ({ticket.place}) waits for your answer."
    case .ratingReminder:
      "Your repair {ticket.number} is done; please rate its result and efficiency, 1 to 5."
    case .memberLeft:
      "{worker.number} {worker.name} has left; please look at their open tickets."
    case .announced: "{title}: {text}"
    case .loginCode:
      "Your login code is {code}. It holds for {minutes} minutes; tell nobody."
    }
  }
}
