/// Lower-case hexadecimal (RFC 4648 §8).
package enum Hex {
  private static let alphabet = Array("0123456789abcdef".utf8)

  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      out.append(alphabet[Int(byte >> 4)])
      out.append(alphabet[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// nil on an odd length or any other character; both cases are read.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var out: [UInt8] = []
    var high: UInt8?
    for byte in text.utf8 {
      guard let value = nibble(byte) else { return nil }
      if let first = high {
        out.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? out : nil
  }

  package static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 97...102: byte - 87
    case 65...70: byte - 55
    default: nil
    }
  }
}

/// URL-safe base64 without padding (RFC 4648 §5), for tokens in addresses.
package enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  package static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let chunk = bytes[index..<min(index + 3, bytes.count)]
      let value = chunk.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - chunk.count))
      for place in 0...chunk.count { out.append(alphabet[Int(value >> (18 - 6 * UInt32(place)) & 63)]) }
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// nil on characters outside the alphabet.
  package static func decode(_ text: String) -> [UInt8]? {
    var out: [UInt8] = []
    var (value, bits): (UInt32, UInt32) = (0, 0)
    for byte in text.utf8 {
      guard let digit = alphabet.firstIndex(of: byte) else { return nil }
      value = (value << 6 | UInt32(digit)) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: value >> bits))
      }
    }
    return out
  }
}
