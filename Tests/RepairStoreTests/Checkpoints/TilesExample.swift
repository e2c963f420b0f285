import RepairCore
import RepairStore

/// How an embedder offers tiles; the article on proving shows this type.
struct TilesForAuditors {
  /// The folder for a server of files, signed now; the key remembers what it signs.
  func publish(_ log: EventLog, to folder: String, signedBy keyFile: String) throws -> TreeHead {
    let signer = try NoteSigner(keyFile: keyFile)
    return try log.exportTiles(to: folder, under: log.signedCheckpoint(by: signer)).head
  }
}
