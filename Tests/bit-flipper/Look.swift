import RepairCore
import RepairStore

/// What opening, verifying and reading a log in memory come to.
enum Look: Equatable {
  /// It is not opened.
  case refused
  /// It is opened and does not verify.
  case found
  /// It verifies, and this is what a reader is shown.
  case sound(Shown)

  /// Everything a reader is shown of a log.
  struct Shown: Equatable {
    var identity: EventLog.Identity
    var head: TreeHead
    var events: [StoredEvent] = []
    var tags: [[EventTag]] = []
    var keys: [KeyRecord?] = []
  }

  init(at image: UnsafeMutableRawBufferPointer) {
    guard let log = try? EventLog.open(image: image) else {
      self = .refused
      return
    }
    defer { log.close() }
    do {
      let found = try log.verify()
      guard found.isSound, let head = found.head else {
        self = .found
        return
      }
      var shown = Shown(identity: log.identity, head: head)
      try log.scanWithTagsAndKeys { row, tags, key in
        shown.events.append(try row.stored())
        shown.tags.append(tags)
        shown.keys.append(key)
      }
      self = .sound(shown)
    } catch {
      self = .found
    }
  }
}
