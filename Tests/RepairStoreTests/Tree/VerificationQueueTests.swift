import RepairCore
import Testing

@testable import RepairStore

/// Who works on a verification, and how that ends.
@Suite("The queue of a verification")
struct VerificationQueueTests {
  @Test("stops the helper in the middle of a statement when nobody wants the answer any more")
  func abandoned() throws {
    // given
    let fixture = try LogFixture()
    let (path, queue) = (fixture.path, VerificationQueue())
    let outcome = Lock<StoreError.Code?>(nil)
    try BlockingThread.start {
      defer { queue.endHelper() }
      do {
        let log = try EventLog.open(at: path, mode: .readOnly)
        let connection = try log.openDatabase().connection
        queue.help(interruptedBy: connection.interruptHandle)
        // Would take minutes.
        let sql = """
          WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n LIMIT 1000000000)
          SELECT count(*) FROM n
          """
        try StoreError.mapping(path: path) {
          try connection.withStatement(sql) { _ = try $0.step() }
        }
      } catch {
        outcome.withLock { $0 = (error as? StoreError)?.code }
      }
    }
    // when
    queue.abandon()
    queue.waitForHelper {}
    // then
    #expect(outcome.withLock { $0 } == .interrupted)
    #expect(queue.take(waiting: true) == nil)
  }

  @Test("lets who waits for the helper give up")
  func givenUp() throws {
    let queue = VerificationQueue()
    #expect(throws: CallFailed.self) {
      try queue.waitForHelper { throw CallFailed(call: "enough") }
    }
  }
}
