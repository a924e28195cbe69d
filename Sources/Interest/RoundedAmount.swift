import Primitives

/// An amount after rounding, in units of 10⁻ˢᶜᵃˡᵉ of the major unit: scale 2 is the fen, 3 the li (厘).
package struct RoundedAmount: Hashable, Sendable, CustomStringConvertible {
  package let units: Int64
  package let scale: Int

  package var fraction: Fraction {
    var power: Int128 = 1
    for _ in 0..<scale { power *= 10 }
    return Fraction(Int128(units), over: power)
  }

  /// `13.840`.
  package var description: String {
    guard scale > 0 else { return "\(units)" }
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return "\(units < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }
}

extension Money {
  /// The amount in major units, exactly.
  var fraction: Fraction { Fraction(Int128(minor), over: Int128(currency.unit)) }

  /// The part that bears interest: all of it, or whole yuan only (below one yuan earns nothing).
  func bearing(wholeUnitsOnly: Bool) -> Money {
    wholeUnitsOnly ? Money(minor: minor - minor % currency.unit, currency) : self
  }

  /// - Throws: `Refusal` `interest.overflow`.
  func plus(_ other: Money) throws -> Money {
    guard currency == other.currency else { throw InterestRefusal.mixedCurrencies(currency, other.currency) }
    let (sum, overflow) = minor.addingReportingOverflow(other.minor)
    guard !overflow else { throw InterestRefusal.overflow() }
    return Money(minor: sum, currency)
  }

  /// - Throws: `Refusal` `interest.currencies-differ`, `interest.amount-not-positive`, `interest.amount-too-large`.
  func checkedDraw(from principal: Money) throws {
    guard currency == principal.currency else { throw InterestRefusal.mixedCurrencies(principal.currency, currency) }
    guard minor > 0 else { throw InterestRefusal.notPositive("amount") }
    guard minor <= principal.minor else { throw InterestRefusal.amountTooLarge(principal) }
  }

  /// - Throws: `Refusal` `interest.currencies-differ`, `interest.negative-principal`, `interest.below-minimum`.
  func checkedOpening(minimum: Money) throws {
    guard currency == minimum.currency else { throw InterestRefusal.mixedCurrencies(minimum.currency, currency) }
    guard minor >= 0 else { throw InterestRefusal.negativePrincipal() }
    guard minor >= minimum.minor else { throw InterestRefusal.belowMinimum(minimum) }
  }
}
