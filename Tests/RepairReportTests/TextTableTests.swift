import RepairReport
import Testing

@Suite struct TextTableTests {
  private let columns: [TextTable.Column] = [
    .init("TICKET"), .init("DESCRIPTION", isFlexible: true), .init("EVENTS", alignment: .right),
  ]

  @Test("Chinese and Latin text stand in the same columns, numbers at the right")
  func alignment() {
    var table = TextTable(columns: columns)
    let text = table.rendered([["N-1", "水管漏水", "7"], ["N-10", "tap", "12"]])
    #expect(
      text == """
        TICKET  DESCRIPTION  EVENTS
        N-1     水管漏水          7
        N-10    tap              12

        """)
  }

  @Test("A table wider than the terminal cuts its flexible column first")
  func fitting() {
    var table = TextTable(columns: columns, limit: 24)
    let text = table.rendered([["N-1", "水管漏水水管漏水", "7"]])
    #expect(
      text == """
        TICKET  DESCRIP…  EVENTS
        N-1     水管漏…        7

        """)
    for line in text.split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= 24)
    }
  }

  @Test("Where there is no terminal nothing is cut")
  func uncut() {
    var table = TextTable(columns: columns)
    let long = String(repeating: "漏", count: 500)
    #expect(table.rendered([["N-1", .init(long), "7"]]).contains(long))
  }

  @Test("Later batches have no titles and never narrower columns")
  func batches() {
    var table = TextTable(columns: [.init("A"), .init("B")])
    #expect(table.rendered([["1", "x"]]) == "A  B\n1  x\n")
    #expect(table.rendered([["1000", "x"]]) == "1000  x\n")
    #expect(table.rendered([["2", "x"]]) == "2     x\n")
  }

  @Test("Hostile text in a cell cannot break its line")
  func inert() {
    var table = TextTable(columns: [.init("A"), .init("B")])
    #expect(table.rendered([["x\n\u{1B}[2K", "y"]]).split(separator: "\n").count == 2)
    #expect(!table.rendered([["x\n\u{1B}[2K", "y"]]).contains("\u{1B}"))
  }

  @Test("Missing cells are empty, surplus ones are not shown, no line ends in blanks")
  func ragged() {
    var table = TextTable(columns: [.init("A"), .init("B")])
    #expect(table.rendered([["1"], ["2", "3", "4"], []]) == "A  B\n1\n2  3\n\n")
  }

  @Test("Colours surround a text and do not count as columns")
  func colours() {
    var table = TextTable(columns: [.init("A"), .init("B")], ansi: Ansi(isEnabled: true))
    #expect(
      table.rendered([[.init("no", as: .bad), "x"]])
        == "\u{1B}[1mA\u{1B}[0m   \u{1B}[1mB\u{1B}[0m\n\u{1B}[31mno\u{1B}[0m  x\n")
  }
}
