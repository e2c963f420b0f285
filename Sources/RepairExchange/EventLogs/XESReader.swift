import CExpat

/// Reads the traces of an XES log (IEEE 1849) one by one, in memory that does not grow with it.
///
/// The XML comes from strangers. A document type is refused, and with it every entity but the five
/// that XML itself has; nesting, the length of a tag and the size of a trace have limits. An
/// attribute inside another one has both their keys as its name, with a slash between them.
final class XESReader: LoggedCases {
  /// How deep elements may stand within each other.
  static let depthLimit = 64
  /// How long a tag may be; the parser has to hold it whole.
  static let tagLimit = 4 << 20
  /// How many attributes an event or a trace may have.
  static let attributeLimit = 1_000
  private static let pieceSize = 64 * 1024

  /// What an open element is.
  private enum Place {
    case log, trace, event
    /// An attribute of a trace or an event, which has a name that those within it begin with.
    case attribute(String)
    /// Something that says nothing of any event.
    case other
  }

  private let source: ByteSource
  private let parser: XML_Parser
  private let buffer: UnsafeMutableRawBufferPointer
  private var places: [Place] = []
  private var current: LoggedCase?
  private var currentBytes = 0
  private var done: [LoggedCase] = []
  private var handedOut = 0
  private var failure: ExchangeError?
  /// How many bytes had been read when a tag was last met.
  private var lastTag = 0
  private var isOver = false

