import CCrypto
import CSQLite

/// Digests rows as they go by, each value with its type and length, so that no two different tables
/// give the same bytes.
final class RowDigest {
  private let context: OpaquePointer?
  private var buffer: [UInt8] = []
  private var isSound: Bool

  init() {
    context = EVP_MD_CTX_new()
    isSound = context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    buffer.reserveCapacity(1 << 16)
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Begins a table.
  func begin(_ table: String) {
    add(4, count: table.utf8.count)
    buffer.append(contentsOf: table.utf8)
  }

  /// Takes in the row a statement stands on.
  func add(_ row: Statement) throws(ColumnMismatch) {
    let columns = sqlite3_column_count(row.handle)
    add(5, count: Int(columns))
    for column in 0..<columns {
      switch sqlite3_column_type(row.handle, column) {
      case SQLITE_NULL: add(0, count: 0)
      case SQLITE_INTEGER: add(1, count: Int(truncatingIfNeeded: try row.int64(column)))
      case SQLITE_TEXT: add(2, try row.textBytes(column))
      default: add(3, try row.blobBytes(column))
      }
    }
    if buffer.count > 60_000 { flush() }
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
    add(type, count: bytes.count)
    buffer.append(contentsOf: bytes)
  }

  private func add(_ type: UInt8, count: Int) {
    buffer.append(type)
    withUnsafeBytes(of: Int64(count).littleEndian) { buffer.append(contentsOf: $0) }
  }

  private func flush() {
    isSound = isSound && EVP_DigestUpdate(context, buffer, buffer.count) == 1
    buffer.removeAll(keepingCapacity: true)
  }
}
