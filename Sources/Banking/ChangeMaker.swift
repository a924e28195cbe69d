import Primitives

/// Which pieces a till can really give for an amount: the fewest there are, exactly, from its own stock.
///
/// The largest face first is not always the best, nor always possible with a limited stock (6 from 5·1 and 2·3).
package struct ChangeMaker: Sendable {
  private let faces: [CashCount.Line]
  /// Worth of the faces from this place on, and what all of them are a multiple of.
  private let worth: [Int64]
  private let step: [Int64]
  private let currency: Currency

  /// - Parameter stock: what may be given.
  package init(_ stock: CashCount) {
    currency = stock.currency
    faces = stock.lines
    var (worth, step): ([Int64], [Int64]) = ([0], [0])
    for line in stock.lines.reversed() {
      worth.append(worth[worth.count - 1] + line.denomination * line.pieces)
      step.append(Self.commonDivisor(step[step.count - 1], line.denomination))
    }
    self.worth = worth.reversed()
    self.step = step.reversed()
  }

  /// The fewest pieces that make up the amount; nil when this stock cannot.
  package func fewest(_ amount: Money) -> CashCount? {
    guard amount.currency == currency, amount.minor >= 0 else { return nil }
    var search = Search(faces: faces, worth: worth, step: step)
    search.go(0, amount.minor, 0)
    return search.best.map { pieces in
      CashCount(stored: zip(faces, pieces).map { ($0.denomination, $1) }, currency)
    }
  }

  private static func commonDivisor(_ one: Int64, _ two: Int64) -> Int64 {
    var (one, two) = (one, two)
    while two != 0 { (one, two) = (two, one % two) }
    return one
  }

  /// Depth first, many of the largest face first; what cannot become better or possible is not entered.
  private struct Search {
    let faces: [CashCount.Line]
    let worth: [Int64]
    let step: [Int64]
    var chosen: [Int64] = []
    var best: [Int64]?
    var fewest = Int64.max
    /// With how few pieces each rest was met at each face: a second visit with no fewer brings nothing.
    var met: [Place: Int64] = [:]

    struct Place: Hashable {
      let face: Int
      let rest: Int64
    }

    mutating func go(_ face: Int, _ rest: Int64, _ used: Int64) {
      if rest == 0 {
        guard used < fewest else { return }
        (fewest, best) = (used, chosen + Array(repeating: 0, count: faces.count - face))
        return
      }
      guard face < faces.count, rest <= worth[face], rest % step[face] == 0 else { return }
      let line = faces[face]
      guard used + (rest + line.denomination - 1) / line.denomination < fewest else { return }
      if let before = met[Place(face: face, rest: rest)], before <= used { return }
      met[Place(face: face, rest: rest)] = used
      let least = max(0, (rest - worth[face + 1] + line.denomination - 1) / line.denomination)
      var pieces = min(line.pieces, rest / line.denomination)
      while pieces >= least {
        let left = rest - pieces * line.denomination
        // Fewer of this face only leave more for smaller ones.
        if face + 1 < faces.count, left > 0 {
          let next = faces[face + 1].denomination
          guard used + pieces + (left + next - 1) / next < fewest else { return }
        }
        chosen.append(pieces)
        go(face + 1, left, used + pieces)
        chosen.removeLast()
        pieces -= 1
      }
    }
  }
}
