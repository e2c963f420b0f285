import RepairCore

/// What a desk calls events, roles and the members of events.
///
/// The stored names stand beside or below: an auditor finds them again in the data.
enum AuditWords {
  /// An event's name, or `nil` where nothing but the stored one is known.
  static func of(event type: String) -> Phrase? {
    guard let words = events[type] else { return nil }
    return Phrase(words.0, words.1)
  }

  /// A role's name.
  static func of(_ role: Role) -> Phrase {
    switch role {
    case .requester: Phrase("requester", "报修人")
    case .dispatcher: Phrase("dispatcher", "管理员")
    case .worker: Phrase("worker", "维修工")
    case .storekeeper: Phrase("storekeeper", "库房管理员")
    case .auditor: Phrase("auditor", "审计")
    case .system: Phrase("system", "系统")
    }
  }

  /// A member's name, or `nil` where nothing but the stored one is known.
  static func of(member name: String) -> Phrase? { members[name].map { Phrase(name, $0) } }

  private static let events: [String: (String, String)] = [
    "TicketSubmitted": ("reported", "报修"), "TicketAmended": ("report corrected", "修改报修"),
    "NoteAdded": ("note", "备注"), "FileAttached": ("file attached", "附件"),
    "TicketHurried": ("hurried", "催单"), "TicketHeld": ("put on hold", "挂起"),
    "TicketResumed": ("resumed", "恢复"), "TicketAccepted": ("accepted", "受理"),
    "TicketCancelled": ("cancelled", "取消"), "WorkCompleted": ("work completed", "完工"),
    "WorkerDispatched": ("worker sent", "派单"), "WorkAcknowledged": ("job taken", "接单"),
    "WorkRejected": ("handed back", "退单"), "AssignmentReleased": ("released", "收回派单"),
    "WorkerArrived": ("arrived", "到场"), "AccessDenied": ("nobody opened", "无法入户"),
    "WorkStarted": ("work begun", "开始维修"), "WorkHandedOver": ("handed over", "转单"),
    "VisitScheduled": ("visit agreed", "预约上门"), "DeadlineSet": ("date set", "设定期限"),
    "ExtensionRequested": ("more time asked for", "申请延期"),
    "ExtensionApproved": ("more time granted", "同意延期"),
    "ExtensionRefused": ("more time refused", "不同意延期"),
    "CompletionCorrected": ("completion corrected", "更正完工信息"),
    "ResultConfirmed": ("result confirmed", "确认完工"), "ReworkRequested": ("rework asked for", "返修"),
    "ConfirmedByDefault": ("confirmed by default", "默认确认"), "TicketEvaluated": ("rated", "评价"),
    "EvaluationAmended": ("rating changed", "修改评价"),
    "CancellationRequested": ("cancellation asked for", "申请取消"),
    "CancellationRefused": ("cancellation refused", "不同意取消"),
    "TicketReopened": ("reopened", "重新打开"),
    "PriorityChanged": ("priority changed", "调整优先级"),
    "TicketRecategorised": ("category changed", "调整类别"),
    "TicketTransferred": ("transferred", "转校区"),
    "MaterialRequested": ("material asked for", "申请材料"),
    "MaterialReserved": ("material put aside", "预留材料"),
    "MaterialIssued": ("material issued", "发放材料"),
    "MaterialUsed": ("material used", "使用材料"), "MaterialReturned": ("material returned", "退还材料"),
    "MaterialWrittenOff": ("material written off", "核销材料"), "CostAdded": ("cost added", "登记费用"),
    "FundingSet": ("funding set", "经费来源"), "QuoteMade": ("quote made", "报价"),
    "QuoteAccepted": ("quote accepted", "同意报价"), "QuoteRefused": ("quote refused", "不同意报价"),
  ]

  private static let members: [String: String] = [
    "campus": "校区", "campuses": "管辖校区", "category": "类别", "description": "描述", "place": "地点",
    "code": "编号",
    "address": "地址", "contact": "联系人", "name": "名称", "phone": "电话", "channel": "渠道",
    "asset": "设备", "attachments": "附件", "priority": "优先级", "worker": "维修工", "reason": "原因",
    "text": "说明", "remark": "备注", "cause": "故障原因", "workDone": "维修内容", "outcome": "维修结果",
    "consumables": "耗材", "result": "质量", "efficiency": "效率", "attitude": "态度", "until": "截至",
    "since": "起始", "due": "期限", "from": "从", "to": "至", "assignment": "派工号", "kind": "种类",
    "size": "大小", "mediaType": "媒体类型", "url": "网址", "item": "材料", "store": "库房",
    "quantity": "数量", "unit": "单位", "line": "行号", "amount": "金额", "currency": "币种",
    "payer": "付款方", "internal": "内部", "override": "越过规则", "force": "强制", "choice": "推荐",
    "pausesClock": "暂停计时", "imported": "导入", "legacy": "旧记录", "raw": "原始行", "remote": "远程",
    "duplicateOf": "重复于", "guarantee": "质保", "funding": "经费", "statedAt": "所述时间",
  ]
}
