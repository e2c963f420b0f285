import Glibc

/// What commands do with files that are not logs.
enum FileSystem {
  /// Removes a file; one that is not there stays so.
  static func remove(_ path: String) {
    unlink(path)
  }
}
