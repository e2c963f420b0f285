import Glibc

/// What commands ask of streams that are not logs.
enum FileSystem {
  /// Whether whoever read a pipe has gone.
  static func hasNoReader(_ descriptor: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wanted, 1, 0) == 1 && wanted.revents & Int16(POLLERR) != 0
  }
}
