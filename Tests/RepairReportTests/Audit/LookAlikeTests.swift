import Testing

@testable import RepairReport

/// Names that are not what they look like.
@Suite("A text that may not be what it looks like") struct LookAlikeTests {
  @Test(
    "is noticed where letters of scripts that look alike are in one word",
    arguments: [
      ("w-\u{430}7", "\u{430}"), ("\u{455}ystem", "\u{455}"), ("\u{391}dmin", "\u{391}"),
      ("维修 d\u{456}spatcher", "\u{456}"),
    ])
  func mixed(_ text: String, _ scalar: Unicode.Scalar) {
    #expect(LookAlike.doubt(about: text) == .mixedScripts([scalar]))
  }

  @Test("is noticed where a mark could be part of its letter")
  func marks() {
    #expect(LookAlike.doubt(about: "Cafe\u{301}") == .combiningMarks(["\u{301}"]))
  }

  @Test(
    "is not made of Chinese beside English, of units, or of words in scripts of their own",
    arguments: ["w-7 王师傅", "Café", "5kΩ 电阻，100 μF", "Привет world", "五号楼 A座", "ＡＢＣ"])
  func plain(_ text: String) {
    #expect(LookAlike.doubt(about: text) == nil)
  }
}
