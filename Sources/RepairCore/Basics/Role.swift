/// In which capacity somebody acts.
@nonexhaustive
public enum Role: String, CaseIterable, Hashable, Sendable {
  /// 报修人: reports faults and rates the repair.
  case requester
  /// 管理员: accepts tickets and sends workers, within one campus or all.
  case dispatcher
  /// 维修工: does the work on tickets assigned to them.
  case worker
  /// 库房管理员: hands out and takes back materials.
  case storekeeper
  /// 审计: reads everything, changes nothing.
  case auditor
  /// A timer or an import, always named by the actor.
  case system
}
