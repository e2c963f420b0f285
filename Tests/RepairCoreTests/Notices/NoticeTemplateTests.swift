import RepairCore
import Testing

@Suite("Texts of notices") struct NoticeTemplateTests {
  private func problem(_ source: String, for rule: NoticeRule) -> NoticeTemplate.Problem? {
    do throws(NoticeTemplate.Problem) {
      _ = try NoticeTemplate(source, for: rule)
      return nil
    } catch {
      return error
    }
  }

  @Test("Every rule has a text in every language", arguments: NoticeRule.allCases)
  func standardTexts(rule: NoticeRule) throws {
    for language in NoticeLanguage.allCases {
      let template = try #require(NoticeRules.standard.template(for: rule, in: language))
      #expect(Set(template.variables).isSubset(of: rule.variables))
      // It is read again as it was, so that it can be adopted unchanged.
      #expect(try NoticeTemplate(template.source, for: rule) == template)
    }
  }

  @Test("What is wrong with a template has a name")
  func problems() {
    #expect(problem("", for: .completed) == .empty)
    #expect(problem(" \n", for: .completed) == .empty)
    #expect(problem("完成{", for: .completed) == .unbalancedBrace(at: 6))
    #expect(problem("a } b", for: .completed) == .unbalancedBrace(at: 2))
    #expect(problem("{text {text}", for: .completed) == .unbalancedBrace(at: 0))
    #expect(problem("{nobody}", for: .completed) == .unknownVariable("nobody", of: .completed))
    #expect(problem("{code}", for: .completed) == .unknownVariable("code", of: .completed))
    #expect(problem("{}", for: .completed) == .unknownVariable("", of: .completed))
    #expect(
      problem("worker {worker.number}", for: .dispatched)
        == .missingVariable(.workerName, of: .dispatched))
    #expect(problem("hello", for: .loginCode) == .missingVariable(.code, of: .loginCode))
    #expect(problem("bell \u{7}", for: .completed) == .controlCharacter(at: 5))
    #expect(
      problem(String(repeating: "x", count: NoticeTemplate.limit + 1), for: .completed) == .tooLong)
  }

  @Test("Braces are written twice, and a variable may stand twice")
  func braces() throws {
    let template = try NoticeTemplate("{{{code}}} and {code}", for: .loginCode)
    #expect(template.render { _ in "42" } == "{42} and 42")
    #expect(template.variables == [.code])
  }

  @Test("A value is a value: what looks like a variable or a command in it stays text")
  func injection() {
    var values = NoticeValues()
    values[words: .ticket] = "N-1"
    values[words: .text] = "{worker.phone}\r\n【银行】\u{202E}退款\u{1B}[2J\u{200B}{{"
    let rules = NoticeRules.standard
    let text = rules.text(
      of: .informationAsked, in: .chinese, with: values, form: .of(.sms))
    #expect(text == "关于您的报修N-1，请补充：{worker.phone}  【银行】退款[2J{{")
  }

  @Test("Lines stay lines in an e-mail, and become one in a text message")
  func lineBreaks() {
    #expect(NoticeTextForm.of(.email).sound("a\nb\tc") == "a\nb c")
    #expect(NoticeTextForm.of(.sms).sound("a\nb\u{2028}c") == "a b c")
  }

  @Test("A long value is cut where the channel says, and marked")
  func longValues() {
    let form = NoticeTextForm(keepsLineBreaks: false, valueLimit: 3)
    #expect(form.sound("漏水了") == "漏水了")
    #expect(form.sound("漏水了吗") == "漏水了…")
    #expect(NoticeTextForm(keepsLineBreaks: false, valueLimit: -1).sound("x") == "…")
  }

  @Test("A login code is said with its minutes")
  func loginCode() {
    let values = NoticeValues([.code: .text("482913"), .minutes: .number(5)])
    let rules = NoticeRules.standard
    #expect(
      rules.text(of: .loginCode, with: values, form: .of(.sms))
        == "您的登录验证码是482913，5分钟内有效，请勿告诉他人。")
    #expect(
      rules.text(of: .loginCode, in: .english, with: values, form: .of(.sms))
        == "Your login code is 482913. It holds for 5 minutes; tell nobody.")
  }

  @Test("A text message is counted in the parts a network cuts it into")
  func segments() {
    func count(_ text: String) -> Int { SMSLength.segments(of: text) }
    #expect(count("") == 0)
    #expect(count(String(repeating: "水", count: 70)) == 1)
    #expect(count(String(repeating: "水", count: 71)) == 2)
    #expect(count(String(repeating: "水", count: 134)) == 2)
    #expect(count(String(repeating: "水", count: 135)) == 3)
    // A pair of units is never cut: 33 of them leave one unit of a part empty.
    #expect(count(String(repeating: "😀", count: 35)) == 1)
    #expect(count(String(repeating: "😀", count: 66)) == 2)
    #expect(count(String(repeating: "😀", count: 67)) == 3)
  }
}
