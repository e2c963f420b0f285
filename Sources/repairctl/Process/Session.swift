import Glibc
import RepairCore
import RepairReport

/// What a process is given: its variables and its three streams.
struct Surroundings {
  let environment: [String: String]
  let input: any ByteSource
  let output: TextOutput
  let messages: TextOutput
  /// Whether the command should end at its next step.
  let isInterrupted: @Sendable () -> Bool
}

/// What a command works with: its surroundings and the options every command has.
struct Session {
  let options: GlobalOptions
  let surroundings: Surroundings
  /// The present, asked once, so that a command has one.
  let now: Timestamp

  var output: TextOutput { surroundings.output }
  var messages: TextOutput { surroundings.messages }
  var isInterrupted: @Sendable () -> Bool { surroundings.isInterrupted }

  /// The painter for results.
  var ansi: Ansi {
    switch options.colour {
    case .always: Ansi(isEnabled: true)
    case .never: Ansi(isEnabled: false)
    case .auto:
      Ansi(isEnabled: output.sink.isTerminal && surroundings.environment["TERM"] != "dumb")
    }
  }

  /// How wide results may be; `nil` where nobody is watching.
  var columns: Int? {
    guard output.sink.isTerminal else { return nil }
    return output.sink.columns ?? 80
  }

  /// A time for people.
  func text(_ time: Timestamp) -> String { options.zone.text(time) }

  /// Reads a moment from an option.
  ///
  /// - Parameters:
  ///   - option: the option.
  ///   - arguments: the sorted command line.
  ///   - ofTicket: whether one ticket is asked about, which has versions.
  /// - Returns: the moment; `nil` where the option is not given.
  /// - Throws: a usage failure for a value that cannot be.
  func moment(
    _ option: String, _ arguments: ParsedArguments, ofTicket: Bool = true
  ) throws(Failure) -> Moment? {
    guard let text = arguments.text(option) else { return nil }
    return try Moment(text, of: option, in: options.zone, now: now, ofTicket: ofTicket)
  }

  /// Reads a time from an option.
  func time(_ option: String, _ arguments: ParsedArguments) throws(Failure) -> Timestamp? {
    guard let text = arguments.text(option) else { return nil }
    return try Moment.time(text, of: option, in: options.zone, now: now)
  }

  /// A message to whoever is watching; results go elsewhere.
  func note(_ message: String) {
    // Where messages cannot be shown there is nobody to tell about it.
    try? messages.write(InertText.escaped(message, as: .block) + "\n")
    try? messages.flush()
  }

  /// A file, or standard input for `-`.
  func source(_ path: String) throws(Failure) -> any ByteSource {
    path == "-" ? surroundings.input : try FileDescriptorSource(path: path)
  }
}

extension Timestamp {
  /// The system's clock.
  static var system: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(clamping: Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
  }
}
