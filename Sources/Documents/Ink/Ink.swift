import Primitives

/// One sample of the pen, exactly as the display recorded it.
package struct InkPoint: Sendable, Equatable {
  /// Pixels of the pad from its upper left corner.
  package let x: Float
  package let y: Float
  /// 0…1; a mouse or a finger without pressure gives a constant 0.5.
  package let pressure: Float
  /// Milliseconds since the first point of the signature.
  package let time: UInt32
  /// Degrees, -90…90 (Pointer Events, `tiltX`, `tiltY`).
  package let tiltX: Int
  package let tiltY: Int

  package init(x: Float, y: Float, pressure: Float, time: UInt32, tiltX: Int = 0, tiltY: Int = 0) {
    self.x = x
    self.y = y
    self.pressure = pressure
    self.time = time
    self.tiltX = tiltX
    self.tiltY = tiltY
  }
}

/// A handwritten signature with every sample the pad gave: position, pressure, time, tilt.
///
/// Behavioural biometrics (PIPL, article 28: sensitive personal information): it lives in memory and in the
/// signed PDF and nowhere else; no table, log or temporary file may hold it.
package struct Ink: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package let strokes: [[InkPoint]]

  package static let largestBytes = 1 << 20
  package static let mostStrokes = 64
  package static let largestPad = 8192
  /// Shorter than this part of the pad's width, all strokes together, is a dot and no signature.
  package static let leastLength = 0.08

  /// Checks samples that were not read from the wire (rehearsals).
  ///
  /// - Throws: `Refusal` `ink.malformed`, `ink.too-large`, `ink.empty`.
  package init(width: Int, height: Int, strokes: [[InkPoint]]) throws {
    self.width = width
    self.height = height
    self.strokes = strokes
    try check()
  }

  /// Reads the wire format, strictly: `GINK`, version 1, big-endian, nothing behind the last point.
  ///
  /// - Throws: `Refusal` `ink.malformed`, `ink.too-large`, `ink.empty`.
  package init(binary: [UInt8]) throws {
    guard binary.count <= Self.largestBytes else { throw InkRefusal.tooLarge("\(Self.largestBytes) B") }
    var reader = InkReader(binary)
    guard try reader.bytes(4) == Array("GINK".utf8) else { throw InkRefusal.malformed("no GINK mark") }
    guard try reader.integer(1) == 1 else { throw InkRefusal.malformed("version is not 1") }
    width = Int(try reader.integer(2))
    height = Int(try reader.integer(2))
    let count = Int(try reader.integer(2))
    guard count <= Self.mostStrokes else { throw InkRefusal.tooLarge("\(Self.mostStrokes) strokes") }
    var strokes: [[InkPoint]] = []
    for _ in 0..<count {
      let points = Int(try reader.integer(2))
      guard reader.remaining >= points * InkReader.pointSize else { throw InkRefusal.malformed("points are missing") }
      strokes.append(try (0..<points).map { _ in try reader.point() })
    }
    guard reader.remaining == 0 else { throw InkRefusal.malformed("bytes behind the last point") }
    self.strokes = strokes
    try check()
  }

  /// The wire form; reading it gives an equal `Ink`, every bit of every sample kept. It is what goes into the
  /// signed PDF as evidence beside the drawn outline.
  package var binary: [UInt8] {
    var out: [UInt8] = Array("GINK".utf8) + [1]
    func put(_ value: UInt32, _ size: Int) {
      for place in stride(from: 8 * (size - 1), through: 0, by: -8) {
        out.append(UInt8(truncatingIfNeeded: value >> UInt32(place)))
      }
    }
    put(UInt32(width), 2)
    put(UInt32(height), 2)
    put(UInt32(strokes.count), 2)
    for stroke in strokes {
      put(UInt32(stroke.count), 2)
      for point in stroke {
        put(point.x.bitPattern, 4)
        put(point.y.bitPattern, 4)
        put(point.pressure.bitPattern, 4)
        put(point.time, 4)
        put(UInt32(point.tiltX + 90), 1)
        put(UInt32(point.tiltY + 90), 1)
      }
    }
    return out
  }

  package var pointCount: Int { strokes.reduce(0) { $0 + $1.count } }

  /// From the first to the last sample.
  package var durationMilliseconds: Int {
    Int(strokes.last?.last?.time ?? 0) - Int(strokes.first?.first?.time ?? 0)
  }

  private func check() throws {
    guard (1...Self.largestPad).contains(width), (1...Self.largestPad).contains(height) else {
      throw InkRefusal.malformed("pad size")
    }
    guard strokes.count <= Self.mostStrokes else { throw InkRefusal.tooLarge("\(Self.mostStrokes) strokes") }
    guard pointCount * InkReader.pointSize <= Self.largestBytes else {
      throw InkRefusal.tooLarge("\(Self.largestBytes) B")
    }
    var last: UInt32 = 0
    var length = 0.0
    for stroke in strokes {
      guard !stroke.isEmpty else { throw InkRefusal.malformed("a stroke without points") }
      for (index, point) in stroke.enumerated() {
        try check(point)
        guard point.time >= last else { throw InkRefusal.malformed("time runs backwards") }
        last = point.time
        if index > 0 { length += Self.distance(stroke[index - 1], point) }
      }
    }
    guard length >= Self.leastLength * Double(width) else { throw InkRefusal.empty }
  }

  private func check(_ point: InkPoint) throws {
    guard point.x.isFinite, point.y.isFinite, point.pressure.isFinite else {
      throw InkRefusal.malformed("a number that is not finite")
    }
    guard (0...1).contains(point.pressure) else { throw InkRefusal.malformed("pressure beyond 0…1") }
    // A captured pointer may leave the pad a little; never by more than its own size.
    guard abs(point.x - Float(width) / 2) <= Float(width) * 1.5, abs(point.y - Float(height) / 2) <= Float(height) * 1.5
    else { throw InkRefusal.malformed("a point far outside the pad") }
    guard (-90...90).contains(point.tiltX), (-90...90).contains(point.tiltY) else {
      throw InkRefusal.malformed("tilt beyond 90 degrees")
    }
    guard point.time <= 3_600_000 else { throw InkRefusal.malformed("longer than an hour") }
  }

  static func distance(_ a: InkPoint, _ b: InkPoint) -> Double {
    let (dx, dy) = (Double(a.x - b.x), Double(a.y - b.y))
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// Big-endian reading of the wire format; every read checks that the bytes are there.
struct InkReader {
  static let pointSize = 18
  private let source: [UInt8]
  private var place = 0

  init(_ source: [UInt8]) { self.source = source }

  var remaining: Int { source.count - place }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    guard remaining >= count else { throw InkRefusal.malformed("cut off") }
    place += count
    return Array(source[(place - count)..<place])
  }

  mutating func integer(_ size: Int) throws -> UInt32 { try bytes(size).reduce(0) { $0 << 8 | UInt32($1) } }

  mutating func point() throws -> InkPoint {
    let x = Float(bitPattern: try integer(4))
    let y = Float(bitPattern: try integer(4))
    let pressure = Float(bitPattern: try integer(4))
    let time = try integer(4)
    let tiltX = Int(try integer(1)) - 90
    return InkPoint(x: x, y: y, pressure: pressure, time: time, tiltX: tiltX, tiltY: Int(try integer(1)) - 90)
  }
}
