import RepairCore

/// One row of the legacy table, read column by column; what is wrong in it is noted on the way.
struct SheetRow {
  private let reader: CSVReader
  private let columns: SheetColumns
  private let map: CodeMap
  private var times: LegacyTimeReader
  /// What was found wrong in the row so far.
  var findings: [RecordFinding] = []

  init(_ reader: CSVReader, _ columns: SheetColumns, map: CodeMap, times: LegacyTimeReader) {
    self.reader = reader
    self.columns = columns
    self.map = map
    self.times = times
  }

  mutating func note(_ kind: ImportFindingKind, _ field: SheetColumns.Name? = nil) {
    findings.append(RecordFinding(kind: kind, field: field?.heading))
  }

  /// A column's text as it is; `nil` for one that is blank or says `NULL`, as exports do.
  func text(_ name: SheetColumns.Name) -> String? {
    guard let place = columns[name], !reader.isEmpty(at: place) else { return nil }
    let text = reader.text(at: place)
    if text == "NULL" || text == "\\N" || text.utf8.allSatisfy({ $0 == 0x20 || $0 == 9 }) {
      return nil
    }
    return text
  }

  /// A column's text without spaces around it: for names, codes and numbers.
  func word(_ name: SheetColumns.Name) -> String? {
    guard let text = text(name) else { return nil }
    guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
    let trimmed = text.drop { $0 == " " }
    let end = trimmed.lastIndex { $0 != " " }
    return end.map { String(trimmed[...$0]) }
  }

  /// A column's parts, which commas or semicolons separate.
  func list(_ name: SheetColumns.Name) -> [String] {
    guard let text = text(name) else { return [] }
    return text.split { ",;，；".contains($0) }.compactMap { part in
      let word = part.drop { $0 == " " }
      return word.isEmpty ? nil : String(word)
    }
  }

  /// What a column's code stands for; one that the map does not have stays as it is.
  mutating func meaning(_ name: SheetColumns.Name, _ column: CodeMap.Column) -> String? {
    guard let word = word(name) else { return nil }
    if let meaning = map.meaning(of: word, in: column) { return meaning }
    note(.unknownCode, name)
    return word
  }

  /// A code that every ticket has.
  mutating func code<Code>(
    _ name: SheetColumns.Name, _ column: CodeMap.Column, _ make: (String) -> Code?
  ) -> Code? {
    guard let meaning = meaning(name, column) else {
      note(.missingField, name)
      return nil
    }
    guard let code = make(meaning) else {
      note(.textTooLong, name)
      return nil
    }
    return code
  }

  /// A name or reason that fits its type.
  mutating func identifier<Value>(
    _ name: SheetColumns.Name, _ make: (String) -> Value?
  ) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = make(text) else {
      note(.textTooLong, name)
      return nil
    }
    return value
  }

  /// A number of a scale; 0 is how such tables say that there is none.
  mutating func scale<Value>(_ name: SheetColumns.Name, _ make: (Int) -> Value?) -> Value? {
    guard let word = word(name), word != "0" else { return nil }
    guard let number = Int(word), let value = make(number) else {
      note(.outOfRange, name)
      return nil
    }
    return value
  }

  /// Whether the guarantee covered it: 1 in, 2 out.
  mutating func warranty() -> Warranty? {
    scale(.guarantee) { [1: Warranty.in, 2: Warranty.out][$0] }
  }

  /// The state that the row says it is in.
  mutating func status() -> TicketPhase? {
    guard let word = word(.status) else { return nil }
    if let phase = map.status?[word] { return phase }
    note(.unknownCode, .status)
    return nil
  }

  /// A time; `nil` when the column is blank.
  mutating func time(_ name: SheetColumns.Name) -> TicketDraft.Time? {
    guard let place = columns[name] else { return nil }
    let time = reader.withBytes(at: place) { times.read($0) }
    return time.drafted(name.heading, noting: &findings)
  }
}
