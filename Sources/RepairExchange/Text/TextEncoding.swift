/// How a file's bytes stand for characters.
@nonexhaustive
public enum TextEncoding: String, CaseIterable, Codable, Hashable, Sendable {
  /// UTF-8, with or without a byte order mark.
  case utf8 = "utf-8"
  /// GB 18030, which includes GBK and GB 2312: what older Chinese systems write.
  case gb18030
}
