import Foundation

/// Text that would do harm where it is taken as it is: one list for every field and every channel.
///
/// Each is short enough for the shortest fields: a code's 63 bytes and a unit's 32 characters.
enum HostileCorpus {
  /// One text, and what it is.
  struct Entry: Sendable, CustomStringConvertible {
    let description: String
    let text: String

    init(_ description: String, _ text: String) {
      self.description = description
      self.text = text
    }

    /// The text inside quotes of JSON.
    var inJSON: String { Self.inJSON(text) }

    /// The text as it may stand in the code of a store or of a material, which have no slash.
    var withoutSlashes: String { Self.inJSON(text.replacing("/", with: "|")) }

    /// The text as it may stand in a template, where braces are for variables.
    var withoutBraces: String {
      Self.inJSON(text.replacing("{", with: "(").replacing("}", with: ")"))
    }

    private static func inJSON(_ text: String) -> String {
      let quoted = try? JSONSerialization.data(
        withJSONObject: [text], options: .withoutEscapingSlashes)
      return String(String(decoding: quoted ?? Data(), as: UTF8.self).dropFirst(2).dropLast(2))
    }
  }

  /// What steers a terminal or hides in a line.
  static let terminal = [
    Entry("clears the screen, sets the window's title", "\u{1B}[2J\u{1B}[H\u{1B}]0;owned\u{07}"),
    Entry("a link of OSC 8", "\u{1B}]8;;http://a.example\u{1B}\\x"),
    Entry("writes the clipboard, asks by DCS", "\u{1B}]52;c;ZXZpbA==\u{07}\u{1B}P1$r\u{1B}\\"),
    Entry("the 8-bit forms, delete, backspace", "\u{9B}31m\u{9D}0;x\u{9C}\u{90}\u{85}\u{7F}\u{08}"),
    Entry("overwrites its line", "unpaid\rpaid  "),
    Entry("a line that looks like a prompt", "done\n$ rm -rf /tmp/x"),
    Entry("separators, vertical tab, form feed", "a\u{2028}b\u{2029}c\u{0B}d\u{0C}"),
  ]

  /// What looks like something else.
  static let unseen = [
    Entry(
      "turns the direction round",
      "\u{202E}fdp\u{202C}\u{2066}a\u{2067}b\u{2069}\u{200E}\u{200F}\u{061C}"),
    Entry(
      "zero width, tags, soft hyphen, fillers",
      "w\u{200B}\u{200D}\u{2060}7\u{E0041}\u{E007F}\u{AD}\u{115F}\u{3164}x"),
    Entry("composed", "caf\u{E9}"), Entry("decomposed", "cafe\u{301}"),
    Entry("Cyrillic that looks Latin, a tower of accents", "раураl\u{300}\u{301}\u{302}\u{303}"),
  ]

  /// What a spreadsheet takes for a formula.
  static let formulas = [
    Entry("a formula", "=HYPERLINK(\"http://a.example\")"), Entry("a plus", "+1+1"),
    Entry("a minus", "-2+3"), Entry("an at", "@SUM(1;1)"), Entry("a tab first", "\t=1+1"),
    Entry("a return first", "\r=1+1"), Entry("a full-width formula", "＝1＋1"),
    Entry("a full-width at", "＠x"), Entry("a space first", " =1+1"),
    Entry("a byte order mark first", "\u{FEFF}=1+1"),
    Entry("a no-break and a wide space first", "\u{A0}\u{3000}=1+1"),
    Entry("a quoted cell's end", "\",=1+1,\""),
    Entry("a line of its own", "x\r\n=1+1,=cmd|'/C calc'!A0"),
  ]

  /// What ends the place in a format where a text stands.
  static let markup = [
    Entry("a script", "<script>alert(1)</script>"),
    Entry("an attribute's end", "\" onload=x() y=' onclick='z()"),
    Entry("an image that fails", "<img src=x onerror=alert(1)>"),
    Entry("the end of what has no markup in it", "</script></title><!--<script>"),
    Entry("an address that runs, references", "javascript:alert(1)//&lt;b&#60;"),
    Entry(
      "a section's end, what XML cannot hold", "]]><!ENTITY x \"y\">\u{1}\u{1F}\u{FFFE}\u{FFFF}"),
    Entry("SQL", "'; DROP TABLE event;--\" OR 1=1"),
    Entry("a search expression", "NEAR(a b) AND * \"x:y"),
    Entry("a calendar's line", "x\r\nEND:VTODO\r\nBEGIN:VEVENT"),
    Entry("separators of calendars and Markdown", "a;b,c\\n\\;d:e[a](http://x)|`b`"),
    Entry("a diagram's", "a\"]; b --> c{{d}} %%"),
    Entry("JSON", "\",\"role\":\"system\",\"x\":\"\\"),
    Entry("a path, a format", "../../etc/passwd%00%s${HOME}{0}"),
    Entry("plain", "水管漏水 é 🚰"),
  ]

  /// What acts wherever it stands in a text, in one: for what only prints it.
  static let joined = (terminal + unseen).map(\.text).joined(separator: "|")

  /// All of them.
  static let all = terminal + unseen + formulas + markup
}
