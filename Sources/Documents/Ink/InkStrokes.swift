/// The centre lines of a signature with their widths, fitted into a box; gives the outlines.
struct InkStrokes {
  struct Node {
    var place: InkVector
    var width: Double
  }

  /// Thinnest and thickest line, in points: a fine fountain pen.
  static let thinnest = 0.45
  static let thickest = 2.3
  private static let margin = 4.0
  /// A stroke shorter than this, in points, is a dot.
  private static let dot = 0.9

  private let strokes: [[Node]]

  init(_ ink: Ink, width: Double, height: Double) {
    let points = ink.strokes.joined()
    let (left, right) = (points.map { Double($0.x) }.min() ?? 0, points.map { Double($0.x) }.max() ?? 0)
    let (top, bottom) = (points.map { Double($0.y) }.min() ?? 0, points.map { Double($0.y) }.max() ?? 0)
    let (roomX, roomY) = (max(1, width - 2 * Self.margin), max(1, height - 2 * Self.margin))
    // The ink fills the box, but small writing on a large pad is not blown up beyond twice its size.
    let whole = min(roomX / Double(ink.width), roomY / Double(ink.height))
    let scale = min(roomX / max(1, right - left), roomY / max(1, bottom - top), whole * 2.2)
    let middle = InkVector((left + right) / 2, (top + bottom) / 2)
    let constant = Self.pressureIsConstant(ink)
    strokes = ink.strokes.map { samples in
      let widths = Self.widths(samples, scale: scale, byPressure: !constant)
      let nodes = zip(samples, widths).map { point, wide in
        let offset = (InkVector(Double(point.x), Double(point.y)) - middle) * scale
        return Node(place: InkVector(width / 2 + offset.x, height / 2 - offset.y), width: wide)
      }
      return Self.smoothed(nodes)
    }
  }

  /// Mice, and fingers on screens without pressure, report one value all the way (Pointer Events: 0.5).
  private static func pressureIsConstant(_ ink: Ink) -> Bool {
    let values = ink.strokes.joined().map(\.pressure)
    return (values.max() ?? 0) - (values.min() ?? 0) < 0.02
  }

  /// Width of the line at each sample: by real pressure with a light speed term, or by speed alone.
  private static func widths(_ samples: [InkPoint], scale: Double, byPressure: Bool) -> [Double] {
    var speed: Double?
    let raw = samples.indices.map { index -> Double in
      if samples.count > 1 {
        // The first sample has the speed of the first step.
        let end = max(1, index)
        let elapsed = max(1, Double(samples[end].time) - Double(samples[end - 1].time))
        // Points per millisecond; 0.25 is a quick stroke.
        let now = Ink.distance(samples[end - 1], samples[end]) * scale / elapsed
        speed = speed.map { 0.7 * $0 + 0.3 * now } ?? now
      }
      let slowness = 1 / (1 + (speed ?? 0) * 6)
      let force = byPressure ? Double(samples[index].pressure) * (0.85 + 0.15 * slowness) : 0.15 + 0.6 * slowness
      return thinnest + (thickest - thinnest) * force
    }
    return raw.indices.map { index in
      (raw[max(0, index - 1)] + 2 * raw[index] + raw[min(raw.count - 1, index + 1)]) / 4
    }
  }

  /// Takes the pad's pixel steps out of the line (1-2-1), ends fixed, and joins samples on one spot.
  private static func smoothed(_ nodes: [Node]) -> [Node] {
    var distinct: [Node] = []
    for node in nodes {
      if let last = distinct.last, (last.place - node.place).length < 0.01 {
        distinct[distinct.count - 1].width = max(last.width, node.width)
      } else {
        distinct.append(node)
      }
    }
    guard distinct.count > 2 else { return distinct }
    var out = distinct
    for index in 1..<(distinct.count - 1) {
      out[index].place = (distinct[index - 1].place + 2 * distinct[index].place + distinct[index + 1].place) / 4
    }
    return out
  }

  /// One list of closed curves per stroke; they overlap and are filled together.
  ///
  /// - Parameter tolerance: how far, in points, the drawn line may leave the smoothed one.
  func curves(tolerance: Double) -> [[InkCurve]] {
    strokes.map { nodes in
      let length = zip(nodes, nodes.dropFirst()).reduce(0) { $0 + ($1.1.place - $1.0.place).length }
      if length < Self.dot {
        let widest = nodes.map(\.width).max() ?? Self.thinnest
        return [InkCurve(centre: nodes[nodes.count / 2].place, radius: max(0.5, widest * 0.6))]
      }
      return Self.splitAtCorners(Self.reduced(nodes[...], tolerance)).map(Self.outline)
    }
  }

  /// Ramer-Douglas-Peucker over place and width.
  private static func reduced(_ nodes: ArraySlice<Node>, _ tolerance: Double) -> [Node] {
    guard nodes.count > 2, let first = nodes.first, let last = nodes.last else { return Array(nodes) }
    var (worst, index) = (0.0, nodes.startIndex)
    let line = last.place - first.place
    for candidate in nodes.indices.dropFirst().dropLast() {
      let offset = nodes[candidate].place - first.place
      let along = line.length > 1e-9 ? (offset * line).sum() / (line * line).sum() : 0
      let part = min(1, max(0, along))
      let away = (offset - part * line).length
      let width = abs(nodes[candidate].width - (first.width + part * (last.width - first.width)))
      if max(away, width * 0.7) > worst { (worst, index) = (max(away, width * 0.7), candidate) }
    }
    guard worst > tolerance else { return [first, last] }
    return reduced(nodes[...index], tolerance).dropLast() + reduced(nodes[index...], tolerance)
  }

  /// A line that turns by more than about 75° is cut there: the round ends of both parts make the corner, and
  /// no outline folds over itself.
  private static func splitAtCorners(_ nodes: [Node]) -> [[Node]] {
    var parts: [[Node]] = [[nodes[0]]]
    for index in nodes.indices.dropFirst() {
      parts[parts.count - 1].append(nodes[index])
      guard index + 1 < nodes.count else { break }
      let before = (nodes[index].place - nodes[index - 1].place).unit()
      let after = (nodes[index + 1].place - nodes[index].place).unit()
      if (before * after).sum() < 0.26 { parts.append([nodes[index]]) }
    }
    return parts
  }

  private static func outline(_ nodes: [Node]) -> InkCurve {
    var left: [InkVector] = []
    var right: [InkVector] = []
    let last = nodes.count - 1
    for (index, node) in nodes.enumerated() {
      let direction = (nodes[min(last, index + 1)].place - nodes[max(0, index - 1)].place).unit()
      left.append(node.place + direction.normal * (node.width / 2))
      right.append(node.place - direction.normal * (node.width / 2))
    }
    return InkCurve(
      left: left, right: right, forward: (nodes[last].place - nodes[last - 1].place).unit(),
      backward: (nodes[0].place - nodes[1].place).unit())
  }
}
