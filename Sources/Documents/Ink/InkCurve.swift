/// A point of the outline, in PDF points with y upwards.
typealias InkVector = SIMD2<Double>

extension SIMD2<Double> {
  var length: Double { (x * x + y * y).squareRoot() }
  var normal: InkVector { InkVector(-y, x) }
  func unit(or other: InkVector = InkVector(1, 0)) -> InkVector { length > 1e-9 ? self / length : other }
}

/// A closed curve of cubic Bézier segments.
struct InkCurve {
  struct Segment {
    let control1: InkVector
    let control2: InkVector
    let end: InkVector
  }

  let start: InkVector
  let segments: [Segment]

  /// The outline of a stroke: its left side, a round end, its right side back, a round start; always the same
  /// sense of rotation.
  ///
  /// - Parameters:
  ///   - left: points of the left side, forwards; at least two. `right` has as many.
  ///   - forward: the direction of the line at its end; `backward` at its start, away from it.
  init(left: [InkVector], right: [InkVector], forward: InkVector, backward: InkVector) {
    precondition(left.count >= 2 && left.count == right.count, "a stroke with fewer than two points")
    let back = Array(right.reversed())
    start = left[0]
    segments =
      Self.spline(left) + Self.cap(from: left[left.count - 1], to: back[0], forward)
      + Self.spline(back) + Self.cap(from: back[back.count - 1], to: left[0], backward)
  }

  /// Centripetal Catmull-Rom through all points: no cusps and no loops between points (Yuksel, Schaefer,
  /// Keyser 2011), written as Bézier segments. Before the first and after the last point the line goes straight on.
  private static func spline(_ points: [InkVector]) -> [Segment] {
    let last = points.count - 1
    return (0..<last).map { index in
      let before = index > 0 ? points[index - 1] : 2 * points[0] - points[1]
      let after = index + 2 <= last ? points[index + 2] : 2 * points[last] - points[last - 1]
      return segment(before, points[index], points[index + 1], after)
    }
  }

  /// Half a circle in two parts, bulging in `direction`.
  private static func cap(from: InkVector, to: InkVector, _ direction: InkVector) -> [Segment] {
    let radius = (to - from).length / 2
    let centre = (from + to) / 2
    let k = 0.552_284_75
    let tip = centre + direction * radius
    return [
      Segment(
        control1: from + direction * (radius * k), control2: tip + (from - centre) * k, end: tip),
      Segment(control1: tip + (to - centre) * k, control2: to + direction * (radius * k), end: to),
    ]
  }

  /// A circle from four segments; 0.5523 makes the best one.
  init(centre: InkVector, radius: Double) {
    let k = radius * 0.552_284_75
    let (east, north) = (InkVector(radius, 0), InkVector(0, radius))
    let (kx, ky) = (InkVector(k, 0), InkVector(0, k))
    start = centre + east
    segments = [
      Segment(control1: centre + east + ky, control2: centre + north + kx, end: centre + north),
      Segment(control1: centre + north - kx, control2: centre - east + ky, end: centre - east),
      Segment(control1: centre - east - ky, control2: centre - north - kx, end: centre - north),
      Segment(control1: centre - north + kx, control2: centre + east - ky, end: centre + east),
    ]
  }

  private static func segment(_ p0: InkVector, _ p1: InkVector, _ p2: InkVector, _ p3: InkVector) -> Segment {
    let (a, b, c) = ((p1 - p0).length, (p2 - p1).length, (p3 - p2).length)
    let (d1, d2, d3) = (a.squareRoot(), b.squareRoot(), c.squareRoot())
    let control1 =
      d1 < 1e-6 || d2 < 1e-6
      ? p1 : (a * p2 - b * p0 + (2 * a + 3 * d1 * d2 + b) * p1) / (3 * d1 * (d1 + d2))
    let control2 =
      d3 < 1e-6 || d2 < 1e-6
      ? p2 : (c * p1 - b * p3 + (2 * c + 3 * d3 * d2 + b) * p2) / (3 * d3 * (d3 + d2))
    return Segment(control1: control1, control2: control2, end: p2)
  }
}
