import RepairCore

/// What the closed codes of a desk are called on a dashboard.
enum DashboardWords {
  static func of(_ phase: TicketPhase) -> Phrase {
    let en =
      switch phase {
      case .submitted: "submitted"
      case .accepted: "accepted"
      case .dispatched: "dispatched"
      case .rejectedByWorker: "handed back"
      case .completed: "completed"
      case .evaluated: "evaluated"
      case .cancelled: "cancelled"
      @unknown default: phase.rawValue
      }
    return Phrase(en, phase.deskName)
  }

  static func of(_ stage: DeskStage) -> Phrase {
    switch stage {
    case .accept: Phrase("accept", "受理")
    case .dispatch: Phrase("dispatch", "派单")
    case .acknowledge: Phrase("answer", "接单")
    case .arrive: Phrase("arrive", "到场")
    case .complete: Phrase("complete", "完工")
    @unknown default: Phrase(stage.rawValue, stage.rawValue)
    }
  }

  static func of(_ kind: TargetKind) -> Phrase {
    switch kind {
    case .accept: Phrase("accept", "受理")
    case .acknowledge: Phrase("answer", "接单")
    case .arrive: Phrase("arrive", "到场")
    case .complete: Phrase("complete", "完工")
    @unknown default: Phrase(kind.rawValue, kind.rawValue)
    }
  }

  static func of(_ reason: HoldReason) -> Phrase {
    switch reason {
    case .parts: Phrase("parts", "等配件")
    case .information: Phrase("information", "待补充信息")
    case .access: Phrase("access", "无法入户")
    case .vendor: Phrase("vendor", "等厂家")
    case .approval: Phrase("approval", "等审批")
    case .weather: Phrase("weather", "天气")
    case .scheduled: Phrase("scheduled", "已预约")
    case .other: Phrase("other", "其他")
    @unknown default: Phrase(reason.rawValue, reason.rawValue)
    }
  }

  static func of(_ outcome: Outcome?) -> Phrase {
    switch outcome {
    case .fixed: Phrase("fixed", "已修复")
    case .temporary: Phrase("temporary", "临时处理")
    case .notReproducible: Phrase("not reproducible", "未复现")
    case .beyondRepair: Phrase("beyond repair", "无法修复")
    case .referredOut: Phrase("referred out", "转外修")
    case nil: Phrase("not said", "未注明")
    @unknown default: Phrase("other", "其他")
    }
  }

  static func of(_ kind: CancellationKind?) -> Phrase {
    switch kind {
    case .withdrawn: Phrase("withdrawn", "报修人撤回")
    case .declined: Phrase("declined", "不予受理")
    case .duplicate: Phrase("duplicate", "重复")
    case .cancelledByDispatcher: Phrase("by the dispatcher", "管理员取消")
    case nil: Phrase("not said", "未注明")
    @unknown default: Phrase("other", "其他")
    }
  }

  static func of(_ kind: RepeatFigure.Kind) -> Phrase {
    switch kind {
    case .place: Phrase("place", "地点")
    case .asset: Phrase("asset", "设备")
    @unknown default: Phrase(kind.rawValue, kind.rawValue)
    }
  }

  static func of(_ kind: GapFigure.Kind) -> Phrase {
    switch kind {
    case .workerUnknown: Phrase("worker unknown", "维修工未知")
    case .priorityUnknown: Phrase("priority unknown", "优先级未知")
    case .categoryUnknown: Phrase("category unknown", "类别未知")
    case .campusUnknown: Phrase("campus unknown", "校区未知")
    case .placeUnknown: Phrase("place missing", "缺地点")
    case .descriptionEmpty: Phrase("description missing", "缺描述")
    case .contactUnknown: Phrase("contact missing", "缺联系方式")
    case .requesterUnknown: Phrase("requester unknown", "报修人未知")
    case .outcomeUnknown: Phrase("outcome not said", "未注明维修结果")
    case .endUnknown: Phrase("end of the work unknown", "完工时间未知")
    case .timeInferred: Phrase("times inferred", "推定的时间")
    case .timeClamped: Phrase("times that ran backwards", "倒退的时间")
    case .timeMoved: Phrase("times moved by the tolerance", "容差内调整的时间")
    @unknown default: Phrase(kind.rawValue, kind.rawValue)
    }
  }

  static func of(_ kind: TicketListKind) -> Phrase {
    switch kind {
    case .toAccept: Phrase("to be accepted", "待受理")
    case .toDispatch: Phrase("to be dispatched", "待派单")
    case .toAcknowledge: Phrase("waiting for a worker's answer", "待接单")
    case .cancellationAsked: Phrase("asked to be cancelled", "申请取消")
    case .extensionAsked: Phrase("asked for more time", "申请延期")
    case .holdExpired: Phrase("rests longer than was said", "挂起已到期")
    case .breached: Phrase("late", "已超时")
    case .nearBreach: Phrase("nearly late", "即将超时")
    case .overdue: Phrase("past its date", "超过期限")
    case .onHold: Phrase("on hold", "挂起中")
    case .oldest: Phrase("open", "在办")
    case .pingPong: Phrase("went to and fro", "反复退转单")
    case .inRework: Phrase("in rework", "返修中")
    case .ratedLow: Phrase("rated 1 or 2", "低分评价")
    @unknown default: Phrase(kind.rawValue, kind.rawValue)
    }
  }
}
