import Banking
import Primitives
import TestHouse
import Testing

@Suite("the change calculator") struct ChangeMakerTests {
  private func fewest(_ stock: String, _ amount: String) throws -> String? {
    ChangeMaker(try CashCount(parsing: stock, .cny)).fewest(try Money(parsing: amount, .cny))?.text
  }

  @Test("the fewest pieces of the till's own stock, also where the largest first would fail")
  func worked() throws {
    #expect(try fewest("50*1,20*3", "60") == "20*3")
    #expect(try fewest("5*1,2*3", "6") == "2*3")
    #expect(try fewest("100*1,50*3,20*5", "160") == "100*1,20*3")
    #expect(try fewest("100*5", "50") == nil)
    #expect(try fewest("1*3", "5") == nil)
    #expect(try fewest("100*5", "0") == "")
    #expect(try fewest("100*9999,50*9999,20*9999,10*9999,5*9999,1*9999,0.5*9999,0.1*9999", "999999.9") != nil)
    #expect(try fewest("100*9999,50*9999,20*9999", "30") == nil)
  }

  @Test("what it gives is exact, in stock, and no brute force finds fewer")
  func property() {
    let chance = SeededEntropy(seed: 11)
    let faces: [Int64] = [100, 50, 20, 10, 7, 5, 2, 1]
    var possible = 0
    for _ in 0..<(TestEngine.isLong ? 20_000 : 3000) {
      let stock = (0..<(1 + chance.below(4))).map { _ in
        (denomination: faces[chance.below(faces.count)], pieces: Int64(chance.below(5)))
      }
      guard let count = try? CashCount(.cny, pieces: stock) else { continue }
      let amount = Int64(chance.below(260))
      let best = Self.brute(count.lines.map { ($0.denomination, $0.pieces) }, amount)
      let given = ChangeMaker(count).fewest(Money(minor: amount, .cny))
      #expect(given.map { $0.lines.reduce(0) { $0 + $1.pieces } } == best, "\(count.text) for \(amount)")
      guard let given else { continue }
      possible += 1
      #expect(given.total.minor == amount)
      #expect(
        given.lines.allSatisfy { line in
          count.lines.contains { $0.denomination == line.denomination && $0.pieces >= line.pieces }
        })
    }
    #expect(possible > 100)
  }

  /// Tries every number of every face.
  private static func brute(_ stock: [(Int64, Int64)], _ rest: Int64) -> Int64? {
    guard let (face, pieces) = stock.first else { return rest == 0 ? 0 : nil }
    return (0...pieces).compactMap { used in
      rest < used * face ? nil : brute(Array(stock.dropFirst()), rest - used * face).map { $0 + used }
    }.min()
  }
}
