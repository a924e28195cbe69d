import Primitives

/// Checks that bytes are exactly one value in DER (X.690 clauses 10 and 11), so that one meaning has
/// one encoding and no bit of a signature can change unnoticed. General parsers forgive some of this.
struct StrictDER {
  private let bytes: [UInt8]
  private static let deepest = 32

  /// - Throws: `Fault` `seals.der` with the place of the first violation.
  static func check(_ bytes: [UInt8]) throws {
    let walker = StrictDER(bytes: bytes)
    let end = try walker.value(at: 0, limit: bytes.count, depth: 0)
    guard end == bytes.count else { throw walker.fault(end, "bytes after the value") }
  }

  private func fault(_ place: Int, _ what: String) -> Fault { Fault("seals.der", "\(what) at byte \(place)") }

  /// Checks the value at `start` and gives the place after it.
  private func value(at start: Int, limit: Int, depth: Int) throws -> Int {
    guard depth < Self.deepest else { throw fault(start, "nested too deeply") }
    guard start + 2 <= limit else { throw fault(start, "cut short") }
    let tag = bytes[start]
    guard tag & 0x1F != 0x1F else { throw fault(start, "long tag") }
    let (content, end) = try extent(at: start + 1, limit: limit)
    let constructed = tag & 0x20 != 0
    if tag & 0xC0 == 0 { try universal(tag & 0x1F, constructed: constructed, content: content..<end) }
    if constructed {
      var (place, previous): (Int, Range<Int>?) = (content, nil)
      while place < end {
        let next = try value(at: place, limit: end, depth: depth + 1)
        if tag == 0x31, let previous, bytes[place..<next].lexicographicallyPrecedes(bytes[previous]) {
          throw fault(place, "SET out of order")
        }
        previous = place..<next
        place = next
      }
    }
    return end
  }

  /// Reads a definite, shortest length.
  private func extent(at place: Int, limit: Int) throws -> (content: Int, end: Int) {
    let first = Int(bytes[place])
    var (content, length) = (place + 1, first)
    if first >= 0x80 {
      let count = first & 0x7F
      guard (1...4).contains(count), content + count <= limit else { throw fault(place, "length not definite") }
      length = bytes[content..<(content + count)].reduce(0) { $0 << 8 | Int($1) }
      guard bytes[content] != 0, length >= 0x80 else { throw fault(place, "length not the shortest") }
      content += count
    }
    guard content + length <= limit else { throw fault(place, "length beyond the end") }
    return (content, content + length)
  }

  private func universal(_ tag: UInt8, constructed: Bool, content: Range<Int>) throws {
    let place = content.lowerBound
    guard constructed == (tag == 16 || tag == 17) else { throw fault(place, "wrong form of type \(tag)") }
    let body = bytes[content]
    let good: Bool
    switch tag {
    case 1: good = body.elementsEqual([0]) || body.elementsEqual([0xFF])
    case 2, 10: good = shortest(body)
    case 3: good = bits(body)
    case 4, 16, 17: good = true
    case 5: good = body.isEmpty
    case 6: good = objectIdentifier(body)
    case 12: good = String(validating: body, as: UTF8.self) != nil
    case 19, 20, 22, 30: good = true
    case 23: good = time(body, digits: 12)
    case 24: good = time(body, digits: 14)
    default: good = false
    }
    guard good else { throw fault(place, "type \(tag) not in its only form") }
  }

  /// INTEGER: two's complement without a needless first byte.
  private func shortest(_ body: ArraySlice<UInt8>) -> Bool {
    guard let first = body.first else { return false }
    guard body.count > 1 else { return true }
    let second = body[body.startIndex + 1]
    return !(first == 0 && second < 0x80) && !(first == 0xFF && second >= 0x80)
  }

  /// BIT STRING: unused bits are zero.
  private func bits(_ body: ArraySlice<UInt8>) -> Bool {
    guard let unused = body.first, unused < 8 else { return false }
    guard body.count > 1, let last = body.last else { return unused == 0 }
    return last & (UInt8(1 << unused) - 1) == 0
  }

  /// OBJECT IDENTIFIER: complete parts, none with a leading zero digit.
  private func objectIdentifier(_ body: ArraySlice<UInt8>) -> Bool {
    guard let last = body.last, last < 0x80 else { return false }
    var starting = true
    for byte in body {
      if starting && byte == 0x80 { return false }
      starting = byte < 0x80
    }
    return true
  }

  /// UTCTime and GeneralizedTime as RFC 5280 wants them: all digits to the second, then Z.
  private func time(_ body: ArraySlice<UInt8>, digits: Int) -> Bool {
    body.count == digits + 1 && body.last == UInt8(ascii: "Z")
      && body.dropLast().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
