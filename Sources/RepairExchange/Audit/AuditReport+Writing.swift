public import RepairCore
public import RepairStore

extension AuditReport {
  /// Makes a report: as lines, as a page, or both.
  ///
  /// Both are of one state of the log, and each event is checked on its way as ``check(_:by:_:)`` will.
  ///
  /// ```swift
  /// var options = AuditReportOptions()
  /// options.page = "n-1.html"
  /// try AuditReport.write(
  ///   AuditQuestion(tickets: [ticket]), from: log, signedBy: signer, at: now, options)
  /// ```
  ///
  /// - Parameters:
  ///   - question: which events.
  ///   - log: the log.
  ///   - signer: who vouches that no other events answer the question.
  ///   - time: when it is made, which is part of what is signed.
  ///   - options: where it goes, and how.
  /// - Returns: what it says.
  /// - Throws: ``ExchangeError`` with `alreadyExists`, `cannotCreate`, `noSpace`, `inputOutput`,
  ///   `cancelled`, with `unsuitableLog` for a log that does not hold what its tree says, a page or a
  ///   question that is too large, or a checkpoint that the signer has not signed; `StoreError` as from
  ///   reading and `EventLog.signedCheckpoint`, with `rolledBack` for a checkpoint of another log.
  ///   Nothing is kept then.
  /// - Complexity: O(events · log n), and what finding them costs. The memory for lines is that of the
  ///   places of the events; a page is in memory whole, up to 128 MiB.
  @discardableResult
  public static func write(
    _ question: AuditQuestion, from log: EventLog, signedBy signer: NoteSigner, at time: Timestamp,
    _ options: AuditReportOptions
  ) throws -> AuditReport {
    let lines = try options.lines.map { try OutputFile(path: $0) }
    defer { lines?.abandon() }
    let page = try options.page.map { try OutputFile(path: $0) }
    defer { page?.abandon() }
    let report = try log.snapshot {
      var writer = try AuditWriter(
        question, from: log, signer: signer, at: time, options: options, lines: lines,
        page: page.map { _ in AuditPageFile(options.language, question) })
      return try writer.write(to: page)
    }
    try page?.finish()
    do {
      try lines?.finish()
    } catch {
      // Both or none: whoever finds the page may look for the lines.
      page?.takeBack()
      throw error
    }
    return report
  }
}

/// A report in the making.
private struct AuditWriter {
  private let log: EventLog
  private let signer: NoteSigner
  private let options: AuditReportOptions
  private let header: AuditHeader
  private let checkpoint: LogCheckpoint
  private let lines: OutputFile?
  private var page: AuditPageFile?
  private var checker: AuditChecker
  private var number = 0

  init(
    _ question: AuditQuestion, from log: EventLog, signer: NoteSigner, at time: Timestamp,
    options: AuditReportOptions, lines: OutputFile?, page: AuditPageFile?
  ) throws {
    (self.log, self.signer, self.options) = (log, signer, options)
    (self.lines, self.page) = (lines, page)
    let note: SignedNote
    if let given = options.checkpoint {
      do {
        try given.verify(by: [signer.key])
      } catch {
        throw ExchangeError(
          .unsuitableLog,
          "the checkpoint must be signed with the key that signs the report, and \(error)")
      }
      note = given
    } else {
      note = try log.signedCheckpoint(by: signer)
    }
    checkpoint = try LogCheckpoint(text: note.text)
    try log.requireSignable()
    try log.check(checkpoint)
    header = AuditHeader(
      madeAt: time, question: question, withholdsPayloads: options.withholdsPayloads,
      checkpoint: note)
    checker = try AuditChecker(by: [signer.key])
  }

  mutating func write(to file: OutputFile?) throws -> AuditReport {
    let size = Int(clamping: checkpoint.head.size)
    try verify()
    let positions = try header.question.positions(in: log, through: size)
    let first = header.encoded()
    guard first.count <= AuditLines.lineLimit else {
      throw ExchangeError(.unsuitableLog, "the question names too many tickets for one report")
    }
    try put(first)
    try log.prove(positions, in: size) { proved in
      if options.isCancelled() { throw ExchangeError(.cancelled, "the report was stopped") }
      if number % 1_000 == 0 { options.onProgress(number, positions.count) }
      let line = try AuditLine(
        proved, origin: checkpoint.origin, withholdingPayload: options.withholdsPayloads)
      do {
        try put(try line.encoded())
      } catch let error as ExchangeError where [.refuted, .malformed].contains(error.code) {
        throw ExchangeError(
          .unsuitableLog,
          "the event at position \(proved.event.position) cannot be reported, because "
            + "\(error.message). 'verify' says what is wrong with the log")
      }
    }
    if let ticket = checker.missingTicket {
      throw ExchangeError(
        .unsuitableLog,
        "ticket \(ticket) has no event up to the checkpoint, which is of \(size) events; leave it out"
      )
    }
    let statement = try signer.sign(statement: try checker.statementText())
    try put(AuditStatement.encoded(statement))
    let report = try checker.report()
    if let page { try file?.write(page.rendered(report)) }
    return report
  }

  /// Makes sure that what the events are found by is what they say: somebody will put their name to it
  /// that there are no others.
  private func verify() throws {
    let verification = try log.verify { _, _ in
      if options.isCancelled() { throw ExchangeError(.cancelled, "the report was stopped") }
    }
    guard let finding = verification.findings.first else { return }
    let place = finding.position.map { " at position \($0)" } ?? ""
    throw ExchangeError(
      .unsuitableLog,
      "nobody can vouch for this log: it does not hold\(place), \(finding.message). 'verify' says more"
    )
  }

  private mutating func put(_ line: [UInt8]) throws {
    number += 1
    let event = try checker.take(line, number: number)
    try lines?.write(line)
    try lines?.write([0x0A])
    try page?.add(line: line)
    if let event { try page?.add(event) }
  }
}
