/// What each byte of a database file is for, read from the file as SQLite's format has it.
struct PageMap {
  /// The part that a byte is of: whose page it is on, and what it is there.
  struct Part: Hashable {
    let page: String
    let what: String
  }

  private let bytes: [UInt8]
  private let pageSize: Int
  private(set) var parts: [Part]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: the file, undamaged.
  ///   - owners: the root page of each table and index by its number, with its name.
  /// - Throws: ``Trouble`` where a byte is of no part.
  init(_ bytes: [UInt8], owners: [Int: String]) throws {
    self.bytes = bytes
    pageSize = Int(bytes[16]) << 8 | Int(bytes[17])
    parts = [Part](repeating: Part(page: "", what: ""), count: bytes.count)
    markHeader()
    for (root, name) in owners.sorted(by: { $0.key < $1.key }) { walk(root, name) }
    if let hole = parts.firstIndex(where: { $0.what.isEmpty }) {
      throw Trouble(description: "byte \(hole) is of no part that is known")
    }
  }

  // MARK: The file's header

  private mutating func markHeader() {
    let fields: [(Range<Int>, String)] = [
      (0..<16, "magic"), (16..<18, "page size"), (18..<19, "write version"),
      (19..<20, "read version"), (20..<21, "reserved bytes a page"),
      (21..<24, "payload fractions"), (24..<28, "change counter"), (28..<32, "pages"),
      (32..<36, "first free page"), (36..<40, "free pages"), (40..<44, "schema cookie"),
      (44..<48, "schema format"), (48..<52, "cache size"), (52..<56, "largest root"),
      (56..<60, "encoding"), (60..<64, "user version"), (64..<68, "incremental vacuum"),
      (68..<72, "application id"), (72..<92, "reserved"), (92..<96, "valid for"),
      (96..<100, "SQLite's version"),
    ]
    for (range, name) in fields { mark(range, "the file", "header: " + name) }
  }

  private mutating func mark(_ range: Range<Int>, _ page: String, _ what: String) {
    let part = Part(page: page, what: what)
    for index in range where parts[index].what.isEmpty { parts[index] = part }
  }

  private func number(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  /// A number of one to nine bytes.
  private func varint(_ offset: Int) -> (value: Int, end: Int) {
    var (value, offset) = (0, offset)
    for _ in 0..<8 {
      value = value << 7 | Int(bytes[offset] & 0x7F)
      offset += 1
      if bytes[offset - 1] & 0x80 == 0 { return (value, offset) }
    }
    return (value << 8 | Int(bytes[offset]), offset + 1)
  }

  // MARK: Trees

  private mutating func walk(_ page: Int, _ name: String) {
    let start = (page - 1) * pageSize
    let header = page == 1 ? 100 : start
    let type = bytes[header]
    let isLeaf = type == 13 || type == 10
    let isTable = type == 13 || type == 5
    let length = isLeaf ? 8 : 12
    mark(header..<header + 1, name, "page: type")
    mark(header + 1..<header + 3, name, "page: first hole")
    mark(header + 3..<header + 5, name, "page: cells")
    mark(header + 5..<header + 7, name, "page: start of content")
    mark(header + 7..<header + 8, name, "page: loose bytes")
    mark(header + 8..<header + length, name, "page: right child")
    let cells = number(header + 3, 2)
    let pointers = header + length..<header + length + 2 * cells
    mark(pointers, name, "page: cell pointers")
    for index in 0..<cells {
      walkCell(start + number(pointers.lowerBound + 2 * index, 2), name, isLeaf, isTable)
    }
    if !isLeaf { walk(number(header + 8, 4), name) }
    var hole = number(header + 1, 2)
    while hole > 0 {
      let place = start + hole
      mark(place..<place + 4, name, "page: a hole's size and successor")
      mark(place + 4..<place + number(place + 2, 2), name, "page: a hole")
      hole = number(place, 2)
    }
    let content = number(header + 5, 2)
    mark(pointers.upperBound..<start + (content == 0 ? 65_536 : content), name, "page: no content")
    mark(start..<start + pageSize, name, "page: loose bytes between cells")
  }

  private mutating func walkCell(_ cell: Int, _ name: String, _ isLeaf: Bool, _ isTable: Bool) {
    var at = cell
    if !isLeaf {
      mark(at..<at + 4, name, "cell: left child")
      walk(number(at, 4), name)
      at += 4
    }
    if isTable, !isLeaf {
      mark(at..<varint(at).end, name, "cell: dividing row number")
      return
    }
    let (size, end) = varint(at)
    mark(at..<end, name, "cell: size")
    at = end
    if isTable {
      mark(at..<varint(at).end, name, "cell: row number")
      at = varint(at).end
    }
    var places: [Int] = []
    let local = localSize(size, isTable)
    places += at..<at + local
    if local < size {
      mark(at + local..<at + local + 4, name, "cell: overflow page")
      var next = number(at + local, 4)
      while next > 0 {
        let start = (next - 1) * pageSize
        mark(start..<start + 4, name, "overflow: next page")
        let count = min(pageSize - 4, size - places.count)
        places += start + 4..<start + 4 + count
        mark(start + 4 + count..<start + pageSize, name, "overflow: no content")
        next = number(start, 4)
      }
    }
    walkRecord(places, name)
    // No cell is smaller, so that it can become a hole.
    if local < size { return }
    mark(at + local..<max(at + local, cell + 4), name, "cell: padding")
  }

  /// How much of a record is in its cell and not on pages of its own.
  private func localSize(_ size: Int, _ isTable: Bool) -> Int {
    let most = isTable ? pageSize - 35 : (pageSize - 12) * 64 / 255 - 23
    guard size > most else { return size }
    let least = (pageSize - 12) * 32 / 255 - 23
    let some = least + (size - least) % (pageSize - 4)
    return some <= most ? some : least
  }

  private mutating func walkRecord(_ places: [Int], _ name: String) {
    // Records' headers are short, and not cut by the end of a page's own part.
    guard let first = places.first else { return }
    let (length, end) = varint(first)
    mark(first..<end, name, "record: size of its header")
    var (at, body, column) = (end, length, 0)
    while at < first + length {
      let (type, next) = varint(at)
      mark(at..<next, name, "record: type of column \(column)")
      let width =
        switch type {
        case 1, 2, 3, 4: type
        case 5: 6
        case 6, 7: 8
        case 12...: (type - 12) / 2
        default: 0
        }
      for place in places[min(body, places.count)..<min(body + width, places.count)] {
        mark(place..<place + 1, name, "record: column \(column)")
      }
      (at, body, column) = (next, body + width, column + 1)
    }
  }
}
