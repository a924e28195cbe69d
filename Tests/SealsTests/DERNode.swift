/// A value in DER that tests take apart, damage and put together again.
struct DERNode {
  var tag: UInt8
  var content: [UInt8] = []
  var children: [DERNode] = []

  init(tag: UInt8, content: [UInt8] = [], children: [DERNode] = []) {
    self.tag = tag
    self.content = content
    self.children = children
  }

  init(_ bytes: [UInt8]) {
    var place = 0
    self.init(bytes, &place)
  }

  private init(_ bytes: [UInt8], _ place: inout Int) {
    tag = bytes[place]
    var length = Int(bytes[place + 1])
    place += 2
    if length >= 0x80 {
      let count = length & 0x7F
      length = bytes[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
      place += count
    }
    let end = place + length
    if tag & 0x20 == 0 {
      content = Array(bytes[place..<end])
      place = end
    } else {
      while place < end { children.append(DERNode(bytes, &place)) }
    }
  }

  var isConstructed: Bool { tag & 0x20 != 0 }

  var body: [UInt8] { isConstructed ? children.flatMap(\.bytes) : content }

  var bytes: [UInt8] {
    let body = body
    return [tag] + Self.length(body.count) + body
  }

  /// The same value in BER with an indefinite length.
  var indefinite: [UInt8] { [tag, 0x80] + body + [0, 0] }

  /// The same value in BER with a needlessly long length.
  var longLength: [UInt8] {
    [tag, 0x84] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
  }

  static func length(_ count: Int) -> [UInt8] {
    if count < 0x80 { return [UInt8(count)] }
    return count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
  }
}
