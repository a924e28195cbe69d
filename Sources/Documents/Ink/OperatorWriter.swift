/// Writes PDF path operators (ISO 32000-1, 8.5) with whole numbers on a fine grid: shorter than decimals.
struct OperatorWriter {
  /// One unit, in points.
  static let grid = 0.02

  private var text: String

  init() { text = "q \(Self.grid) 0 0 \(Self.grid) 0 0 cm\n" }

  private static func whole(_ value: Double) -> String { String(Int((value / grid).rounded())) }
  private static func pair(_ point: InkVector) -> String { "\(whole(point.x)) \(whole(point.y))" }
  private static func shade(_ value: Double) -> String {
    "0.\(String(Int(min(0.99, max(0, value)) * 100 + 0.5) + 100).dropFirst())"
  }

  mutating func fillColour(_ red: Double, _ green: Double, _ blue: Double) {
    text += "\(Self.shade(red)) \(Self.shade(green)) \(Self.shade(blue)) rg\n"
  }

  mutating func strokeColour(_ red: Double, _ green: Double, _ blue: Double, lineWidth: Double) {
    text += "\(Self.shade(red)) \(Self.shade(green)) \(Self.shade(blue)) RG \(Self.whole(lineWidth)) w\n"
  }

  mutating func move(_ point: InkVector) { text += "\(Self.pair(point)) m\n" }
  mutating func line(_ point: InkVector) { text += "\(Self.pair(point)) l\n" }
  mutating func curve(_ first: InkVector, _ second: InkVector, _ end: InkVector) {
    text += "\(Self.pair(first)) \(Self.pair(second)) \(Self.pair(end)) c\n"
  }
  mutating func close() { text += "h\n" }
  mutating func fill() { text += "f\n" }
  mutating func stroke() { text += "S\n" }

  mutating func outline(_ curve: InkCurve) {
    move(curve.start)
    for segment in curve.segments { self.curve(segment.control1, segment.control2, segment.end) }
    close()
  }

  /// All of it; the graphics state is as before.
  var bytes: [UInt8] { Array((text + "Q\n").utf8) }
}
