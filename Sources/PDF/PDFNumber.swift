/// A rectangle in points, lower left corner first (ISO 32000-1 §7.9.5).
package struct PDFRectangle: Equatable, Sendable {
  package let left: Double
  package let bottom: Double
  package let right: Double
  package let top: Double

  package init(left: Double, bottom: Double, right: Double, top: Double) {
    self.left = left
    self.bottom = bottom
    self.right = right
    self.top = top
  }

  package var width: Double { right - left }
  package var height: Double { top - bottom }

  package var value: PDFValue { .array([left, bottom, right, top].map(PDFNumber.value)) }
}

/// Numbers as this house writes them: at most two decimals, no exponent, no needless zero.
package enum PDFNumber {
  package static func value(_ number: Double) -> PDFValue {
    let text = text(number)
    return Int(text).map(PDFValue.integer) ?? .real(text)
  }

  package static func text(_ number: Double) -> String {
    precondition(number.isFinite && number.magnitude < 1_000_000, "a coordinate outside any page")
    let hundredths = Int((number * 100).rounded())
    let magnitude = hundredths.magnitude
    let sign = hundredths < 0 ? "-" : ""
    let fraction = magnitude % 100
    if fraction == 0 { return "\(sign)\(magnitude / 100)" }
    if fraction % 10 == 0 { return "\(sign)\(magnitude / 100).\(fraction / 10)" }
    return "\(sign)\(magnitude / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
