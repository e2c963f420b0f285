import RepairReport
import Testing

@Suite struct DisplayWidthTests {
  @Test(
    "Characters take the columns a terminal gives them",
    arguments: [
      ("abc", 3), ("水管漏水", 8), ("é", 1), ("e\u{301}", 1), ("🔧", 2), ("ＡＢ", 4), ("한국", 4), ("", 0),
      ("５栋 301", 8), ("→", 1), ("・", 2), ("𠮷", 2),
    ])
  func widths(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(
    "A text that is too wide ends in an ellipsis within the columns",
    arguments: [
      ("水管漏水", 8, "水管漏水"), ("水管漏水", 7, "水管漏…"), ("水管漏水", 6, "水管…"), ("abcdef", 4, "abc…"),
      ("abc", 1, "…"), ("abc", 0, ""), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
  func truncation(_ text: String, _ columns: Int, _ shown: String) {
    let result = DisplayWidth.truncated(text, to: columns)
    #expect(result == shown)
    #expect(DisplayWidth.of(result) <= columns)
  }
}
