import RepairCore
import Testing

@testable import RepairStore

@Suite("Settings for notices as JSON") struct NoticeRulesCodecTests {
  private func problem(_ json: String) -> String? {
    do throws(MalformedSettings) {
      _ = try NoticeRules(json: json.utf8)
      return nil
    } catch {
      return error.field
    }
  }

  @Test("What is written is read back as it was")
  func roundTrip() throws {
    var rules = NoticeRules.standard
    rules.language = .english
    rules.zone = try CalendarZone(
      name: "Europe/Berlin", offset: 3_600,
      transitions: [CalendarZone.Transition(at: .epoch, offset: 7_200)])
    rules.quietHours = nil
    rules.hourlyLimit = nil
    rules.maxAge = .hours(5)
    rules.retry = RetryPlan(attempts: 3, first: .seconds(1), longest: .days(1))
    rules.urgencies.append(NoticeRules.Urgency(try #require(UrgencyCode("drill"))))
    rules.plans[.held] = NoticeRules.Plan(isOn: false, channels: [.email, .wechat], urgency: .info)
    rules.templates[.english] = [.completed: try NoticeTemplate("Done: {text}", for: .completed)]
    #expect(try NoticeRules(json: rules.json) == rules)
    #expect(try NoticeRules(json: NoticeRules.standard.json) == NoticeRules.standard)
    #expect(try NoticeRules(json: "{}".utf8) == NoticeRules.standard)
  }

  @Test(
    "What cannot be is named with its path",
    arguments: [
      (#"[]"#, ""), (#"{"colour":1}"#, "colour"), (#"{"language":"fr"}"#, "language"),
      (#"{"quietHours":{"from":"22:00","to":"22:00"}}"#, "quietHours"),
      (#"{"quietHours":{"from":"24:00"}}"#, "quietHours.from"),
      (#"{"quietHours":{"from":"9:00"}}"#, "quietHours.from"),
      (#"{"hourlyLimit":0}"#, "hourlyLimit"), (#"{"maxAge":"0s"}"#, "maxAge"),
      (#"{"channelTimeout":"0s"}"#, "channelTimeout"),
      (#"{"retry":{"attempts":0}}"#, "retry.attempts"),
      (#"{"rules":{"nothing":{}}}"#, "rules.nothing"),
      (#"{"rules":{"held":{"urgency":"never"}}}"#, "rules.held.urgency"),
      (#"{"rules":{"held":{"channels":["sms","sms"]}}}"#, "rules.held.channels[1]"),
      (#"{"rules":{"held":{"channels":["a b"]}}}"#, "rules.held.channels[0]"),
      (#"{"urgencies":[]}"#, "rules.submitted.urgency"),
      (#"{"urgencies":[{"code":"normal"},{"code":"normal"}]}"#, "urgencies[1].code"),
      (#"{"templates":{"zh":{"dispatched":"{worker.number}"}}}"#, "templates.zh.dispatched"),
      (#"{"templates":{"zh":{"completed":"{"}}}"#, "templates.zh.completed"),
      (#"{"zone":{"name":"X","offset":86400}}"#, "zone.offset"),
      (#"{"zone":{"offset":0}}"#, "zone.name"),
    ])
  func malformed(json: String, field: String) {
    #expect(problem(json) == field)
  }

  @Test("Commands to notices, preferences and announcements are read and written as they were")
  func commands() throws {
    let common = #""actor":"d-1","role":"dispatcher","at":"2026-03-01T08:00:00.000Z""#
    let lines = [
      #"{"command":"publish","announcement":"A-1",\#(common),"audience":{"campus":"north","#
        + #""role":"requester","place":"dorm-5"},"title":"t","text":"x","urgency":"urgent","#
        + #""validUntil":"2026-03-02T08:00:00.000Z"}"#,
      #"{"command":"amend","announcement":"A-1",\#(common),"title":"t"}"#,
      #"{"command":"withdraw","announcement":"A-1",\#(common),"reason":"mistake"}"#,
      #"{"command":"reply","announcement":"A-1",\#(common),"text":"x"}"#,
      #"{"command":"comment","announcement":"A-1",\#(common),"text":"x","on":1}"#,
      #"{"command":"recordDistribution","announcement":"A-1",\#(common),"recipients":3}"#,
      #"{"command":"unsubscribe","person":"u-1",\#(common),"urgency":"info"}"#,
      #"{"command":"subscribe","person":"u-1",\#(common),"urgency":"info"}"#,
      #"{"command":"chooseLanguage","person":"u-1",\#(common),"language":"en"}"#,
      #"{"command":"markRead","notice":"E.held.app.person:u-1",\#(common)}"#,
      #"{"command":"recordSent","notice":"E.held.app.person:u-1",\#(common),"receipt":"r"}"#,
      #"{"command":"recordFailure","notice":"E.held.app.person:u-1",\#(common),"reason":"r","#
        + #""retryAt":"2026-03-02T08:00:00.000Z"}"#,
      #"{"command":"suppress","notice":"E.held.app.person:u-1",\#(common),"reason":"expired"}"#,
      #"{"command":"queueNotice","notice":"E.held.app.person:u-1",\#(common),"#
        + #""stream":"ticket/N-1","streamVersion":3,"since":"2026-03-01T08:00:00.000Z","#
        + #""rule":"held","recipient":"person:u-1","channel":"app","urgency":"normal"}"#,
    ]
    for line in lines {
      let envelope = try CommandCodec.decode(line.utf8)
      #expect(String(decoding: CommandCodec.encode(envelope), as: UTF8.self) == line)
      #expect(try CommandCodec.requestDigest(of: envelope) != nil)
    }
  }
}
