import Glibc

/// What commands ask of streams that are not logs.
enum FileSystem {
  /// Whether anything has this name, be it a link that leads nowhere.
  static func hasName(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// Whether whoever read a pipe has gone.
  static func hasNoReader(_ descriptor: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wanted, 1, 0) == 1 && wanted.revents & Int16(POLLERR) != 0
  }
}
