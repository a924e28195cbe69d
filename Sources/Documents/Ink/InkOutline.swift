import Primitives

/// The drawn form of a signature: one filled path per stroke, as vectors, thick and thin by pressure.
///
/// Only this copy is smoothed and thinned out; the samples in `Ink` stay as the pen gave them.
package struct InkOutline: Sendable, Equatable {
  /// Content stream for a form XObject with the box `[0 0 width height]`; not compressed.
  package let operators: [UInt8]
  /// `d` of an SVG path in a box of the same size, y downwards.
  package let svgPath: String
  package let width: Double
  package let height: Double

  /// Uncompressed, so that Flate leaves no more than about 8 KB.
  static let mostOperators = 17_000

  /// Fits the ink into a box, keeping its proportions.
  ///
  /// - Parameters:
  ///   - width: of the signature field in points; height likewise.
  ///   - colour: red, green, blue, 0…1; a pen's blue-black.
  package init(
    _ ink: Ink, width: Double, height: Double,
    colour: (red: Double, green: Double, blue: Double) = (0.05, 0.08, 0.27)
  ) {
    let strokes = InkStrokes(ink, width: width, height: height)
    var best: [UInt8] = []
    var curves: [[InkCurve]] = []
    for tolerance in [0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 4, 8, 16] {
      curves = strokes.curves(tolerance: tolerance)
      best = Self.operators(curves, colour: colour)
      if best.count <= Self.mostOperators { break }
    }
    operators = best
    svgPath = Self.svg(curves, height: height)
    self.width = width
    self.height = height
  }

  private static func operators(
    _ strokes: [[InkCurve]], colour: (red: Double, green: Double, blue: Double)
  ) -> [UInt8] {
    var writer = OperatorWriter()
    writer.fillColour(colour.red, colour.green, colour.blue)
    for stroke in strokes {
      for curve in stroke { writer.outline(curve) }
      writer.fill()
    }
    return writer.bytes
  }

  private static func svg(_ strokes: [[InkCurve]], height: Double) -> String {
    func tenth(_ value: Double) -> String {
      let hundredths = Int((value * 100).rounded())
      let sign = hundredths < 0 ? "-" : ""
      return "\(sign)\(abs(hundredths) / 100).\(String(abs(hundredths) % 100 + 100).dropFirst())"
    }
    func pair(_ point: InkVector) -> String { "\(tenth(point.x)) \(tenth(height - point.y))" }
    return strokes.joined().map { curve in
      "M\(pair(curve.start))"
        + curve.segments.map { "C\(pair($0.control1)) \(pair($0.control2)) \(pair($0.end))" }.joined() + "Z"
    }.joined()
  }
}

extension Ink {
  /// What is seen in the signature's field: fitted into it, proportions kept, with a small margin.
  package func appearance(width: Double, height: Double) -> SignatureAppearance {
    SignatureAppearance(
      operators: InkOutline(self, width: width, height: height).operators, width: width, height: height)
  }
}
