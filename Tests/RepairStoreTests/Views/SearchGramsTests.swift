import Testing

@testable import RepairStore

@Suite("Search tokens")
struct SearchGramsTests {
  @Test("Chinese is cut into overlapping pairs and the last character")
  func pairs() {
    #expect(SearchGrams.tokens(of: "水管漏水") == "水管 管漏 漏水 水")
    #expect(SearchGrams.tokens(of: "水") == "水")
  }

  @Test("Other letters and digits stay whole words, and the two kinds part")
  func words() {
    #expect(SearchGrams.tokens(of: "dorm-5 room 301室") == "dorm 5 room 301 室")
    #expect(SearchGrams.tokens(of: "Ärger über 5栋") == "Ärger über 5 栋")
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

  @Test("A word that its pairs do not prove is verified in the text")
  func verification() throws {
    #expect(try #require(SearchGrams.match("水管")).toVerify == [])
    #expect(try #require(SearchGrams.match("水管漏")).toVerify == ["水管漏"])
    #expect(try #require(SearchGrams.match("5栋 Tap")).toVerify == ["5栋"])
  }
}
