import Primitives

/// What parent and child say to each other: fixed heads, big-endian, with the length of what follows.
struct PageImageRequest: Equatable {
  /// From 1.
  let page: Int
  let dpi: Int
  let pdf: [UInt8]

  static let largestFile = 16 << 20
  static let mostPages = 64
  static let resolutions = 36...300
  /// 40 million pixels: A3 at 300 dpi is 17 million.
  static let mostPixels = 40_000_000
  static let headLength = 12

  /// Page (4 bytes), resolution (4), length (4).
  var head: [UInt8] { [page, dpi, pdf.count].flatMap(WireNumber.bytes) }

  /// nil when a number is beyond its limit.
  static func limits(head: [UInt8]) -> (page: Int, dpi: Int, length: Int)? {
    guard head.count == headLength else { return nil }
    let page = WireNumber.read(head[0..<4])
    let dpi = WireNumber.read(head[4..<8])
    let length = WireNumber.read(head[8..<12])
    guard (1...mostPages).contains(page), resolutions.contains(dpi), (1...largestFile).contains(length) else {
      return nil
    }
    return (page, dpi, length)
  }
}

/// The child's answer: outcome (4 bytes), length (4), the PNG.
struct PageImageAnswer {
  enum Outcome: Int {
    case drawn = 0
    case unreadable, tooLarge, noSuchPage, broken
  }

  let outcome: Outcome
  let png: [UInt8]

  static let headLength = 8
  static let largest = 64 << 20

  var head: [UInt8] { [outcome.rawValue, png.count].flatMap(WireNumber.bytes) }
}

enum WireNumber {
  static func bytes(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  static func read(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
