import Interest
import Primitives
import Storage

/// The bank's posted rates as dated parameters: `rate.demand.CNY`, `rate.lump-sum.3m.CNY`, `rate.notice.7d.CNY`,
/// each with the day from which it holds (DECISIONS 15).
package struct BankRates: Sendable {
  let parameters: BankParameters

  /// All rates of a currency, past and future ones included.
  ///
  /// - Throws: `Fault` `parameter.broken` when a stored rate cannot be read.
  package func table(_ currency: Currency, in tx: any ReadTransaction) throws -> RateTable {
    var table = RateTable()
    for row in try tx.query(BankingTables.ratesOf, [.text("rate.%.\(currency.code)")]) {
      let name = try row.text(0)
      guard let key = Self.key(name), let rate = try? InterestRate(parsing: try row.text(2)) else {
        throw Fault("parameter.broken", "\(name) is no posted rate")
      }
      try table.set(rate, for: key, from: try row.date(1))
    }
    return table
  }

  /// Posts a rate from a day on.
  ///
  /// - Throws: `Refusal` `parameter.already-set`, `interest.rate-…`.
  package func post(
    _ rate: String, for key: RateKey, _ currency: Currency, from date: BusinessDate, in tx: any WriteTransaction
  ) throws {
    _ = try InterestRate(parsing: rate)
    try parameters.set("\(Self.name(key)).\(currency.code)", rate, from: date, in: tx)
  }

  /// `rate.lump-sum.3m`.
  static func name(_ key: RateKey) -> String {
    switch key {
    case .demand: "rate.demand"
    case .lumpSum(let tenor): "rate.lump-sum.\(tenor)"
    case .instalment(let tenor): "rate.instalment.\(tenor)"
    case .notice(let period): "rate.notice.\(period.days)d"
    }
  }

  private static func key(_ parameter: String) -> RateKey? {
    let parts = parameter.split(separator: ".").map(String.init)
    switch (parts.dropFirst().first, parts.count) {
    case ("demand", 3): return .demand
    case ("lump-sum", 4): return (try? Tenor(parsing: parts[2])).map(RateKey.lumpSum)
    case ("instalment", 4): return (try? Tenor(parsing: parts[2])).map(RateKey.instalment)
    case ("notice", 4): return Int(parts[2].dropLast()).flatMap(NoticePeriod.init(rawValue:)).map(RateKey.notice)
    default: return nil
    }
  }
}
