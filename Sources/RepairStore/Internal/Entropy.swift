#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Random bytes of the operating system, many at a time.
///
/// Swift's own generator asks the system anew for every eight bytes, which cost an import a tenth
/// of its time.
enum Entropy {
  /// The most that one call to the system gives.
  private static let most = 256

  /// Fills a buffer.
  static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    for start in stride(from: 0, to: buffer.count, by: most) {
      let end = min(start + most, buffer.count)
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
      if getentropy(part.baseAddress, part.count) != 0 { fillSlowly(part) }
    }
  }

  /// The way that works even where the system call is forbidden.
  private static func fillSlowly(_ buffer: UnsafeMutableRawBufferPointer) {
    var generator = SystemRandomNumberGenerator()
    for index in buffer.indices { buffer[index] = generator.next() }
  }
}
