/// Makes the tree of events that have none yet, when a log of an earlier release is opened.
enum TreeBuild {
  /// Takes every event after the tree's last leaf into the tree, in the caller's transaction.
  ///
  /// - Throws: ``StoreError`` with `corrupt` where the tree has leaves for events that are not there.
  /// - Complexity: O(events after the last leaf), and O(tags and keys of the log).
  static func extend(_ connection: Connection) throws {
    let (size, head) = (try TreeTiles.size(in: connection), try head(of: connection))
    guard size <= head else {
      throw StoreError(
        .corrupt,
        "\(connection.path) is damaged: its hash tree has \(size) events and the log has \(head). "
          + "Restore a backup",
        context: [("path", connection.path), ("leaves", String(size))])
    }
    guard size < head else { return }
    let identity = try EventLog.Identity.read(from: connection)
    let hasher = try TreeHasher()
    let names = try EntryNames(connection)
    var writer = TreeWriter()
    for start in stride(from: size + 1, through: head, by: EntryWindow.width) {
      let places = start...min(head, start + EntryWindow.width - 1)
      let window = try EntryWindow(places, of: connection, names: names, with: hasher)
      let reader = EntryReader(
        connection, origin: identity.origin, names: names, window: window, with: hasher)
      try reader.read(places) { place, _, entry in
        try writer.add(try hasher.leaf(entry), at: place, to: connection, with: hasher)
      }
    }
    try writer.flush(to: connection)
  }

  private static func head(of connection: Connection) throws -> Int {
    try connection.withStatement("SELECT max(position) FROM event") {
      try $0.step() && !$0.isNull(0) ? try $0.position(0).rawValue : 0
    }
  }
}
