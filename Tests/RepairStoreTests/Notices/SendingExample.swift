import Foundation
import RepairCore
import Testing

@testable import RepairStore

/// The example of the article "Sending notices", kept here so that it compiles and works.
@Suite("The article on notices")
struct SendingExample {
  @Test("shows a channel that reaches who has a phone, and a sender that runs until it is stopped")
  func textMessages() async throws {
    var rules = NoticeRules.standard
    rules.plans[.submitted] = NoticeRules.Plan(isOn: false)
    try await NoticeDesk.with(rules: rules) { desk in
      let posted = Lock<[String]>([])
      let channel = TextMessages { text, phone, reference in
        posted.withLock { $0.append("\(phone): \(text)") }
        return reference
      }
      try await desk.dispatch()
      let task = Task { try await sendNotices(of: desk.engine, by: [channel], on: "server-1") }
      // Nobody has a phone here, so both text messages are given up at once.
      for _ in 0..<2_000 {
        if try await desk.engine.notices(NoticeQuery(status: .failed)).count == 2 { break }
        try await Task.sleep(for: .milliseconds(10))
      }
      task.cancel()
      _ = try? await task.value
      #expect(posted.withLock { $0 }.isEmpty)
      let failed = try await desk.engine.notices(NoticeQuery(status: .failed))
      #expect(failed.map(\.reason) == ["no phone", "no phone"])
    }
  }

  @Test("is the example that is tested, line by line")
  func documented() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let article = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/RepairStore/RepairStore.docc/SendingNotices.md"),
      encoding: .utf8)
    let begin = try #require(source.range(of: "/// Sends text messages", options: .backwards))
    #expect(article.contains("```swift\n" + source[begin.lowerBound...] + "```"))
  }
}

/// Sends text messages by a gateway.
struct TextMessages: NoticeChannel {
  /// Hands a text to the gateway, with a reference by which it tells a repeated one.
  let post: @Sendable (_ text: String, _ phone: String, _ reference: String) async throws -> String

  var code: NoticeChannelCode { .sms }

  func send(_ message: NoticeMessage) async throws -> String? {
    guard let phone = message.contact?.phone else { throw NoticeUndeliverable("no phone") }
    return try await post(message.text, phone, message.id.rawValue)
  }
}

/// Sends notices for as long as the server runs.
func sendNotices(
  of engine: RepairEngine, by channels: [any NoticeChannel], on server: String
) async throws {
  let sender = NoticeSender(for: engine, channels: channels, owner: server)
  try await sender.run()
}
