import Primitives

/// An amount of interest with how it was found, enough to print on a voucher and to check by hand.
package struct InterestWorking: Sendable, Equatable {
  package let method: InterestMethod
  package let parts: [InterestPart]
  /// What is paid, rounded half-up to the minor unit (fen).
  package let total: Money
  /// Before any rounding, in major units.
  package let exact: Fraction
  /// The day on which it is credited or paid.
  package let payableOn: BusinessDate

  /// Rounds by the rule: one part that earns goes straight to the fen; several go each to the li and
  /// their sum to the fen (分段计息：每段至厘，合计四舍五入至分). Parts that earn nothing do not make it several.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  init(_ method: InterestMethod, _ parts: [InterestPart], _ currency: Currency, payableOn: BusinessDate) throws {
    let split = parts.count { $0.exact > .zero } > 1
    let scale = currency.scale + (split ? 1 : 0)
    self.parts = try parts.map { part in
      var part = part
      part.rounded = try part.exact.rounded(scale: scale)
      return part
    }
    let sum = try self.parts.reduce(Fraction.zero) { try $0.adding($1.rounded.fraction) }
    total = Money(minor: try sum.rounded(scale: currency.scale).units, currency)
    exact = try parts.reduce(Fraction.zero) { try $0.adding($1.exact) }
    self.method = method
    self.payableOn = payableOn
  }

  package var exactText: String { exact.text }

  /// Where the parts come from, each source once.
  package var sources: [Bilingual] {
    var seen: Set<InterestRule> = []
    return parts.map(\.rule).filter { seen.insert($0).inserted }.map(\.source)
  }
}
