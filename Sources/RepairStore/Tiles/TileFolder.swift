#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A folder of tiles on its way: it gets its name once all of it is there and on disk.
final class TileFolder {
  private let path: String
  private let partial: String
  private var isDone = false
  /// The folders made so far, one for a thousand tiles.
  private var folders: [String] = []
  private var lastFolder = ""

  /// Begins a folder that only its owner may enter.
  ///
  /// - Throws: what the system answers, and `EEXIST` where something has the name.
  init(at path: String) throws(Files.Failure) {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    self.path = try Files.absolutePath(of: path)
    partial = Files.partialName(for: self.path)
    guard !Files.hasName(self.path) else { throw Files.Failure(code: EEXIST) }
    try Self.make(partial)
    folders.append(partial)
  }

  // MARK: Names

  /// Where a tile's hashes are, by level and number; `width` is how many there are when not 256.
  static func tileName(_ number: Int, of level: Int, width: Int) -> String {
    "tile/\(level)/" + name(number, width: width)
  }

  /// Where the entries under a tile of the lowest level are.
  static func entriesName(_ number: Int, width: Int) -> String {
    "tile/entries/" + name(number, width: width)
  }

  /// A number in threes, all but the last led by an x: `x001/x234/067`, and `.p/8` for eight of 256.
  private static func name(_ number: Int, width: Int) -> String {
    var text = threes(number % 1_000)
    var rest = number / 1_000
    while rest > 0 {
      text = "x" + threes(rest % 1_000) + "/" + text
      rest /= 1_000
    }
    return width == 0 || width == TreeShape.width ? text : text + ".p/\(width)"
  }

  private static func threes(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }

  // MARK: Writing

  /// Writes a tile.
  func write(_ hashes: [SHA256Digest], tile number: Int, of level: Int) throws(Files.Failure) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * 32)
    for hash in hashes { hash.withBytes { bytes.append(contentsOf: $0) } }
    try write(bytes, to: Self.tileName(number, of: level, width: hashes.count))
  }

  /// Writes a file of a name that nothing in the folder has yet, with the folders above it.
  func write(_ bytes: [UInt8], to name: String) throws(Files.Failure) {
    let file = partial + "/" + name
    let folder = Files.folder(of: file)
    if folder != lastFolder {
      try makeFolders(above: name)
      lastFolder = folder
    }
    let descriptor = open(file, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Files.Failure(code: errno) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { all -> Int in
        let rest = UnsafeRawBufferPointer(rebasing: all[done...])
        return systemWrite(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Files.Failure(code: errno) }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw Files.Failure(code: errno) }
  }

  /// Makes the names in it safe from a power loss, as the files are already, and gives it its own.
  func finish() throws(Files.Failure) {
    for folder in folders { try Files.sync(folder: folder) }
    // A folder takes the place of an empty one without a word, which is looked for once more here.
    guard !Files.hasName(path) else { throw Files.Failure(code: EEXIST) }
    guard systemRename(partial, path) == 0 else {
      throw Files.Failure(code: errno == ENOTEMPTY || errno == ENOTDIR ? EEXIST : errno)
    }
    isDone = true
    try Files.sync(folder: Files.folder(of: path))
  }

  /// Takes away what is not whole; does nothing once it is.
  func abandon() {
    guard !isDone else { return }
    isDone = true
    Self.remove(partial)
  }

  // MARK: Folders

  private func makeFolders(above name: String) throws(Files.Failure) {
    var folder = partial
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      do {
        try Self.make(folder)
        folders.append(folder)
      } catch {
        guard error.isAlreadyThere else { throw error }
      }
    }
  }

  private static func make(_ folder: String) throws(Files.Failure) {
    guard mkdir(folder, 0o700) == 0 else { throw Files.Failure(code: errno) }
  }

  /// Removes a folder of ours with everything in it; links are removed, not followed.
  private static func remove(_ folder: String) {
    guard let entries = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(folder + "/" + name) }
    }
    closedir(entries)
    for name in names where unlink(name) != 0 { remove(name) }
    rmdir(folder)
  }
}

// Inside the class the short names mean its own functions.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func systemRename(_ from: String, _ to: String) -> Int32 { rename(from, to) }
