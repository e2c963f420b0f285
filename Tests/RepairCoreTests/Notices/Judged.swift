import RepairCore

/// What a decision comes to, as far as a test looks at it.
enum Judged<Event: Equatable>: Equatable {
  case success([Event])
  case failure(RefusalCode)
}
