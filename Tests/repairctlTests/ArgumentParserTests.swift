import Testing

@testable import repairctl

@Suite struct ArgumentParserTests {
  private static let specification = CommandSpecification(
    name: "made-up", abstract: "Made up.",
    arguments: [
      .init("ticket", .text, "A ticket."), .init("file", .path, "A file.", optional: true),
    ],
    options: [
      .init("--at", .text("when"), "When."),
      .init("--type", .text("name"), "A type.", repeats: true),
      .init("--count", .flag, "Counts."),
      .init("--limit", .text("n"), "How many."),
    ],
    examples: [])

  private func parse(_ arguments: String...) throws -> ParsedArguments {
    try Self.specification.parse(arguments)
  }

  private func problem(_ arguments: String...) -> String? {
    do {
      _ = try Self.specification.parse(arguments)
      return nil
    } catch {
      return error.code == .usage ? error.message : nil
    }
  }

  @Test("Options and words may stand in any order")
  func order() throws {
    for arguments in [["N-1", "--count", "--at", "now"], ["--at", "now", "N-1", "--count"]] {
      let parsed = try Self.specification.parse(arguments)
      #expect(parsed.word(0) == "N-1")
      #expect(parsed.has("--count"))
      #expect(parsed.text("--at") == "now")
    }
  }

  @Test(
    "An option that takes a value takes the next argument whatever it begins with",
    arguments: ["-7d", "--", "--count", "-", "", "--help"])
  func values(_ value: String) throws {
    #expect(try parse("N-1", "--at", value).text("--at") == value)
    #expect(try parse("N-1", "--at=\(value)").text("--at") == value)
  }

  @Test("A value may contain an equals sign")
  func equals() throws {
    #expect(try parse("N-1", "--at=a=b").text("--at") == "a=b")
  }

  @Test("What stands behind two dashes is a word")
  func dashes() throws {
    let parsed = try parse("--count", "--", "--at", "-x")
    #expect(parsed.words == ["--at", "-x"])
    #expect(parsed.has("--count"))
  }

  @Test("A single dash is a word: standard input")
  func dash() throws {
    #expect(try parse("-").word(0) == "-")
  }

  @Test("The last value counts, and a repeatable option keeps all")
  func repeating() throws {
    #expect(try parse("N-1", "--at", "a", "--at", "b").text("--at") == "b")
    #expect(try parse("N-1", "--type", "a", "--type", "b").texts("--type") == ["a", "b"])
  }

  @Test("What cannot be understood is named")
  func problems() {
    #expect(problem() == "Missing the argument <ticket>.")
    #expect(problem("a", "b", "c") == "Unexpected argument 'c'.")
    #expect(problem("a", "--limti", "3") == "Unknown option '--limti'. Did you mean '--limit'?")
    #expect(problem("a", "-x") == "Unknown option '-x'.")
    #expect(problem("a", "--at") == "The option '--at' needs a value: --at <when>.")
    #expect(problem("a", "--count=3") == "The option '--count' takes no value.")
    #expect(
      problem("a", "--format", "jsno")
        == "Unknown value 'jsno' of '--format'. Did you mean 'json'?")
    #expect(
      problem("a", "--format", "yaml")
        == "Unknown value 'yaml' of '--format'. It can be: table, json, ndjson, csv.")
  }

  @Test(
    "A number out of its range is refused, not cut",
    arguments: ["0", "-1", "1e3", "99999999999999999999", "", " 1", "0x10"])
  func numbers(_ text: String) throws {
    let parsed = try parse("N-1", "--limit", text)
    #expect(throws: Failure.self) { try parsed.integer("--limit", in: 1...1000) }
  }

  @Test(
    "The nearest name is suggested, a far one is not",
    arguments: [
      ("hstory", "history"), ("histroy", "history"), ("QUERY", "query"), ("evnts", "events"),
      ("frobnicate", nil), ("", nil), ("x", nil),
    ])
  func suggestions(_ typed: String, _ meant: String?) {
    #expect(
      Suggestion.nearest(to: typed, among: ["history", "query", "events", "show"]) == meant)
  }
}
