import RepairCore
import RepairStore

/// What an auditor is given and what they do with it; the article on proving shows this file.
struct AuditorsDesk {
  /// Whose signatures the auditor believes, as `keygen` printed it.
  let vkey: String

  /// What the log says today, signed, for the auditor to keep.
  func today(_ log: EventLog, signedBy keyFile: String) throws -> String {
    try log.signedCheckpoint(by: NoteSigner(keyFile: keyFile)).description
  }

  /// A receipt for one event, which needs no log to be checked.
  func receipt(for position: LogPosition, in log: EventLog, under note: String) throws -> String {
    try log.proof(of: position, under: SignedNote(reading: note)).description
  }

  /// What a receipt proves; throws where it proves nothing.
  func read(_ receipt: String) throws -> TreeEntry {
    try LogProof(receipt).check(by: [NoteKey(vkey)]).entry
  }

  /// Whether a log, months later, still says what it said then.
  func stillSays(_ log: EventLog, whatItSaidIn note: String) throws -> Bool {
    let signed = try SignedNote(reading: note)
    try signed.verify(by: [NoteKey(vkey)])
    do {
      try log.check(LogCheckpoint(text: signed.text))
    } catch let error as StoreError where error.code == .rolledBack {
      return false
    }
    return try log.verify().isSound
  }
}
