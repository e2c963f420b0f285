import RepairStore
import Testing

@Suite("Names and digests")
struct ValueTests {
  @Test("A ULID's text and bytes say the same")
  func ulid() throws {
    let id = try #require(ULID("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    #expect(id.description == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    #expect(ULID("01arz3ndektsv4rrffq69g5fav") == id)
    #expect(ULID(bytes: id.bytes) == id)
    #expect(id.milliseconds == 1_469_922_850_259)
  }

  @Test(
    "What is no ULID is refused",
    arguments: [
      "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
      "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA水",
    ])
  func badULID(text: String) {
    #expect(ULID(text) == nil)
  }

  @Test("SHA-256 gives the digests of its standard")
  func digest() throws {
    #expect(
      try SHA256Digest(hashing: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      try SHA256Digest(hashing: []).description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let digest = try SHA256Digest(hashing: "abc".utf8)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
    #expect(SHA256Digest(bytes: [1, 2, 3]) == nil)
  }
}
