import Foundation
import RepairCore
import RepairTestSupport
import Testing

/// What the article shows, tried.
@Suite("The example tests")
struct TestingExample {
  private let leak: TicketSubmission

  init() throws {
    leak = TicketSubmission(
      campus: try .named("north"), category: try .named("plumbing"), description: "水管漏水",
      place: Place(code: "dorm-5"))
  }

  @Test("A worker with two open jobs gets no third where the desk wants it so")
  func thirdJob() throws {
    let story = try TicketStory(of: .named("N-1"))
      .given(.submitted(leak), by: .requester("u-17"))
      .given(.accepted(priority: .normal, category: nil), by: .dispatcher("d-1"))
      .under { $0.openJobLimit = 2 }
    let dispatch = try TicketCommand.dispatch(worker: .named("w-7"), override: nil, force: false)

    try story
      .when(dispatch, by: .dispatcher("d-1")) { $0.worker = WorkerFacts(openJobs: 2) }
      .thenRefused(.limitReached)
    try story
      .when(dispatch, by: .dispatcher("d-1")) { $0.worker = WorkerFacts(openJobs: 1) }
      .then(.workerDispatched(WorkerDispatch(worker: .named("w-7"), assignment: .number(1))))
  }

  @Test("Nobody goes on duty who was never registered")
  func unregistered() throws {
    try SubjectStory<Member>(of: .named("w-7"))
      .when(.goOnDuty, by: .dispatcher("d-1"))
      .thenRefused(.unknownMember)
  }

  @Test("An issue is recorded where the expectation stands")
  func place() throws {
    try withKnownIssue {
      try telling {
        try TicketStory(of: .named("N-1")).when(.hurry, by: .requester("u-17")).then(.hurried)
      }
    } matching: { issue in
      issue.sourceLocation?.fileID == "RepairTestSupportTests/TestingExample.swift"
        && issue.comments.contains { $0.rawValue.contains("expected hurried") }
    }
  }

  @Test("Every example of the article is in this file, so that it compiles and passes")
  func article() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = "Sources/RepairTestSupport/RepairTestSupport.docc"
    let article = try String(
      contentsOf: root.appending(path: "\(folder)/TestingYourRules.md"), encoding: .utf8)
    // Where a line is indented does not matter.
    func flat(_ text: some StringProtocol) -> String {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .joined(separator: "\n")
    }
    let source = flat(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8))
    let examples = article.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
    #expect(examples.count == 3)
    for example in examples { #expect(source.contains(flat(example)), "\(example)") }
  }
}

func telling(_ story: () throws -> Void) rethrows {
  do {
    try story()
  } catch let failure as StoryFailure {
    Issue.record(
      Comment(rawValue: failure.description),
      sourceLocation: SourceLocation(
        fileID: failure.place.fileID, filePath: failure.place.filePath,
        line: failure.place.line, column: failure.place.column))
  }
}
