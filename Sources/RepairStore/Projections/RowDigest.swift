import CCrypto
import CSQLite

/// Digests rows as they go by, each value with its type and length, so that no two different tables
/// give the same bytes.
final class RowDigest {
  private let context: OpaquePointer?
  /// What is digested next, all at once: libcrypto's calls cost more than most values' bytes.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var used = 0
  private var isSound: Bool

  init() {
    context = EVP_MD_CTX_new()
    isSound = context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
  }

  deinit {
    buffer.deallocate()
    EVP_MD_CTX_free(context)
  }

  /// Begins a table.
  func begin(_ table: String) {
    var table = table
    table.withUTF8 { add(4, UnsafeRawBufferPointer($0)) }
  }

  /// Takes in the row a statement stands on.
  func add(_ row: Statement) throws(ColumnMismatch) {
    let columns = sqlite3_column_count(row.handle)
    head(5, Int64(columns))
    for column in 0..<columns {
      switch sqlite3_column_type(row.handle, column) {
      case SQLITE_NULL: head(0, 0)
      case SQLITE_INTEGER: head(1, sqlite3_column_int64(row.handle, column))
      case SQLITE_FLOAT:
        head(6, Int64(bitPattern: sqlite3_column_double(row.handle, column).bitPattern))
      case SQLITE_TEXT: add(2, try row.textBytes(column))
      default: add(3, try row.blobBytes(column))
      }
    }
  }

  /// The digest of everything taken in, which ends the digesting.
  func finish() throws -> SHA256Digest {
    flush()
    var bytes = [UInt8](repeating: 0, count: 32)
    isSound = isSound && EVP_DigestFinal_ex(context, &bytes, nil) == 1
    guard isSound, let digest = SHA256Digest(bytes: bytes) else {
      throw StoreError(.inputOutput, "libcrypto cannot make a digest")
    }
    return digest
  }

  private func add(_ type: UInt8, _ bytes: UnsafeRawBufferPointer) {
    head(type, Int64(bytes.count))
    if bytes.count > buffer.count - used { flush() }
    if bytes.count > buffer.count {
      isSound = isSound && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
    } else {
      UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: bytes)
      used += bytes.count
    }
  }

  /// A type, and a number or a length.
  private func head(_ type: UInt8, _ number: Int64) {
    if buffer.count - used < 9 { flush() }
    buffer[used] = type
    buffer.storeBytes(of: number.littleEndian, toByteOffset: used + 1, as: Int64.self)
    used += 9
  }

  private func flush() {
    isSound = isSound && EVP_DigestUpdate(context, buffer.baseAddress, used) == 1
    used = 0
  }
}
