import CZlib

/// Unpacks gzip piece by piece, in memory that does not grow with what is in it.
///
/// A small file can hold one that fills every disk. So what comes out is counted against what went
/// in: beyond a first allowance it may be so many times as much and no more.
final class GzipReader {
  /// How many times as large as the packed bytes the unpacked ones may be.
  ///
  /// The limit of the format is 1,032; event logs, which repeat themselves like nothing else, come
  /// to some 40.
  static let ratioLimit = 250
  /// What may come out before the ratio is looked at.
  static let allowance = 16 << 20

  private var stream = z_stream()
  private let input: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var packed = 0
  private var unpacked = 0
  /// Whether the last piece filled its buffer, so that zlib may hold more without further input.
  private var mayHoldMore = false
  /// Whether a member has ended, so that the file may end or another member begin.
  private var isBetweenMembers = false

  /// Begins to unpack.
  ///
  /// - Parameter first: the bytes that were read already.
  /// - Throws: ``ExchangeError`` with `inputOutput` when there is no memory for it.
  init(first: UnsafeRawBufferPointer) throws {
    input = .allocate(byteCount: max(64 * 1024, first.count), alignment: 16)
    guard czlib_begin_gunzip(&stream) == Z_OK else {
      input.deallocate()
      throw ExchangeError(.inputOutput, "there is no memory to unpack gzip")
    }
    input.copyMemory(from: first)
    end = first.count
    packed = first.count
  }

  deinit {
    inflateEnd(&stream)
    input.deallocate()
  }

  /// Unpacks as much as there is, up to the buffer's size.
  ///
  /// - Parameters:
  ///   - buffer: where the bytes go.
  ///   - more: reads packed bytes; 0 only at the end.
  /// - Returns: how many bytes came out; 0 only at the end.
  /// - Throws: ``ExchangeError`` with `malformed` for what is cut short, damaged or a bomb; what
  ///   `more` throws.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    more: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> Int {
    while true {
      if start == end, !mayHoldMore {
        start = 0
        end = try more(input)
        packed += end
        if end == 0 {
          guard isBetweenMembers else { throw malformed("the gzip file is cut short") }
          return 0
        }
      }
      if isBetweenMembers, start < end {
        guard inflateReset(&stream) == Z_OK else { throw malformed("gzip cannot go on") }
        isBetweenMembers = false
      }
      let made = try step(into: buffer)
      if made > 0 {
        unpacked += made
        guard unpacked <= Self.allowance || unpacked / Self.ratioLimit <= packed else {
          throw malformed(
            "the gzip file unpacks to more than \(Self.ratioLimit) times its size; unpack it "
              + "yourself if it is meant to")
        }
        return made
      }
    }
  }

  /// Unpacks once; 0 where more packed bytes are needed or a member has ended without a byte.
  private func step(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, 1 << 30)
    guard let from = input.baseAddress, let target = buffer.baseAddress, room > 0 else { return 0 }
    stream.next_in = (from + start).assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(clamping: end - start)
    stream.next_out = target.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(clamping: room)
    let code = inflate(&stream, Z_NO_FLUSH)
    start = end - Int(stream.avail_in)
    let made = room - Int(stream.avail_out)
    mayHoldMore = stream.avail_out == 0
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      isBetweenMembers = true
      mayHoldMore = false
    case Z_MEM_ERROR: throw ExchangeError(.inputOutput, "there is no memory to unpack gzip")
    default: throw malformed("the gzip file is damaged")
    }
    return made
  }

  private func malformed(_ message: String) -> ExchangeError {
    ExchangeError(.malformed, message, at: .init(byteOffset: packed - (end - start)))
  }
}

@available(*, unavailable)
extension GzipReader: Sendable {}
