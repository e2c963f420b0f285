import Foundation
import RepairCore
import RepairStore
import Testing

@testable import RepairExchange
@testable import RepairReport

/// The page of an audit report: what it shows, and that it can show nothing else.
@Suite("The page of a report") struct AuditPageTests {
  private let desk: AuditDesk

  init() throws {
    desk = try AuditDesk()
  }

  @Test("carries the report's lines to the byte", arguments: DashboardLanguage.allCases)
  func data(_ language: DashboardLanguage) throws {
    let made = try desk.report(try desk.question("N-1", "N-2"), in: language)
    let found = try #require(AuditPage.data(of: made.page))
    #expect(found.data == made.lines && found.language == language)
  }

  @Test("is refused when it shows another thing than its data say, though those hold")
  func shown() throws {
    let page = String(decoding: try desk.report(try desk.question("N-1")).page, as: UTF8.self)
    let forged = [
      page.replacing("<td><b>accepted</b>", with: "<td><b>declined</b>"),
      page.replacing("</main>", with: "</main><p>N-1 was approved.</p>"),
      page.replacing(">d-1 (dispatcher)", with: ">d-2 (dispatcher)"),
      page.replacing("lang=\"en\"", with: "lang=\"zh-CN\""),
      page.replacing("default-src 'none'", with: "default-src *"), page + "\n",
    ]
    for forged in forged {
      #expect(forged != page)
      #expect(try !desk.accepts(Array(forged.utf8)))
    }
  }

  @Test("has no script, no style attribute and no address, and what people wrote is text on it")
  func inert() throws {
    let page = String(decoding: try desk.report(AuditQuestion()).page, as: UTF8.self)
    #expect(!page.contains("<script") && !page.contains(" style=") && !page.contains("http:"))
    #expect(page.contains("灯不亮 &lt;/pre&gt;&lt;script&gt;x()&lt;/script&gt;&amp;amp;\\u{202e}"))
    #expect(page.ranges(of: "</pre>").count == 2)
  }

  @Test("allows its own style sheet and nothing else")
  func policy() throws {
    let hash = try SHA256Digest(hashing: AuditPageStyle.sheet.utf8).base64
    #expect(AuditPageStyle.policy.contains("style-src 'sha256-\(hash)'"), "it is \(hash)")
  }

  @Test("has a word for every event a ticket can have")
  func words() {
    for kind in TicketEventKind.allCases {
      #expect(AuditWords.of(event: kind.rawValue) != nil, "\(kind)")
    }
  }
}
