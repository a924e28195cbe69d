import Primitives

/// A strict reader of `multipart/form-data` (RFC 7578) for small forms: CRLF lines, a boundary of at most 70
/// characters, at most sixteen parts, no nesting.
struct MultipartForm: Sendable {
  struct Part: Sendable {
    let name: String
    let fileName: String?
    let bytes: ArraySlice<UInt8>
  }

  let parts: [Part]

  /// - Throws: `Refusal` `web.form`.
  init(_ bytes: [UInt8], contentType: String) throws(Refusal) {
    guard let boundary = Self.boundary(contentType) else { throw WebRefusal.form("缺少分隔符", "no boundary") }
    let delimiter = Array("--\(boundary)".utf8)
    guard bytes.starts(with: delimiter) else { throw WebRefusal.form("分隔符有误", "the boundary is not there") }
    var found: [Part] = []
    var rest = bytes[delimiter.count...]
    let separator = [13, 10] + delimiter
    while rest.starts(with: [13, 10]) {
      rest = rest.dropFirst(2)
      guard found.count < 16, let end = Self.position(of: separator, in: rest) else {
        throw WebRefusal.form("内容不完整", "a part does not end")
      }
      found.append(try Self.part(rest[..<end]))
      rest = rest[(end + separator.count)...]
    }
    guard rest.starts(with: [45, 45]) else { throw WebRefusal.form("内容不完整", "the end is missing") }
    parts = found
  }

  func part(_ name: String) -> Part? { parts.first { $0.name == name } }

  func text(_ name: String) -> String? { part(name).flatMap { String(validating: $0.bytes, as: UTF8.self) } }

  private static func part(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> Part {
    guard let gap = position(of: [13, 10, 13, 10], in: bytes),
      let head = String(validating: bytes[..<gap], as: UTF8.self)
    else { throw WebRefusal.form("缺少部分头", "a part without a head") }
    for line in head.split(separator: "\r\n") {
      guard line.lowercased().hasPrefix("content-disposition:") else { continue }
      let values = parameters(String(line.drop { $0 != ":" }.dropFirst()))
      if let name = values["name"] {
        return Part(name: name, fileName: values["filename"], bytes: bytes[(gap + 4)...])
      }
    }
    throw WebRefusal.form("部分没有名称", "a part without a name")
  }

  private static func boundary(_ contentType: String) -> String? {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let boundary = parameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count),
      boundary.utf8.allSatisfy({ (33...126).contains($0) })
    else { return nil }
    return boundary
  }

  /// `form-data; name="file"; filename="a.pdf"` → name, filename.
  private static func parameters(_ text: String) -> [String: String] {
    text.split(separator: ";").dropFirst().reduce(into: [:]) { out, item in
      let halves = item.split(separator: "=", maxSplits: 1)
      guard halves.count == 2 else { return }
      let value = halves[1].trimmingSpace
      let plain =
        value.hasPrefix("\"") && value.hasSuffix("\"") && value.count >= 2
        ? String(value.dropFirst().dropLast()) : value
      out[halves[0].trimmingSpace.lowercased()] = plain
    }
  }

  private static func position(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var at = bytes.startIndex
    let last = bytes.endIndex - needle.count
    return bytes.withUnsafeBufferPointer { buffer in
      let base = bytes.startIndex
      while at <= last {
        if buffer[at - base] == first, needle.indices.allSatisfy({ buffer[at - base + $0] == needle[$0] }) { return at }
        at += 1
      }
      return nil
    }
  }
}
