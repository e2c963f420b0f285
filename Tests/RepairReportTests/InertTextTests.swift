import RepairReport
import Testing

@Suite struct InertTextTests {
  @Test(
    "What could steer a terminal is shown instead",
    arguments: [
      ("\u{1B}[2J", #"\u{1b}[2J"#),
      ("\u{1B}]0;owned\u{07}", #"\u{1b}]0;owned\u{7}"#),
      ("\u{1B}]8;;http://x\u{1B}\\click", #"\u{1b}]8;;http://x\u{1b}\click"#),
      ("\u{1B}]52;c;ZXZpbA==\u{07}", #"\u{1b}]52;c;ZXZpbA==\u{7}"#),
      ("\u{1B}P1$r\u{1B}\\", #"\u{1b}P1$r\u{1b}\"#),
      ("\u{9B}31m", #"\u{9b}31m"#),
      ("paid\rnot", #"paid\u{d}not"#),
      ("a\u{08}b", #"a\u{8}b"#),
      ("a\u{7F}", #"a\u{7f}"#),
      ("\u{202E}fdp.exe", #"\u{202e}fdp.exe"#),
      ("a\u{2066}b\u{2069}", #"a\u{2066}b\u{2069}"#),
      ("\u{061C}", #"\u{61c}"#),
      ("\u{200E}\u{200F}", #"\u{200e}\u{200f}"#),
      ("w\u{200B}-7", #"w\u{200b}-7"#),
      ("\u{FEFF}N-1", #"\u{feff}N-1"#),
      ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
      ("a\u{E0041}", #"a\u{e0041}"#),
      ("\u{00}", #"\u{0}"#),
    ])
  func escapes(_ hostile: String, _ shown: String) {
    #expect(InertText.escaped(hostile) == shown)
    #expect(InertText.escaped(hostile, as: .block) == shown)
  }

  @Test("A line feed and a tab stay in a block and are escaped in a line")
  func lines() {
    #expect(InertText.escaped("a\n\tb") == #"a\u{a}\u{9}b"#)
    #expect(InertText.escaped("a\n\tb", as: .block) == "a\n\tb")
    #expect(InertText.escaped("a\r\nb", as: .block) == "a\\u{d}\nb")
  }

  @Test(
    "Harmless text is left as it is",
    arguments: ["水管漏水", "naïve café", "e\u{301}", "❤️ 🔧", "tap → leaks — 5栋", ""])
  func harmless(_ text: String) {
    #expect(Array(InertText.escaped(text).utf8) == Array(text.utf8))
  }

  @Test("No text whatever leaves an active character behind")
  func everyScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), InertText.isActive(scalar) else { continue }
      #expect(InertText.escaped("x\(scalar)").unicodeScalars.allSatisfy { $0.isASCII })
    }
  }
}
