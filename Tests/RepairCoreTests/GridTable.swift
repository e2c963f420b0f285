import RepairCore

/// Who may do what where, written down from the description of the domain and not from the code.
///
/// A row: the command, the people (letters of ``Person``), and a letter for each status, in three
/// groups: submitted, accepted, awaitingAcknowledgement, acknowledged, inProgress, rejectedByWorker;
/// unconfirmed, confirmed, confirmedByDefault, evaluated; withdrawn, declined, duplicate,
/// cancelledByDispatcher, cancelled. The letters: `.` happens, `P` notPermitted, `C` wrongCampus,
/// `I` illegalTransition, `N` notAssigned. Where an imported record says no more than `dispatched` or
/// `completed`, all is as at the phase's first step, but that no automation takes a job away. Whoever has no row under a command is `P` everywhere.
enum GridTable {
  static let text = """
    amend               R    .IIIII IIII IIIII
    amend               DKk  ...... IIII IIIII
    amend               dx   CCCCCC CCCC CCCCC
    addNote             R    ...... .... .....
    addNote             DKk  ...... .... .....
    addNote             dx   CCCCCC CCCC CCCCC
    addNote             W    NN.... .... NNN.N
    addNote             f    NN.... .... NNN.N
    addNote             w    NNNNNN NNNN NNNNN
    addNote             ST   ...... .... .....
    addNote             s    CCCCCC CCCC CCCCC
    attachFile          R    ...... .... .....
    attachFile          DKk  ...... .... .....
    attachFile          dx   CCCCCC CCCC CCCCC
    attachFile          W    NN.... .... NNN.N
    attachFile          f    NN.... .... NNN.N
    attachFile          w    NNNNNN NNNN NNNNN
    attachFile          ST   ...... .... .....
    attachFile          s    CCCCCC CCCC CCCCC
    hurry               R    ...... IIII IIIII
    askInformation      DKk  ...... IIII IIIII
    askInformation      dx   CCCCCC CCCC CCCCC
    askInformation      W    NN...N IIII IIIII
    askInformation      wf   NNNNNN IIII IIIII
    giveInformation     R    ...... IIII IIIII
    giveInformation     K    ...... IIII IIIII
    giveInformation     x    CCCCCC CCCC CCCCC
    accept              DKk  .IIIII IIII IIIII
    accept              dx   CCCCCC CCCC CCCCC
    decline             DKk  ..IIII IIII IIIII
    decline             dx   CCCCCC CCCC CCCCC
    markDuplicate       DKk  ..IIII IIII IIIII
    markDuplicate       dx   CCCCCC CCCC CCCCC
    resolveRemotely     DKk  I....I IIII IIIII
    resolveRemotely     dx   CCCCCC CCCC CCCCC
    resolveRemotely     W    IN...I IIII IIIII
    resolveRemotely     wf   INNNNI IIII IIIII
    dispatch            DKk  I..... IIII IIIII
    dispatch            dx   CCCCCC CCCC CCCCC
    dispatch            T    I..... IIII IIIII
    acknowledge         W    II.III IIII IIIII
    acknowledge         wf   IINIII IIII IIIII
    reject              W    II...I IIII IIIII
    reject              wf   IINNNI IIII IIIII
    release             DKk  II...I IIII IIIII
    release             dx   CCCCCC CCCC CCCCC
    release             T    II.III IIII IIIII
    checkIn             W    III..I IIII IIIII
    checkIn             wf   IIINNI IIII IIIII
    recordNoAccess      W    III..I IIII IIIII
    recordNoAccess      wf   IIINNI IIII IIIII
    startWork           W    III.II IIII IIIII
    startWork           wf   IIINII IIII IIIII
    handOver            W    II...I IIII IIIII
    handOver            wf   IINNNI IIII IIIII
    scheduleVisit       DKk  I....I IIII IIIII
    scheduleVisit       dx   CCCCCC CCCC CCCCC
    scheduleVisit       W    IN...I IIII IIIII
    scheduleVisit       wf   INNNNI IIII IIIII
    hold                DKk  I..... IIII IIIII
    hold                dx   CCCCCC CCCC CCCCC
    hold                W    IN...N IIII IIIII
    hold                wf   INNNNN IIII IIIII
    resume              DKk  ...... IIII IIIII
    resume              dx   CCCCCC CCCC CCCCC
    resume              W    NN...N IIII IIIII
    resume              wf   NNNNNN IIII IIIII
    resume              T    ...... IIII IIIII
    setDeadline         DKk  ...... IIII IIIII
    setDeadline         dx   CCCCCC CCCC CCCCC
    requestExtension    W    II...I IIII IIIII
    requestExtension    wf   IINNNI IIII IIIII
    approveExtension    DKk  II...I IIII IIIII
    approveExtension    dx   CCCCCC CCCC CCCCC
    refuseExtension     DKk  II...I IIII IIIII
    refuseExtension     dx   CCCCCC CCCC CCCCC
    complete            W    III..I IIII IIIII
    complete            wf   IIINNI IIII IIIII
    correctCompletion   DKk  IIIIII .III IIIII
    correctCompletion   dx   CCCCCC CCCC CCCCC
    correctCompletion   W    IIIIII .III IIIII
    correctCompletion   wf   IIIIII NIII IIIII
    confirm             RK   IIIIII .III IIIII
    confirm             x    CCCCCC CCCC CCCCC
    rejectResult        RK   IIIIII .III IIIII
    rejectResult        x    CCCCCC CCCC CCCCC
    confirmByDefault    T    IIIIII .III IIIII
    evaluate            RK   IIIIII ...I IIIII
    evaluate            x    CCCCCC CCCC CCCCC
    amendEvaluation     R    IIIIII III. IIIII
    cancel              R    ..IIII IIII IIIII
    cancel              DKk  I..... IIII IIIII
    cancel              dx   CCCCCC CCCC CCCCC
    requestCancellation R    II.... IIII IIIII
    refuseCancellation  DKk  II.... IIII IIIII
    refuseCancellation  dx   CCCCCC CCCC CCCCC
    reopen              R    IIIIII I... .IIII
    reopen              DKk  IIIIII I... .....
    reopen              dx   CCCCCC CCCC CCCCC
    changePriority      DKk  ...... IIII IIIII
    changePriority      dx   CCCCCC CCCC CCCCC
    recategorise        DKk  ...... IIII IIIII
    recategorise        dx   CCCCCC CCCC CCCCC
    transfer            DKk  ..III. IIII IIIII
    transfer            dx   CCCCCC CCCC CCCCC
    requestMaterial     DKk  I....I IIII IIIII
    requestMaterial     dx   CCCCCC CCCC CCCCC
    requestMaterial     W    IN...I IIII IIIII
    requestMaterial     wf   INNNNI IIII IIIII
    reserveMaterial     S    I....I IIII IIIII
    reserveMaterial     s    CCCCCC CCCC CCCCC
    issueMaterial       S    I....I IIII IIIII
    issueMaterial       s    CCCCCC CCCC CCCCC
    useMaterial         W    II...I IIII IIIII
    useMaterial         wf   IINNNI IIII IIIII
    returnMaterial      S    ...... IIII IIIII
    returnMaterial      s    CCCCCC CCCC CCCCC
    writeOffMaterial    S    ...... IIII IIIII
    writeOffMaterial    s    CCCCCC CCCC CCCCC
    addCost             DKk  ...... ...I IIIII
    addCost             dx   CCCCCC CCCC CCCCC
    addCost             W    NN...N ...I IIIII
    addCost             wf   NNNNNN NNNI IIIII
    setFunding          DKk  ...... ...I IIIII
    setFunding          dx   CCCCCC CCCC CCCCC
    setFunding          W    NN...N ...I IIIII
    setFunding          wf   NNNNNN NNNI IIIII
    quote               DKk  ...... ...I IIIII
    quote               dx   CCCCCC CCCC CCCCC
    quote               W    NN...N ...I IIIII
    quote               wf   NNNNNN NNNI IIIII
    acceptQuote         RK   ...... ...I IIIII
    acceptQuote         x    CCCCCC CCCC CCCCC
    refuseQuote         RK   ...... ...I IIIII
    refuseQuote         x    CCCCCC CCCC CCCCC
    """

