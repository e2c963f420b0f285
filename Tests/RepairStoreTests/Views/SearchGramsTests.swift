import Testing

@testable import RepairStore

@Suite("Search tokens")
struct SearchGramsTests {
  private func tokens(of text: String) -> String {
    String(decoding: SearchGrams.tokens(of: text), as: UTF8.self)
  }

  @Test("Chinese is cut into overlapping pairs and the last character")
  func pairs() {
    #expect(tokens(of: "水管漏水") == "水管 管漏 漏水 水")
    #expect(tokens(of: "水") == "水")
  }

  @Test("Other letters and digits stay whole words, and the two kinds part")
  func words() {
    #expect(tokens(of: "dorm-5 room 301室") == "dorm 5 room 301 室")
    #expect(tokens(of: "Ärger über 5栋") == "Ärger über 5 栋")
  }

  @Test("Nothing in a search is syntax of the index")
  func quoting() throws {
    let match = try #require(SearchGrams.match("a\" OR \"b* NEAR(c) ^d:e"))
    #expect(
      match.expression
        == "\"a\"* AND \"or\"* AND \"b\"* AND \"near\"* AND \"c\"* AND \"d\"* AND \"e\"*")
  }

  @Test("A search without a letter or digit has nothing to look for", arguments: ["", " ", "?!\""])
  func nothing(text: String) {
    #expect(SearchGrams.match(text) == nil)
  }

  @Test("Folding is that of the standard library, whatever the script")
  func folding() {
    for text in [
      "水管", "TAP", "tap", "ÄRGER", "ΣΊΣΥΦΟΣ", "ＦＵＬＬ", "ЯЩИК", "Ⅷ", "𝔘", "İ", "Ꮳ", "Ⰰ", "漏水，ＡＢ。",
      "，",
    ] {
      #expect(SearchGrams.folded(text) == text.lowercased())
    }
  }

  @Test("A word that its pairs do not prove is verified in the text")
  func verification() throws {
    #expect(try #require(SearchGrams.match("水管")).toVerify == [])
    #expect(try #require(SearchGrams.match("水管漏")).toVerify == ["水管漏"])
    #expect(try #require(SearchGrams.match("5栋 Tap")).toVerify == ["5栋"])
  }
}
