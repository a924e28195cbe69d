import Primitives

/// What is taken as an image of a paper, and what becomes of it.
package enum ImageLimits {
  /// Bytes of the file that comes in.
  package static let largestFile = 8 << 20
  /// Pixels of the longer side of what comes in.
  package static let longestSide = 8000
  package static let mostPixels = 40_000_000
  /// Pixels of the shorter side: less cannot be read.
  package static let shortestSide = 300
  /// Pixels of the longer side of what is kept: an A4 page at about 200 dpi.
  package static let keptSide = 2400
  /// Too small to read a number on a card, large enough to tell papers apart.
  package static let thumbnailSide = 160
  static let quality: Int32 = 85
  static let thumbnailQuality: Int32 = 70
  package static let mostPerCase = 20
  /// Numbers are not given twice, so that what was removed stays in the trail; then it ends.
  package static let mostNumbers = 100
}

/// What an image file says of itself, read before anything of it is decoded: a file that would become too large is
/// refused by its header. JPEG (ITU-T T.81, annex B) and PNG (W3C, 3rd edition), known by content, never by name.
struct ImageHead: Sendable, Equatable {
  enum Format: Sendable { case jpeg, png }

  let format: Format
  let width: Int
  let height: Int
  /// 1 to 8, as EXIF counts (CIPA DC-008, tag 274); 1 where nothing is said.
  let orientation: Int

  /// - Throws: `Refusal` `image.type`, `image.damaged`.
  init(_ file: [UInt8]) throws(Refusal) {
    if file.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = try Self.jpeg(file)
    } else if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = try Self.png(file)
    } else {
      throw ImageRefusal.type
    }
  }

  private init(_ format: Format, width: Int, height: Int, orientation: Int = 1) throws(Refusal) {
    guard width > 0, height > 0 else { throw ImageRefusal.damaged }
    self.format = format
    self.width = width
    self.height = height
    self.orientation = orientation
  }

  /// Everything that is asked of a file before it is decoded.
  ///
  /// - Throws: `Refusal` `image.type`, `image.damaged`, `image.too-large`, `image.too-many-pixels`, `image.too-small`.
  static func accept(_ file: [UInt8]) throws(Refusal) -> ImageHead {
    guard file.count <= ImageLimits.largestFile else { throw ImageRefusal.tooLarge }
    let head = try ImageHead(file)
    let (shorter, longer) = (min(head.width, head.height), max(head.width, head.height))
    guard longer <= ImageLimits.longestSide, head.width * head.height <= ImageLimits.mostPixels else {
      throw ImageRefusal.tooManyPixels(head.width, head.height)
    }
    guard shorter >= ImageLimits.shortestSide else { throw ImageRefusal.tooSmall(head.width, head.height) }
    return head
  }

  private static func png(_ file: [UInt8]) throws(Refusal) -> ImageHead {
    guard file.count >= 33, Array(file[8..<16]) == [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52] else {
      throw ImageRefusal.damaged
    }
    func number(_ at: Int) -> Int { file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    return try ImageHead(.png, width: number(16), height: number(20))
  }

  /// Walks the segments up to the frame; the first one that is sequential or progressive Huffman counts.
  private static func jpeg(_ file: [UInt8]) throws(Refusal) -> ImageHead {
    var at = 2
    var orientation = 1
    while true {
      guard at < file.count, file[at] == 0xFF else { throw ImageRefusal.damaged }
      while at < file.count, file[at] == 0xFF { at += 1 }
      guard at + 2 < file.count else { throw ImageRefusal.damaged }
      let marker = file[at]
      let length = Int(file[at + 1]) << 8 | Int(file[at + 2])
      guard length >= 2, at + 1 + length <= file.count else { throw ImageRefusal.damaged }
      let body = file[(at + 3)..<(at + 1 + length)]
      switch marker {
      case 0xC0, 0xC1, 0xC2:
        guard body.count >= 6 else { throw ImageRefusal.damaged }
        let sizes = Array(body.prefix(5))
        return try ImageHead(
          .jpeg, width: Int(sizes[3]) << 8 | Int(sizes[4]), height: Int(sizes[1]) << 8 | Int(sizes[2]),
          orientation: orientation)
      case 0xE1: orientation = ExifOrientation.read(body) ?? orientation
      case 0xC4, 0xDB, 0xDD, 0xE0...0xEF, 0xFE: break
      default: throw ImageRefusal.damaged
      }
      at += 1 + length
    }
  }
}

/// The orientation in an EXIF segment: TIFF 6.0, first directory, tag 274.
enum ExifOrientation {
  private static let mostEntries = 512

  /// nil when the segment says nothing that can be used.
  static func read(_ segment: ArraySlice<UInt8>) -> Int? {
    guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = Array(segment.dropFirst(6))
    let isLittle: Bool
    if tiff.starts(with: [0x49, 0x49, 42, 0]) {
      isLittle = true
    } else if tiff.starts(with: [0x4D, 0x4D, 0, 42]) {
      isLittle = false
    } else {
      return nil
    }
    func number(_ at: Int, _ size: Int) -> Int? {
      guard at >= 0, at + size <= tiff.count else { return nil }
      let bytes = tiff[at..<(at + size)]
      return isLittle ? bytes.reversed().reduce(0) { $0 << 8 | Int($1) } : bytes.reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2), entries <= mostEntries else { return nil }
    for entry in 0..<entries {
      let at = directory + 2 + entry * 12
      guard let tag = number(at, 2) else { return nil }
      guard tag == 274 else { continue }
      guard number(at + 2, 2) == 3, number(at + 4, 4) == 1, let value = number(at + 8, 2), (1...8).contains(value)
      else { return nil }
      return value
    }
    return nil
  }
}
