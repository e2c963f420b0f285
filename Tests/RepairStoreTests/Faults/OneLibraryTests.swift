import CFaultVFS
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Two copies of SQLite in one process do not know of each other's locks.
@Suite("One SQLite library")
struct OneLibraryTests {
  private static let maps = "/proc/self/maps"

  @Test(
    "is all there is in the process, and it is the one that is called",
    .enabled(if: access(maps, R_OK) == 0, "this system does not tell what a process has loaded"))
  func single() throws {
    let file = try #require(fopen(Self.maps, "r"))
    defer { fclose(file) }
    var libraries: Set<String> = []
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, file) > 0, let text = line.map({ String(cString: $0) }) {
      let path = text.drop { $0 != "/" }.prefix { $0 != "\n" }
      if path.split(separator: "/").last?.contains("sqlite3") == true {
        libraries.insert(String(path))
      }
    }
    #expect(libraries.count == 1)
    // The functions called are that library's: none was linked into the program itself.
    let called = try #require(realpath(cfault_sqlite_file(), nil))
    defer { free(called) }
    #expect(libraries.contains(String(cString: called)))
  }
}
