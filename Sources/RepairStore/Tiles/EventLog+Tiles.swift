extension EventLog {
  /// Writes the log's tree and entries as a folder of files that any server of files can offer: C2SP's
  /// tlog-tiles, which other software reads, checks and mirrors.
  ///
  /// The folder has the checkpoint, the tiles of the tree and, by 256, the entries of ``TreeEntry``: who
  /// did what when, and only a digest of what people wrote. Every hash is computed anew from what a
  /// reader is shown, so that a folder is made only where the events lead to the checkpoint's root. It
  /// gets its name once it is whole and on disk. Only its owner can read it until the owner changes that.
  ///
  /// ```swift
  /// try log.exportTiles(to: "tiles", under: log.signedCheckpoint(by: signer))
  /// ```
  ///
  /// - Parameters:
  ///   - folder: where; there must be nothing of that name yet.
  ///   - note: the signed checkpoint that the folder is of, asked for once the folder can be made. Its
  ///     signatures are passed on as they are.
  ///   - progress: told now and then how many events have been written, of how many.
  /// - Returns: the checkpoint.
  /// - Throws: ``StoreError`` with `alreadyExists`, `cannotCreate`, `missing` for a missing folder above,
  ///   `diskFull`; with `rolledBack` where the checkpoint is not of this log, `corrupt` where the events
  ///   do not lead to it, `noTree`, `misuse` for a log as it was, `busy`, `inputOutput`;
  ///   ``MalformedNote`` for a note that is no checkpoint; what `note` and `progress` throw. Nothing is
  ///   left then.
  /// - Complexity: O(events of the checkpoint), with the tags of a million of them in memory.
  @discardableResult
  public func exportTiles(
    to folder: String, under note: @autoclosure () throws -> SignedNote,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> LogCheckpoint {
    try snapshot {
      try requireTree()
      do {
        let files = try TileFolder(at: folder)
        defer { files.abandon() }
        let signed = try note()
        let checkpoint = try LogCheckpoint(text: signed.text)
        try check(checkpoint)
        try writeTiles(of: checkpoint, to: files, progress)
        try files.write(Array(signed.description.utf8), to: "checkpoint")
        try files.finish()
        return checkpoint
      } catch let failure as Files.Failure {
        throw StoreError(failure, path: folder, otherwise: .cannotCreate)
      }
    }
  }

  private func writeTiles(
    of checkpoint: LogCheckpoint, to files: TileFolder, _ progress: (Int, Int) throws -> Void
  ) throws {
    let connection = try openDatabase().connection
    let hasher = try treeHasher()
    // No larger than the log, which has just been compared with it.
    let size = Int(clamping: checkpoint.head.size)
    let names = try EntryNames(connection)
    var stack = TileStack(hasher)
    var bundle: [UInt8] = []
    for start in stride(from: 1, through: size, by: EntryWindow.width) {
      let places = start...min(size, start + EntryWindow.width - 1)
      let window = try EntryWindow(places, of: connection, names: names, with: hasher)
      let reader = EntryReader(
        connection, origin: identity.origin, names: names, window: window, with: hasher)
      try reader.read(places) { place, _, entry in
        withUnsafeBytes(of: UInt16(truncatingIfNeeded: entry.count).bigEndian) {
          bundle.append(contentsOf: $0)
        }
        bundle.append(contentsOf: entry)
        try stack.add(try hasher.leaf(entry)) { try files.write($0, tile: $1, of: $2) }
        guard place % TreeShape.width == 0 || place == size else { return }
        let (number, rest) = place.quotientAndRemainder(dividingBy: TreeShape.width)
        try files.write(
          bundle, to: TileFolder.entriesName(rest == 0 ? number - 1 : number, width: rest))
        bundle.removeAll(keepingCapacity: true)
        try progress(place, size)
      }
    }
    let root = try stack.finish { try files.write($0, tile: $1, of: $2) }
    guard root == checkpoint.head.root else {
      throw StoreError(
        .corrupt,
        "\(path) is damaged: its events do not lead to the root of its hash tree; verify says where",
        context: [("path", path)])
    }
  }
}
