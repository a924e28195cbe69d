import Primitives

/// What parent and child say to each other: fixed heads, big-endian, with the length of what follows.
struct PageImageRequest: Equatable {
  /// From 1; 0 with a resolution of 0: the file is an image of a paper, to be cleaned.
  let page: Int
  let dpi: Int
  let file: [UInt8]

  static func cleaning(_ image: [UInt8]) -> PageImageRequest { PageImageRequest(page: 0, dpi: 0, file: image) }

  static let largestFile = 16 << 20
  static let mostPages = 64
  static let resolutions = 36...300
  /// 40 million pixels: A3 at 300 dpi is 17 million.
  static let mostPixels = 40_000_000
  static let headLength = 12

  /// Page (4 bytes), resolution (4), length (4).
  var head: [UInt8] { [page, dpi, file.count].flatMap(WireNumber.bytes) }

  /// nil when a number is beyond its limit.
  static func limits(head: [UInt8]) -> (page: Int, dpi: Int, length: Int)? {
    guard head.count == headLength else { return nil }
    let page = WireNumber.read(head[0..<4])
    let dpi = WireNumber.read(head[4..<8])
    let length = WireNumber.read(head[8..<12])
    if page == 0, dpi == 0, (1...ImageLimits.largestFile).contains(length) { return (page, dpi, length) }
    guard (1...mostPages).contains(page), resolutions.contains(dpi), (1...largestFile).contains(length) else {
      return nil
    }
    return (page, dpi, length)
  }
}

/// The child's answer: outcome (4 bytes), length (4), the PNG; or width, height, length of the thumbnail (4 each), the
/// thumbnail and the cleaned image.
struct PageImageAnswer {
  enum Outcome: Int {
    case drawn = 0
    case unreadable, tooLarge, noSuchPage, broken
  }

  let outcome: Outcome
  let bytes: [UInt8]

  static let headLength = 8
  static let largest = 64 << 20

  var head: [UInt8] { [outcome.rawValue, bytes.count].flatMap(WireNumber.bytes) }

  init(outcome: Outcome, bytes: [UInt8]) {
    self.outcome = outcome
    self.bytes = bytes
  }

  init(_ image: CleanImage) {
    let numbers = [image.width, image.height, image.thumbnail.count].flatMap(WireNumber.bytes)
    self.init(outcome: .drawn, bytes: numbers + image.thumbnail + image.jpeg)
  }

  /// nil unless it is what `init(_: CleanImage)` says, down to the form of the images: the child reads strangers' files.
  var image: CleanImage? {
    guard bytes.count > 12 else { return nil }
    let thumbnail = WireNumber.read(bytes[8..<12])
    guard thumbnail < bytes.count - 12 else { return nil }
    return CleanImage(
      jpeg: Array(bytes[(12 + thumbnail)...]), thumbnail: Array(bytes[12..<(12 + thumbnail)]),
      width: WireNumber.read(bytes[0..<4]), height: WireNumber.read(bytes[4..<8]))
  }
}

enum WireNumber {
  static func bytes(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  static func read(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
