import RepairExchange
import Testing

@Suite struct CSVWriterTests {
  private func written(_ body: (inout CSVWriter) -> Void) -> String {
    var writer = CSVWriter()
    body(&writer)
    return String(decoding: writer.take(), as: UTF8.self)
  }

  @Test("A text is quoted only where it must be")
  func quoting() {
    #expect(
      written {
        for text in ["a", "b,c", "d\"e", "f\ng", " h", ""] { $0.text(text) }
        $0.endRecord()
      } == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",\r\n")
  }

  @Test(
    "A text that looks like a formula is made harmless",
    arguments: [
      "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\u{0}x", "＝1", "＋1", "－1", "＠x", " =1",
      "  @x",
      "\u{FEFF}=1", "\u{FEFF}\u{FEFF} ＝1", "\u{A0}+1", "\u{3000}-1", "\u{200B}=1", "\u{1B}=1",
    ])
  func formula(text: String) {
    #expect(written { $0.text(text) }.drop { $0 == "\"" }.first == "'")
  }

  @Test(
    "A text that only has such a sign in it is left alone",
    arguments: ["a=1", "1+1", "水=1", " x", "\u{FEFF}x", "", " ", "x\t=1", "(=1)", "_=1"])
  func noFormula(text: String) {
    #expect(!written { $0.text(text) }.contains("'"))
  }

  @Test("A number is no formula")
  func number() {
    #expect(written { $0.number(-5) } == "-5")
  }
}
