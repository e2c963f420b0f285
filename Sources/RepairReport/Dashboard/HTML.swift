/// HTML in the making: what others wrote goes through ``text(_:)`` and cannot become markup.
struct HTML {
  private(set) var string = ""

  /// Adds markup of our own.
  mutating func raw(_ markup: String) { string += markup }

  /// Adds text, of an element or of an attribute in double quotes.
  mutating func text(_ text: String) { string += Self.escaped(text) }

  /// Adds an element with text in it.
  mutating func element(_ name: String, _ content: String) {
    string += "<\(name)>" + Self.escaped(content) + "</\(name)>"
  }

  /// Text in which nothing acts, hides or ends what it stands in.
  static func escaped(_ text: String) -> String {
    let inert = InertText.escaped(text)
    guard inert.utf8.contains(where: { marks.contains($0) }) else { return inert }
    var result = ""
    result.reserveCapacity(inert.utf8.count + 32)
    for scalar in inert.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let marks: Set<UInt8> = Set("&<>\"'".utf8)
}
