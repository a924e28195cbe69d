/// An ISO 4217 currency with the number of digits of its minor unit.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
  package let code: String
  /// Digits after the point: CNY 2, JPY 0.
  package let scale: Int

  private init(_ code: String, _ scale: Int) {
    self.code = code
    self.scale = scale
  }

  package static let cny = Currency("CNY", 2)
  package static let czk = Currency("CZK", 2)
  package static let usd = Currency("USD", 2)
  package static let eur = Currency("EUR", 2)
  package static let jpy = Currency("JPY", 0)
  package static let kwd = Currency("KWD", 3)
  package static let known: [Currency] = [cny, czk, usd, eur, jpy, kwd]

  package init?(code: String) {
    guard let found = Self.known.first(where: { $0.code == code }) else { return nil }
    self = found
  }

  package var description: String { code }

  /// Minor units in one major unit.
  package var unit: Int64 {
    var unit: Int64 = 1
    for _ in 0..<scale { unit *= 10 }
    return unit
  }
}