  /// The event of each command and the status it leads to; `same` where the ticket stays.
  static let results = """
    amend               TicketAmended         same
    addNote             NoteAdded             same
    attachFile          FileAttached          same
    hurry               TicketHurried         same
    askInformation      TicketHeld            same
    giveInformation     TicketResumed         same
    accept              TicketAccepted        accepted
    decline             TicketCancelled       declined
    markDuplicate       TicketCancelled       duplicate
    resolveRemotely     WorkCompleted         unconfirmed
    dispatch            WorkerDispatched      awaitingAcknowledgement
    acknowledge         WorkAcknowledged      acknowledged
    reject              WorkRejected          rejectedByWorker
    release             AssignmentReleased    accepted
    checkIn             WorkerArrived         same
    recordNoAccess      AccessDenied          same
    startWork           WorkStarted           inProgress
    handOver            WorkHandedOver        awaitingAcknowledgement
    scheduleVisit       VisitScheduled        same
    hold                TicketHeld            same
    resume              TicketResumed         same
    setDeadline         DeadlineSet           same
    requestExtension    ExtensionRequested    same
    approveExtension    ExtensionApproved     same
    refuseExtension     ExtensionRefused      same
    complete            WorkCompleted         unconfirmed
    correctCompletion   CompletionCorrected   same
    confirm             ResultConfirmed       confirmed
    rejectResult        ReworkRequested       awaitingAcknowledgement
    confirmByDefault    ConfirmedByDefault    confirmedByDefault
    evaluate            TicketEvaluated       evaluated
    amendEvaluation     EvaluationAmended     same
    cancel              TicketCancelled       withdrawn|cancelledByDispatcher
    requestCancellation CancellationRequested same
    refuseCancellation  CancellationRefused   same
    reopen              TicketReopened        accepted|submitted
    changePriority      PriorityChanged       same
    recategorise        TicketRecategorised   same
    transfer            TicketTransferred     submitted
    requestMaterial     MaterialRequested     same
    reserveMaterial     MaterialReserved      same
    issueMaterial       MaterialIssued        same
    useMaterial         MaterialUsed          same
    returnMaterial      MaterialReturned      same
    writeOffMaterial    MaterialWrittenOff    same
    addCost             CostAdded             same
    setFunding          FundingSet            same
    quote               QuoteMade             same
    acceptQuote         QuoteAccepted         same
    refuseQuote         QuoteRefused          same
    """

