import RepairCore
import RepairStore
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A real file system of three megabytes, where this process may mount one.
@Suite("A full disk")
struct FullDiskTests {
  @Test(
    "A full disk keeps what was appended, and takes more once there is room",
    .enabled(if: SmallDisk.canMount, "only root may mount a small disk"))
  func diskFull() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let disk = try SmallDisk(at: folder.path)
      defer { disk.end() }
      let log = try EventLog.create(at: folder.file("log.db"))
      try write([UInt8](repeating: 0, count: 500_000), to: folder.file("ballast"))
      let filler = try event(payload: String(repeating: "x", count: 4_000))
      var kept = 0
      var found: StoreError.Code?
      while found == nil {
        found = code { try log.append([filler], to: stream("s"), expecting: .any) }
        if found == nil { kept += 1 }
        try demand(kept < 2_000)
      }
      try demand(found == .diskFull)
      try demand(try log.head() == LogPosition(kept))
      let batch = [NewEvent](repeating: filler, count: 600)
      try demand(
        code { try log.append(batch, to: stream("t"), expecting: .any) } == .diskFull)
      try demand(code { try log.backup(to: folder.file("b.db")) } == .diskFull)
      try demand(access(folder.file("b.db"), F_OK) != 0)
      try demand(try log.integrityProblems().isEmpty)
      unlink(folder.file("ballast"))
      try log.append([filler], to: stream("s"), expecting: .exactly(StreamVersion(kept)))
      try demand(try log.readLog(limit: 10_000).count == kept + 1)
      log.close()
      try demand(code { try fillUp(folder) } == .diskFull)
      try demand(!folder.names.contains { $0.hasPrefix("second") })
    }
  }

  @Test(
    "A WAL checkpoint that finds no room loses nothing, and is made once there is some",
    .enabled(if: SmallDisk.canMount, "only root may mount a small disk"))
  func checkpoint() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let disk = try SmallDisk(at: folder.path)
      defer { disk.end() }
      var configuration = LogConfiguration()
      configuration.walCheckpointPages = 1_000_000
      let log = try EventLog.create(at: folder.file("log.db"), configuration: configuration)
      let filler = try event(payload: String(repeating: "x", count: 4_000))
      // The file is as short as can be, all else is in the -wal, and it will not fit in twice.
      for _ in 0..<40 { try log.append([filler], to: stream("s"), expecting: .any) }
      SmallDisk.fill(folder.file("fill"))
      try demand(code { try log.checkpointWAL() } == .diskFull)
      try demand(try log.readLog().count == 40)
      unlink(folder.file("fill"))
      try demand(try log.checkpointWAL())
      try log.append([filler], to: stream("s"), expecting: .any)
      try demand(try log.readLog().count == 41 && log.integrityProblems().isEmpty)
    }
  }

  @Test(
    "Callers who share commits are told of a full disk one by one, and served once there is room",
    .enabled(if: SmallDisk.canMount, "only root may mount a small disk"))
  func sharedCommits() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let disk = try SmallDisk(at: folder.path)
      defer { disk.end() }
      let store = try await SQLiteEventStore(creating: folder.file("log.db"))
      try write([UInt8](repeating: 0, count: 300_000), to: folder.file("ballast"))
      let filler = try event(payload: String(repeating: "x", count: 8_000))
      var kept = 0
      var isFull = false
      while !isFull {
        let results = await withTaskGroup(of: StoreError.Code?.self) { group in
          for caller in 0..<8 {
            group.addTask {
              do {
                try await store.append(
                  Append([filler], to: try stream("s-\(caller)"), expecting: .any))
                return nil
              } catch {
                return (error as? StoreError)?.code ?? .misuse
              }
            }
          }
          return await group.reduce(into: []) { $0.append($1) }
        }
        kept += results.count { $0 == nil }
        isFull = results.contains { $0 != nil }
        try demand(results.allSatisfy { $0 == nil || $0 == .diskFull }, "\(results)")
        try demand(kept < 1_000)
      }
      try demand(try await store.head() == LogPosition(kept))
      unlink(folder.file("ballast"))
      try await store.append(Append([filler], to: try stream("s-0"), expecting: .exists))
      try demand(try await store.head() == LogPosition(kept + 1))
      await store.close()
      let log = try EventLog.open(at: folder.file("log.db"), mode: .readOnly)
      try demand(try log.integrityProblems().isEmpty)
    }
  }
}

/// Fills the disk, then makes a log on it.
private func fillUp(_ folder: TemporaryFolder) throws {
  SmallDisk.fill(folder.file("fill"))
  _ = try EventLog.create(at: folder.file("second.db"))
}
