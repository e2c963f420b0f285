import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// The flow of the university's repair system, line by line: reports by phone and online, acceptance,
/// the store, a worker chosen and told, handed back, another one, materials, arrival, completion,
/// rating, and the lists that everybody looks at.
@Suite("The desk from a report to its rating")
struct PaperFlowTests {
  private let folder: TemporaryFolder
  private let clock = TestClock()
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("desk.db")
  }

  /// A channel that remembers what it was given.
  private struct Post: NoticeChannel {
    let code: NoticeChannelCode
    let posted: Lock<[NoticeMessage]>

    func send(_ message: NoticeMessage) async throws -> String? {
      posted.withLock { $0.append(message) }
      return nil
    }
  }

  @Test("goes as the paper has it")
  func wholeFlow() async throws {
    var configuration = RepairEngine.Configuration()
    let clock = clock
    configuration.log.clock = { clock.now }
    let engine = try await RepairEngine(creating: path, configuration: configuration)
    do {
      try await story(engine)
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  private func story(_ engine: RepairEngine) async throws {
    let start = try #require(Timestamp("2026-03-02T01:00:00Z"))
    var minute: Int64 = 0
    func now() -> Timestamp { start + .minutes(minute) }
    /// Gives a command a minute later, and returns its events.
    func ask(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) async throws
      -> [String]
    {
      minute += 1
      clock.set(now())
      let envelope = try CommandCodec.decode(
        line.replacingOccurrences(of: "AT", with: now().description).utf8)
      switch try await engine.execute(envelope) {
      case .accepted(let receipt): return receipt.events
      case .refused(let refusal):
        Issue.record("\(refusal)", sourceLocation: sourceLocation)
        return []
      }
    }
    func refused(_ line: String) async throws -> RefusalCode? {
      minute += 1
      let envelope = try CommandCodec.decode(
        line.replacingOccurrences(of: "AT", with: now().description).utf8)
      if case .refused(let refusal) = try await engine.execute(envelope) { return refusal.code }
      return nil
    }
    let system = #""actor":"setup","role":"system","at":"AT""#
    let desk = #""actor":"d-1","role":"dispatcher","at":"AT","campuses":["north"]"#
    clock.set(now())

    // The desk is set up: people, hotlines, notices, a store.
    for (id, role, name, number) in [
      ("d-1", "dispatcher", "王老师", "D1"), ("s-1", "storekeeper", "李库管", "S1"),
    ] {
      _ = try await ask(
        #"{"command":"register","member":"\#(id)",\#(system),"profile":{"name":"\#(name)"},"#
          + #""roles":[{"role":"\#(role)","campuses":["north"]}],"post":{"number":"\#(number)"}}"#)
    }
    for (id, name, phone) in [("w-7", "张师傅", "10100000007"), ("w-9", "赵师傅", "10100000009")] {
      _ = try await ask(
        #"{"command":"register","member":"\#(id)",\#(system),"#
          + #""profile":{"name":"\#(name)","phone":"\#(phone)"},"#
          + #""roles":[{"role":"worker","campuses":["north"]}],"#
          + #""post":{"number":"W\#(id.dropFirst(2))"},"trades":["plumbing"]}"#)
      _ = try await ask(#"{"command":"goOnDuty","member":"\#(id)",\#(system)}"#)
    }
    _ = try await ask(
      #"{"command":"register","member":"t-2","actor":"t-2","role":"requester","at":"AT","#
        + #""profile":{"name":"陈老师","phone":"101 0000 0002"}}"#)
    _ = try await ask(
      #"{"command":"adoptHotlines",\#(system),"#
        + #""settings":{"lines":[{"number":"8001","campuses":["north"],"categories":["plumbing"]}]}}"#
    )
    var rules = NoticeRules.standard
    rules.quietHours = nil
    _ = try await engine.execute(
      CommandEnvelope(
        adopting: rules, by: try TicketDesk.actor("setup", .system), at: now())
    ).get()
    _ = try await ask(
      #"{"command":"registerItem","item":"store-north/valve-15","actor":"s-1","role":"storekeeper","#
        + #""at":"AT","campus":"north","description":"阀门 DN15","unit":"个"}"#)
    _ = try await ask(
      #"{"command":"receiveStock","item":"store-north/valve-15","actor":"s-1","role":"storekeeper","#
        + #""at":"AT","quantity":5}"#)

    let sms = Lock<[NoticeMessage]>([])
    let app = Lock<[NoticeMessage]>([])
    let sender = NoticeSender(
      for: engine, channels: [Post(code: .sms, posted: sms), Post(code: .app, posted: app)],
      directory: MemberNoticeDirectory(engine), owner: "test")
    /// What has been said since the last time, by recipient and text.
    func said() async throws -> [String] {
      _ = try await sender.deliver()
      let all = sms.withLock { $0 } + app.withLock { $0 }
      sms.withLock { $0 = [] }
      app.withLock { $0 = [] }
      return all.map { "\($0.recipient): \($0.text)" }
    }
    _ = try await said()

    // 1. A report by phone: the caller is matched by the number, the hotline says what it is about.
    let call = try await engine.incomingCall(from: "+86 10100000002", to: "8001")
    #expect(call.caller?.id.rawValue == "t-2")
    #expect(call.line?.categories?.map(\.rawValue) == ["plumbing"])
    #expect(call.openTickets.isEmpty)
    #expect(
      try await ask(
        #"{"command":"submit","ticket":"P-1",\#(desk),"onBehalfOf":"t-2","campus":"north","#
          + #""category":"plumbing","description":"阀门漏水","place":{"code":"lab-2"},"#
          + #""contact":{"name":"陈老师","phone":"10100000002"},"channel":"phone"}"#)
        == ["TicketSubmitted"])
    #expect(
      try await engine.incomingCall(from: "10100000002").openTickets.map(\.ticket.rawValue)
        == ["P-1"])

    // 2. A report online, with a photo.
    let photo =
      #"{"name":"leak.jpg","sha256":"\#(String(repeating: "a", count: 64))","size":1000,"#
      + #""mediaType":"image/jpeg","kind":"photo"}"#
    #expect(
      try await ask(
        #"{"command":"submit","ticket":"P-2","actor":"u-17","role":"requester","at":"AT","#
          + #""campus":"north","category":"plumbing","description":"水管漏水","#
          + #""place":{"code":"dorm-5","address":"5栋 301"},"attachments":[\#(photo)]}"#)
        == ["TicketSubmitted"])
    // Whoever typed the call in knows of it.
    #expect(
      try await said().filter { $0.hasPrefix("person:d-1: 新报修") }.map { $0.contains("P-2") }
        == [true])

    // 3. Accepted: the storekeeper is told, and sees what to prepare.
    for ticket in ["P-1", "P-2"] {
      #expect(
        try await ask(#"{"command":"accept","ticket":"\#(ticket)",\#(desk),"priority":2}"#)
          == ["TicketAccepted"])
    }
    #expect(
      try await said().count { $0.hasPrefix("person:s-1: ") && $0.contains("请准备材料") } == 2)

    // 4. Workers are filtered; the best is sent, and the requester gets their number, name and phone.
    let two = try #require(TicketID("P-2"))
    let ranking = try #require(try await engine.candidates(for: two, at: now()))
    #expect(ranking.ranking.ranked.map(\.worker.rawValue) == ["w-7", "w-9"])
    #expect(
      try await ask(#"{"command":"dispatch","ticket":"P-2",\#(desk),"worker":"w-7"}"#)
        == ["WorkerDispatched"])
    #expect(
      try await said().contains("person:u-17: 您的报修已受理，维修工号：W7，姓名：张师傅，电话：10100000007。"))

    // 5. Handed back with a reason, to the dispatcher; not sent to the same worker again.
    #expect(
      try await ask(
        #"{"command":"reject","ticket":"P-2","actor":"w-7","role":"worker","at":"AT","#
          + #""reason":"noParts","text":"没有这个规格的阀门"}"#) == ["WorkRejected"])
    #expect(
      try await said().contains {
        $0.hasPrefix("person:d-1: 维修工W7张师傅退回了报修P-2") && $0.contains("没有这个规格的阀门")
      })
    #expect(
      try await refused(#"{"command":"dispatch","ticket":"P-2",\#(desk),"worker":"w-7"}"#)
        == .workerUnavailable)

    // 6. Another one accepts, draws materials, arrives and completes.
    let worker = #""actor":"w-9","role":"worker","at":"AT""#
    let keeper = #""actor":"s-1","role":"storekeeper","at":"AT""#
    _ = try await ask(#"{"command":"dispatch","ticket":"P-2",\#(desk),"worker":"w-9"}"#)
    for line in [
      #"{"command":"acknowledge","ticket":"P-2",\#(worker)}"#,
      #"{"command":"requestMaterial","ticket":"P-2",\#(worker),"item":"valve-15","quantity":1}"#,
    ] { _ = try await ask(line) }
    #expect(try await engine.materialsToPrepare().map(\.item?.rawValue) == ["valve-15"])
    for line in [
      #"{"command":"issueMaterial","ticket":"P-2",\#(keeper),"line":1,"quantity":1,"#
        + #""store":"store-north"}"#,
      #"{"command":"checkIn","ticket":"P-2",\#(worker)}"#,
      #"{"command":"startWork","ticket":"P-2",\#(worker)}"#,
    ] { _ = try await ask(line) }
    #expect(try await engine.materialsToPrepare().isEmpty)
    let complete =
      #"{"command":"complete","ticket":"P-2",\#(worker),"cause":"密封圈老化","workDone":"更换阀门","#
      + #""outcome":"fixed"}"#
    #expect(try await refused(complete) == .materialsOpen)
    _ = try await ask(#"{"command":"useMaterial","ticket":"P-2",\#(worker),"line":1,"quantity":1}"#)
    _ = try await said()
    #expect(try await ask(complete) == ["WorkCompleted"])

    // 7. Dispatcher and requester are told; the requester is asked to rate.
    let told = try await said()
    #expect(told.contains("person:u-17: 您的报修P-2已完成，请评价维修结果和效率（1至5分）。"))
    #expect(told.contains { $0.hasPrefix("person:d-1: 报修P-2") && $0.contains("W9完成") })

    // 8. The result and the efficiency, 1 to 5, with a text.
    #expect(
      try await ask(
        #"{"command":"evaluate","ticket":"P-2","actor":"u-17","role":"requester","at":"AT","#
          + #""result":5,"efficiency":4,"text":"谢谢"}"#) == ["TicketEvaluated"])

    // 9. Everybody's lists.
    func list(_ change: (inout BoardQuery) -> Void) async throws -> [String] {
      var query = BoardQuery()
      change(&query)
      return try await engine.query(query).rows.map(\.ticket.rawValue)
    }
    let open = Set(TicketPhase.allCases.filter(\.isOpen))
    let ended = Set(TicketPhase.allCases).subtracting(open)
    let requester = PersonID("u-17")
    let caller = PersonID("t-2")
    let mender = PersonID("w-9")
    #expect(try await list { ($0.requester, $0.phases) = (requester, open) } == [])
    #expect(try await list { ($0.requester, $0.phases) = (requester, ended) } == ["P-2"])
    #expect(try await list { ($0.requester, $0.phases) = (caller, open) } == ["P-1"])
    #expect(try await list { $0.phases = [.accepted, .rejectedByWorker] } == ["P-1"])
    #expect(try await list { $0.phases = [.dispatched] } == [])
    #expect(try await list { $0.phases = [.completed, .evaluated] } == ["P-2"])
    #expect(try await list { ($0.worker, $0.phases) = (mender, open) } == [])
    #expect(try await list { ($0.worker, $0.phases) = (mender, ended) } == ["P-2"])
  }
}
