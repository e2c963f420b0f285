import RepairCore

/// Dates, results and the changes a desk makes.
extension EventReader {
  mutating func deadlineSet() throws(JSONError) -> TicketEvent {
    var due: Timestamp?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("due") {
        try time(&due, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .deadlineSet(due: try need(due, "due"), reason: reason)
  }

  mutating func extensionRequested() throws(JSONError) -> TicketEvent {
    var until: Timestamp?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("until") {
        try time(&until, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .extensionRequested(
      until: try need(until, "until"), reason: try need(reason, "reason"))
  }

  mutating func extensionApproved() throws(JSONError) -> TicketEvent {
    var until: Timestamp?
    while let key = try nextKey() {
      if key.is("until") { try time(&until, key) } else { try other(key) }
    }
    return .extensionApproved(until: try need(until, "until"))
  }

  mutating func completionCorrected() throws(JSONError) -> TicketEvent {
    var cause: String?
    var workDone: String?
    var outcome: Outcome?
    while let key = try nextKey() {
      if key.is("cause") {
        try text(&cause, key)
      } else if key.is("workDone") {
        try text(&workDone, key)
      } else if key.is("outcome") {
        try code(&outcome, key)
      } else {
        try other(key)
      }
    }
    return .completionCorrected(cause: cause, workDone: workDone, outcome: outcome)
  }

  mutating func reworkRequested() throws(JSONError) -> TicketEvent {
    var reason: ReasonCode?
    var text: String?
    var target: ReworkTarget?
    var assignment: AssignmentNumber?
    while let key = try nextKey() {
      if key.is("reason") {
        try identifier(&reason, key)
      } else if key.is("text") {
        try self.text(&text, key)
      } else if key.is("to") {
        try code(&target, key)
      } else if key.is("assignment") {
        try self.assignment(&assignment, key)
      } else {
        try other(key)
      }
    }
    return .reworkRequested(
      reason: try need(reason, "reason"), text: text, to: target, assignment: assignment)
  }

  mutating func evaluated() throws(JSONError) -> TicketEvent {
    var evaluation = TicketEvaluation(result: nil, efficiency: nil)
    var late: Bool?
    while let key = try nextKey() {
      if key.is("late") {
        try flag(&late, key)
      } else if try !mark(&evaluation, key) {
        try other(key)
      }
    }
    evaluation.late = late ?? false
    return .evaluated(evaluation)
  }

  mutating func evaluationAmended() throws(JSONError) -> TicketEvent {
    var evaluation = TicketEvaluation(result: nil, efficiency: nil)
    while let key = try nextKey() {
      if try !mark(&evaluation, key) { try other(key) }
    }
    return .evaluationAmended(
      result: evaluation.result, efficiency: evaluation.efficiency,
      attitude: evaluation.attitude, text: evaluation.text)
  }

  private mutating func mark(
    _ evaluation: inout TicketEvaluation, _ key: JSONReader.Slice
  ) throws(JSONError) -> Bool {
    if key.is("result") {
      try rating(&evaluation.result, key)
    } else if key.is("efficiency") {
      try rating(&evaluation.efficiency, key)
    } else if key.is("attitude") {
      try rating(&evaluation.attitude, key)
    } else if key.is("text") {
      try text(&evaluation.text, key)
    } else {
      return false
    }
    return true
  }

  mutating func priorityChanged() throws(JSONError) -> TicketEvent {
    var priority: Priority?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("priority") {
        try self.priority(&priority, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .priorityChanged(
      try need(priority, "priority"), reason: try need(reason, "reason"))
  }

  mutating func recategorised() throws(JSONError) -> TicketEvent {
    var category: CategoryCode?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("category") {
        try identifier(&category, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .recategorised(
      try need(category, "category"), reason: try need(reason, "reason"))
  }

  mutating func transferred() throws(JSONError) -> TicketEvent {
    var campus: CampusCode?
    var reason: ReasonCode?
    while let key = try nextKey() {
      if key.is("campus") {
        try identifier(&campus, key)
      } else if key.is("reason") {
        try identifier(&reason, key)
      } else {
        try other(key)
      }
    }
    return .transferred(to: try need(campus, "campus"), reason: try need(reason, "reason"))
  }
}
