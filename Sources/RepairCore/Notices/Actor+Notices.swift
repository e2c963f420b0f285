extension Actor {
  /// Whom the log names as the one who queues and sends notices.
  public static var noticeSender: Actor {
    // The text is short and not empty, so it is always a name.
    Actor(id: PersonID(unchecked: "notices"), role: .system)
  }
}