  /// Begins to read.
  ///
  /// - Throws: ``ExchangeError`` with `inputOutput` when there is no memory for it.
  init(_ source: ByteSource) throws {
    guard let parser = XML_ParserCreate(nil) else {
      throw ExchangeError(.inputOutput, "there is no memory to read XML")
    }
    self.source = source
    self.parser = parser
    buffer = .allocate(byteCount: Self.pieceSize, alignment: 16)
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { reader, name, attributes in
        XESReader.of(reader)?.begin(XESReader.text(name), attributes)
      }, { reader, _ in XESReader.of(reader)?.end() })
    XML_SetStartDoctypeDeclHandler(parser) { reader, _, _, _, _ in
      XESReader.of(reader)?.fail("the file has a document type, which is not read; take it out")
    }
  }

  deinit {
    XML_ParserFree(parser)
    buffer.deallocate()
  }

  /// The next trace, whole; `nil` after the last.
  ///
  /// - Throws: ``ExchangeError`` with `malformed` and the line, or `inputOutput`.
  func next() throws -> LoggedCase? {
    while handedOut == done.count {
      done.removeAll(keepingCapacity: true)
      handedOut = 0
      if isOver { return nil }
      try readPiece()
    }
    defer { handedOut += 1 }
    return done[handedOut]
  }

  private func readPiece() throws {
    let count = try source.read(into: buffer)
    isOver = count == 0
    let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    let status = XML_Parse(parser, base, Int32(clamping: count), isOver ? 1 : 0)
    if let failure { throw failure }
    guard status == XML_STATUS_OK else {
      let code = XML_GetErrorCode(parser)
      if code == XML_ERROR_UNKNOWN_ENCODING {
        throw malformed("the file is in an encoding that is not read; convert it to UTF-8")
      }
      let words = XML_ErrorString(code).map { String(cString: $0) } ?? "an error"
      throw malformed("not XML: \(words)")
    }
    // What the parser has been given and not yet made anything of, it keeps.
    guard source.offset - lastTag <= Self.tagLimit else {
      throw malformed("there are \(Self.tagLimit) bytes without a whole tag")
    }
  }

  // MARK: - Elements

  private func begin(
    _ element: String, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
  ) {
    guard failure == nil else { return }
    lastTag = source.offset
    guard places.count < Self.depthLimit else {
      return fail("elements stand more than \(Self.depthLimit) deep")
    }
    // Whatever prefix the file gives the namespace of XES, the name behind it is what counts.
    let name = element.split(separator: ":").last.map(String.init) ?? element
    switch (places.last, name) {
    case (nil, "log"): places.append(.log)
    case (nil, _): fail("the file is XML but no XES log: it begins with <\(name.prefix(40))>")
    case (.log, "trace"):
      begin(LoggedCase(line: line))
      places.append(.trace)
    case (.log, "event"):
      // Of no case: it is reported as such, like a row without a name.
      begin(LoggedCase(line: line, rows: [LoggedRow(line: line, fields: [])]))
      places.append(.event)
    case (.trace, "event"):
      current?.rows.append(LoggedRow(line: line, fields: []))
      if let current, current.rows.count > LoggedCase.rowLimit {
        failure = LoggedCase.tooLarge(line: line)
        stop()
      }
      places.append(.event)
    case (.trace, _), (.event, _): attribute(attributes, within: nil)
    case (.attribute(let outer), _): attribute(attributes, within: outer)
    case (.log, _), (.other, _): places.append(.other)
    }
  }

  private func end() {
    guard failure == nil, let place = places.popLast() else { return }
    lastTag = source.offset
    switch (place, places.last) {
    case (.trace, _), (.event, .log):
      if let current { done.append(current) }
      current = nil
    default: break
    }
  }

  private func begin(_ logged: LoggedCase) {
    current = logged
    currentBytes = 0
  }

  /// Takes an attribute; a list has none of its own, only those within it.
  private func attribute(
    _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?, within outer: String?
  ) {
    var (key, value): (String?, String?)
    var index = 0
    while let attributes, let name = attributes[index], let text = attributes[index + 1] {
      switch Self.text(name) {
      case "key": key = Self.text(text)
      case "value": value = Self.text(text)
      default: break
      }
      index += 2
    }
    let name = [outer, key].compactMap(\.self).joined(separator: "/")
    // `values` is the one element that has no key: it stands between a list and what is in it.
    places.append(.attribute(name))
    guard let value, key != nil else { return }
    currentBytes += name.utf8.count + value.utf8.count
    guard currentBytes <= LoggedCase.byteLimit else {
      failure = LoggedCase.tooLarge(line: line)
      return stop()
    }
    guard keep(name, value) else {
      return fail("an event has more than \(Self.attributeLimit) attributes")
    }
  }

  /// Keeps an attribute; `false` when there are too many.
  private func keep(_ name: String, _ value: String) -> Bool {
    guard var logged = current else { return true }
    // Otherwise there would be two owners, and every row would be copied for each attribute.
    current = nil
    defer { current = logged }
    let isOfEvent = places.contains {
      if case .event = $0 { true } else { false }
    }
    if isOfEvent, !logged.rows.isEmpty {
      return Self.add(name, value, to: &logged.rows[logged.rows.count - 1].fields)
    }
    return Self.add(LoggedCase.prefix + name, value, to: &logged.fields)
  }

  /// Adds a field; one whose name is there already, as in a list, gets a number behind its name.
  private static func add(
    _ name: String, _ value: String, to fields: inout [(name: String, text: String)]
  ) -> Bool {
    func isKnown(_ name: String) -> Bool {
      fields.contains { $0.name.utf8.elementsEqual(name.utf8) }
    }
    let unique = isKnown(name) ? "\(name)#\(fields.count + 1)" : name
    // Whoever names an attribute `a#3` beside a list of `a` loses that one.
    if !isKnown(unique) { fields.append((unique, value)) }
    return fields.count <= attributeLimit
  }

  // MARK: - Failing

  private var line: Int { Int(clamping: XML_GetCurrentLineNumber(parser)) }

  private func malformed(_ message: String) -> ExchangeError {
    ExchangeError(.malformed, message, at: .init(line: line))
  }

  private func fail(_ message: String) {
    failure = malformed(message)
    stop()
  }

  private func stop() {
    XML_StopParser(parser, 0)
  }

  private static func of(_ reader: UnsafeMutableRawPointer?) -> XESReader? {
    reader.map { Unmanaged<XESReader>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func text(_ text: UnsafePointer<XML_Char>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }
}

@available(*, unavailable)
extension XESReader: Sendable {}
