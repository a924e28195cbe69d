import Primitives

extension Ink {
  /// Plausible handwriting for rehearsals: the same name and seed give the same samples. Whoever uses it needs
  /// a permission of its own and marks it as scripted in the evidence; it is never a person's signature.
  package static func scripted(name: String, seed: UInt64) -> Ink {
    var hand = ScriptedHand(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    let chinese = name.unicodeScalars.contains { $0.value >= 0x2E80 }
    let letters = max(2, min(4, name.count))
    let strokes =
      chinese
      ? (0..<letters).flatMap { hand.character(left: 60 + 170 * Double($0), size: 160) }
      : [hand.capital(left: 60, size: 170), hand.cursive(left: 190, loops: letters + 3)]
    guard let ink = try? Ink(width: 800, height: 320, strokes: strokes) else {
      preconditionFailure("scripted ink that is no ink")
    }
    return ink
  }
}

/// Draws strokes as a quick hand does: through a few turning points, fast between and slow at them.
private struct ScriptedHand {
  private let entropy: SeededEntropy
  private var clock: UInt32 = 0

  init(seed: UInt64) { entropy = SeededEntropy(seed: seed) }

  /// -1…1
  private func wobble() -> Double { Double(entropy.below(2001) - 1000) / 1000 }

  /// The strokes of the eternal character 永, roughly: turning points in a unit square.
  private static let strokes: [[InkVector]] = [
    [[0.08, 0.30], [0.50, 0.26], [0.92, 0.20]],
    [[0.50, 0.04], [0.51, 0.50], [0.48, 0.96]],
    [[0.55, 0.10], [0.42, 0.50], [0.08, 0.92]],
    [[0.45, 0.35], [0.60, 0.66], [0.90, 0.90], [1.02, 0.91]],
    [[0.15, 0.22], [0.78, 0.16], [0.82, 0.24], [0.74, 0.86], [0.64, 0.79]],
    [[0.30, 0.08], [0.38, 0.20], [0.40, 0.24]],
    [[0.22, 0.30], [0.20, 0.76], [0.32, 0.88], [0.84, 0.86], [0.88, 0.70]],
    [[0.20, 0.55], [0.50, 0.52], [0.80, 0.50]],
  ]

  /// Four to six strokes, as a person writes a Chinese character in haste.
  mutating func character(left: Double, size: Double) -> [[InkPoint]] {
    var left = left
    left += wobble() * 8
    return (0..<(4 + entropy.below(3))).map { _ in
      let shape = Self.strokes[entropy.below(Self.strokes.count)]
      let shift = InkVector(wobble() * 0.10, wobble() * 0.14)
      let turns = shape.map { point in
        let bent = point + shift + InkVector(wobble(), wobble()) * 0.04
        return InkVector(left + bent.x * size, 80 + bent.y * size)
      }
      return stroke(turns, steps: 5)
    }
  }

  /// One tall letter.
  mutating func capital(left: Double, size: Double) -> [InkPoint] {
    let shape: [InkVector] = [[0.8, 0.15], [0.45, 0.0], [0.08, 0.5], [0.4, 1.0], [0.85, 0.8], [0.6, 0.55]]
    return stroke(
      shape.map { InkVector(left + ($0.x + 0.05 * wobble()) * size, 70 + ($0.y + 0.05 * wobble()) * size) }, steps: 7)
  }

  /// A running line of loops.
  mutating func cursive(left: Double, loops: Int) -> [InkPoint] {
    var turns: [InkVector] = []
    for loop in 0..<loops {
      let (x, tall) = (left + 75 * Double(loop), entropy.below(3) == 0 ? 120.0 : 60.0)
      turns.append(InkVector(x + 8 * wobble(), 232 + 6 * wobble()))
      turns.append(InkVector(x + 52, 232 - tall + 8 * wobble()))
      turns.append(InkVector(x + 24, 232 - tall * 0.9 + 8 * wobble()))
    }
    turns.append(InkVector(left + 75 * Double(loops) + 20, 215))
    return stroke(turns, steps: 5)
  }

  private mutating func stroke(_ turns: [InkVector], steps: Int) -> [InkPoint] {
    if clock > 0 { clock += UInt32(70 + entropy.below(90)) }
    let padded = [turns[0]] + turns + [turns[turns.count - 1]]
    let total = (turns.count - 1) * steps
    return (0...total).map { step in
      // Minimum jerk over the whole stroke: slow, fast, slow.
      let even = Double(step) / Double(total)
      let part = even * even * even * (10 - 15 * even + 6 * even * even)
      let along = (0.35 * part + 0.65 * even) * Double(turns.count - 1)
      let leg = min(turns.count - 2, Int(along))
      let place = Self.spline(padded, leg, along - Double(leg))
      let force = 0.28 + 0.42 * (1 - abs(2 * even - 0.8) * 0.7) + 0.05 * wobble()
      clock += 8
      return InkPoint(
        x: Float(place.x), y: Float(place.y), pressure: Float(min(1, max(0.05, force))), time: clock - 8,
        tiltX: 20 + entropy.below(5), tiltY: -12 + entropy.below(5))
    }
  }

  private static func spline(_ p: [InkVector], _ leg: Int, _ t: Double) -> InkVector {
    let (a, b, c, d) = (p[leg], p[leg + 1], p[leg + 2], p[leg + 3])
    let linear = (c - a) * t
    let square = (2 * a - 5 * b + 4 * c - d) * (t * t)
    let cube = (3 * b - a - 3 * c + d) * (t * t * t)
    return (2 * b + linear + square + cube) * 0.5
  }
}
