/// Where in a JSON text a byte is, in the words of its members: `place.code`, `attachments[2].kind`.
///
/// Looked for only once something is wrong, so that reading what is right pays nothing for it.
package enum JSONPath {
  /// The path of the innermost value or member that has the byte at `offset`; empty for the text
  /// as a whole.
  ///
  /// - Parameters:
  ///   - offset: the byte, counted from 0.
  ///   - text: the text, as far as it can be read.
  /// - Returns: the path.
  /// - Complexity: O(n) in the offset.
  package static func path(to offset: Int, in text: UnsafeRawBufferPointer) -> String {
    enum Step {
      case member(String)
      case element(Int)
    }
    var steps: [Step] = []
    var place = 0
    let limit = min(offset, text.count)
    // The last text that was read, which is a member's name once a colon follows.
    var name: String?
    while place < limit {
      switch text[place] {
      case UInt8(ascii: "{"): steps.append(.member(""))
      case UInt8(ascii: "["): steps.append(.element(0))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = steps.popLast()
      case UInt8(ascii: ","):
        if case .element(let index) = steps.last { steps[steps.count - 1] = .element(index + 1) }
        if case .member = steps.last { steps[steps.count - 1] = .member("") }
      case UInt8(ascii: ":"):
        if case .member = steps.last, let name { steps[steps.count - 1] = .member(name) }
      case UInt8(ascii: "\""):
        let begin = place + 1
        place = begin
        while place < limit, text[place] != UInt8(ascii: "\"") {
          place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        if place < limit {
          name = String(decoding: text[begin..<place], as: UTF8.self)
        } else if case .member("") = steps.last {
          // The byte is inside a member's name.
          let found = text[min(begin, text.count)..<min(place, text.count)]
          steps[steps.count - 1] = .member(String(decoding: found, as: UTF8.self))
        }
      default: break
      }
      place += 1
    }
    // An error about a member's name stands at its quotation mark.
    if place == offset, place < text.count, text[place] == UInt8(ascii: "\""),
      case .member("") = steps.last
    {
      let rest = text[(place + 1)...].prefix { $0 != UInt8(ascii: "\"") }
      steps[steps.count - 1] = .member(String(decoding: rest, as: UTF8.self))
    }
    return steps.reduce(into: "") { path, step in
      switch step {
      case .member(""): break
      case .member(let name): path += path.isEmpty ? name : "." + name
      case .element(let index): path += "[\(index)]"
      }
    }
  }
}
