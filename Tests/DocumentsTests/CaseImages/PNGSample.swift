/// A PNG written here by hand (W3C PNG, 3rd edition; RFC 1950 with stored blocks), so that no library of ours is asked to
/// read what it wrote itself.
enum PNGSample {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Parameters:
  ///   - colourType: 0 grey, 2 RGB, 6 RGB with alpha; 8 bits each.
  ///   - pixels: rows without filter bytes.
  static func file(width: Int, height: Int, colourType: UInt8, pixels: [UInt8], extra: [UInt8] = []) -> [UInt8] {
    let stride = pixels.count / height
    var rows: [UInt8] = []
    for row in 0..<height { rows += [0] + pixels[(row * stride)..<((row + 1) * stride)] }
    return signature + header(width, height, colourType) + extra + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  static func header(_ width: Int, _ height: Int, _ colourType: UInt8) -> [UInt8] {
    chunk("IHDR", number(width) + number(height) + [8, colourType, 0, 0, 0])
  }

  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + body
    return number(body.count) + named + number(Int(crc(named)))
  }

  static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x78, 0x01]
    var at = 0
    repeat {
      let count = min(65_535, bytes.count - at)
      let isLast: UInt8 = at + count == bytes.count ? 1 : 0
      out += [isLast, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8((~count >> 8) & 255)]
      out += bytes[at..<(at + count)]
      at += count
    } while at < bytes.count
    var (one, two) = (1, 0)
    for byte in bytes {
      one = (one + Int(byte)) % 65_521
      two = (two + one) % 65_521
    }
    return out + number(two << 16 | one)
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) }
  }
}