  /// Which of two results it is, where the row names two: what the actor or the past decides.
  static func result(
    of kind: TicketCommandKind, by person: Person, at status: TicketStatus, named text: String
  ) -> TicketStatus? {
    switch kind {
    case .cancel: person == .requester ? .withdrawn : .cancelledByDispatcher
    case .reopen: status == .withdrawn || status == .cancelled ? .submitted : .accepted
    default: text == "same" ? status : TicketStatus(rawValue: text)
    }
  }

  struct Key: Hashable {
    let command: TicketCommandKind
    let person: Person
  }

  /// The rows of ``text``, a letter for each status in order.
  static let rows: [Key: [Character]] = {
    var rows: [Key: [Character]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let command = TicketCommandKind(rawValue: String(words[0])) else {
        preconditionFailure("no command is named \(words[0])")
      }
      for person in words[1].compactMap(Person.init) {
        var letters = words[2...].flatMap { Array($0) }
        letters.insert(letters[6], at: 6)
        letters.insert(command == .release && person == .timer ? "I" : letters[2], at: 2)
        rows[Key(command: command, person: person)] = letters
      }
    }
    return rows
  }()

  static func expected(
    _ command: TicketCommandKind, by person: Person, at index: Int
  ) -> Character {
    rows[Key(command: command, person: person)]?[index] ?? "P"
  }

  static func letter(for code: RefusalCode) -> Character {
    switch code {
    case .notPermitted: "P"
    case .wrongCampus: "C"
    case .illegalTransition: "I"
    case .notAssigned: "N"
    case .unknownTicket: "U"
    case .alreadyExists: "X"
    default: "?"
    }
  }
}
