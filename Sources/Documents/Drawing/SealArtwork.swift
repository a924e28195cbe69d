import Foundation
import Primitives

/// The bank's round business seal (业务专用章): name on the arc, star, purpose and one line, as plain outlines.
///
/// The form follows the seals of the People's Bank's practice (圆形, 自左而右环行, 五角星 in the middle); it is
/// the look of the bank's digital signature and proves nothing by itself.
struct SealArtwork {
  private static let red = (0.80, 0.09, 0.11)
  private static let purpose = "业务专用章"
  /// Outlines are taken at this many times their size, so that FreeType's 1/64 units do not show.
  private static let magnification = 16.0

  private let table: DrawingTable
  private let width: Double
  private let height: Double
  private let radius: Double
  private var writer = OperatorWriter()

  private var centre: InkVector { InkVector(width / 2, height / 2) }

  init(width: Double, height: Double, on table: DrawingTable) {
    self.table = table
    self.width = width
    self.height = height
    radius = min(width, height) / 2 - 2.5
  }

  /// Path operators for a box of `width` × `height`.
  mutating func operators(bank: String, line: String) throws -> [UInt8] {
    writer.strokeColour(Self.red.0, Self.red.1, Self.red.2, lineWidth: radius * 0.045)
    writer.outline(InkCurve(centre: centre, radius: radius))
    writer.stroke()
    writer.fillColour(Self.red.0, Self.red.1, Self.red.2)
    star(centre: centre + InkVector(0, radius * 0.03), radius: radius * 0.29)
    try arc(bank)
    try level(Self.purpose, size: radius * 0.2, baseline: -radius * 0.55, room: radius * 1.05, bold: true)
    try level(line, size: radius * 0.13, baseline: -radius * 0.76, room: radius * 0.85, bold: false)
    return writer.bytes
  }

  private mutating func star(centre: InkVector, radius: Double) {
    for corner in 0..<10 {
      let angle = Double.pi / 2 + Double(corner) * .pi / 5
      // The inner corners of a regular pentagram lie at 0.382 of its radius.
      let reach = corner % 2 == 0 ? radius : radius * 0.381_966
      let point = centre + InkVector(cos(angle), sin(angle)) * reach
      if corner == 0 { writer.move(point) } else { writer.line(point) }
    }
    writer.close()
    writer.fill()
  }

  /// From left over the top to the right, feet towards the centre; long names get closer and smaller letters.
  private mutating func arc(_ text: String) throws {
    let letters = FittedText.printable(text).map(String.init)
    guard !letters.isEmpty else { return }
    let step = min(27, 216 / Double(max(1, letters.count - 1))) * .pi / 180
    let size = min(radius * 0.25, step * radius * 0.74)
    // The letters' heads follow the ring, whatever their size.
    let baseline = radius * 0.89 - size * 0.86
    for (index, letter) in letters.enumerated() {
      let turn = (Double(index) - Double(letters.count - 1) / 2) * step
      let outline = try GlyphOutline(letter, size: size, bold: true, magnification: Self.magnification, on: table)
      let (sine, cosine) = (sin(turn), cos(turn))
      let foot = centre + InkVector(sine, cosine) * baseline
      let shift = outline.width / 2
      outline.write(into: &writer) { point in
        let (x, y) = (point.x - shift, point.y)
        return foot + InkVector(x * cosine + y * sine, y * cosine - x * sine)
      }
    }
  }

  private mutating func level(_ text: String, size: Double, baseline: Double, room: Double, bold: Bool) throws {
    guard !text.isEmpty else { return }
    let outline = try GlyphOutline(
      FittedText.printable(text), size: size, bold: bold, magnification: Self.magnification, on: table)
    let shrink = min(1, room / outline.width)
    let start = centre + InkVector(-outline.width * shrink / 2, baseline)
    outline.write(into: &writer) { start + $0 * shrink }
  }
}
