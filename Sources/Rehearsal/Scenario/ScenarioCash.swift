import Banking
import Primitives

/// How the scratch bank's cash is counted: the fewest pieces, the largest first.
extension ScenarioBank {
  /// - Throws: `Refusal` `cash.no-denominations` on days before the bank's first list of notes.
  func cash(_ amount: Money, _ day: BusinessDate) async throws -> CashCount {
    let faces = try await database.read { [books] tx in
      try books.parameters.denominations(of: .cny, at: Self.outlet, on: day, in: tx)
    }
    // What is smaller than the smallest coin cannot be laid down; the room then says that the cash differs.
    let payable = amount.minor - amount.minor % (faces.last ?? 1)
    return CashCount.greedy(Money(minor: payable, .cny), denominations: faces) ?? CashCount(.cny)
  }

  /// The pieces for all that will be paid out on a day.
  func float(for withdrawals: [Money], _ day: BusinessDate) async throws -> CashCount {
    var pieces: [(denomination: Int64, pieces: Int64)] = []
    for amount in withdrawals {
      pieces += try await cash(amount, day).lines.map { ($0.denomination, $0.pieces) }
    }
    let sums = Dictionary(pieces.map { ($0.denomination, $0.pieces) }, uniquingKeysWith: +)
    return try CashCount(.cny, pieces: sums.map { ($0.key, $0.value) })
  }
}
