import Glibc
import Synchronization

/// ^C and termination, noticed between two steps instead of in the middle of one.
enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// Whether the process has been asked to end.
  static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// Notices the first signal; a second one ends the process at once, as the system would.
  static func install() {
    // The global must exist before a handler touches it: making it is not safe there.
    signalNumber.store(0, ordering: .relaxed)
    var awaited = sigset_t()
    sigemptyset(&awaited)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.note($0) }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
      sigaddset(&awaited, number)
    }
    // A parent may have started us from a thread that blocks signals, and that is inherited.
    pthread_sigmask(SIG_UNBLOCK, &awaited, nil)
    // A reader that has gone, and a file size limit, are errors to report, not reasons to die.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Ends the process as the signal would have, so that a shell sees an interrupted command.
  static func endProcess() {
    let number = signalNumber.load(ordering: .relaxed)
    guard number != 0 else { return }
    signal(number, SIG_DFL)
    raise(number)
  }

  private static func note(_ number: Int32) {
    signalNumber.store(number, ordering: .relaxed)
  }
}
