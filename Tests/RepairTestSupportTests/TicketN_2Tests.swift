import RepairCore
import RepairTestSupport
import Testing

@Suite("Ticket N-2")
struct TicketN_2Tests {
  @Test("What led to version 6 is decided as it was: rejectResult")
  func version6() throws {
    var story = try TicketStory(of: .named("N-2"))
    story = try story.given(
      .submitted(
        TicketSubmission(
          campus: .named("north"),
          category: .named("plumbing"),
          description: "description 1",
          place: Place(code: "dorm-5"),
          channel: .app)),
      by: .requester("u-17"),
      at: .time("2026-03-01T08:00:00.000Z"))
    story = try story.given(
      .accepted(priority: .number(3), category: nil),
      by: .dispatcher("d-1"),
      at: .time("2026-03-01T08:01:00.000Z"))
    story = try story.given(
      .workerDispatched(
        WorkerDispatch(worker: .named("w-7"), assignment: .number(1), force: false)),
      by: .dispatcher("d-1"),
      at: .time("2026-03-01T08:02:00.000Z"))
    story = try story.given(
      .workAcknowledged,
      by: .worker("w-7"),
      at: .time("2026-03-01T08:03:00.000Z"))
    story = try story.given(
      .workCompleted(
        WorkCompletion(cause: "cause 2", workDone: "workDone 3", outcome: .fixed, remote: false)),
      by: .worker("w-7"),
      at: .time("2026-03-01T08:04:00.000Z"))
    let turn = try story.when(
      .rejectResult(reason: .named("leaks"), text: "text 4", to: nil),
      by: .requester("u-17"),
      at: .time("2026-03-01T08:05:00.000Z")
    ) { $0.worker = WorkerFacts(isActive: false) }
    try turn.then(
      .reworkRequested(reason: .named("leaks"), text: "text 4", to: nil, assignment: nil))
  }
}
