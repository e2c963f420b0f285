/// One of the things the tool can do: it understands its arguments, calls the library and prints.
protocol Command {
  /// What it is called, takes and means.
  static var specification: CommandSpecification { get }

  /// Understands the arguments; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - arguments: sorted by the specification.
  ///   - session: the surroundings.
  /// - Throws: a usage failure for a value that cannot be understood.
  init(_ arguments: ParsedArguments, in session: Session) throws

  /// Does it.
  ///
  /// - Parameter session: the surroundings.
  /// - Returns: ``ExitCode/success``, or ``ExitCode/answerIsNo``.
  /// - Throws: a ``Failure``, or an error that ``Failure/init(reporting:)`` puts into words.
  func run(in session: Session) throws -> ExitCode
}
