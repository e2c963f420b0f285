import Foundation

/// Turns GB 18030 into UTF-8 as the bytes come, by the C library's own tables.
///
/// Not Sendable: the conversion descriptor has a state that one reader must own.
final class GB18030Decoder {
  private let descriptor: iconv_t

  init() throws {
    guard let opened = iconv_open("UTF-8", "GB18030"), Int(bitPattern: opened) != -1 else {
      throw ExchangeError(
        .unreadable, "this system's C library cannot read GB 18030; convert the file to UTF-8 first"
      )
    }
    descriptor = opened
  }

  deinit {
    iconv_close(descriptor)
  }

  enum Stop: Equatable {
    /// All of the input was used, or only the beginning of one more character is left.
    case inputUsed
    /// The output has no room for another character.
    case outputFull
    /// The next input byte begins nothing that GB 18030 knows.
    case undecodable
  }

  /// Converts as much as fits.
  ///
  /// - Returns: how many input bytes were used, how many output bytes were made, and why it ended.
  func decode(
    _ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int, stop: Stop) {
    var source = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    var sourceLeft = input.count
    var targetLeft = output.count
    let result = iconv(descriptor, &source, &sourceLeft, &target, &targetLeft)
    let stop: Stop =
      if result != UInt.max || errno == EINVAL {
        .inputUsed
      } else if errno == E2BIG {
        .outputFull
      } else {
        .undecodable
      }
    return (input.count - sourceLeft, output.count - targetLeft, stop)
  }
}

@available(*, unavailable)
extension GB18030Decoder: Sendable {}
