/// An exact fraction of two whole numbers, always reduced. Sums of money before rounding are fractions of
/// the major unit (yuan); nothing is lost until a rule says "round".
package struct Fraction: Hashable, Sendable, Comparable {
  package let numerator: Int128
  /// Above zero.
  package let denominator: Int128

  package static let zero = Fraction(0)

  /// - Parameter denominator: above zero; anything else is our bug and stops the program.
  package init(_ numerator: Int128, over denominator: Int128 = 1) {
    precondition(denominator > 0, "a fraction over \(denominator)")
    let shared = Self.sharedDivisor(numerator.magnitude, denominator.magnitude)
    self.numerator = numerator / shared
    self.denominator = denominator / shared
  }

  /// - Throws: `Refusal` `interest.overflow`.
  package func adding(_ other: Fraction) throws -> Fraction {
    let shared = Self.sharedDivisor(denominator.magnitude, other.denominator.magnitude)
    let mine = try Self.product(numerator, other.denominator / shared)
    let theirs = try Self.product(other.numerator, denominator / shared)
    let (sum, overflow) = mine.addingReportingOverflow(theirs)
    guard !overflow else { throw InterestRefusal.overflow() }
    return Fraction(sum, over: try Self.product(denominator / shared, other.denominator))
  }

  /// - Throws: `Refusal` `interest.overflow`.
  package func times(_ other: Fraction) throws -> Fraction {
    // Reduced crosswise first, so that what fits is not refused on the way.
    let left = Fraction(numerator, over: other.denominator)
    let right = Fraction(other.numerator, over: denominator)
    return Fraction(
      try Self.product(left.numerator, right.numerator), over: try Self.product(left.denominator, right.denominator))
  }

  /// Rounded half-up: exactly half goes up. The result counts units of 10⁻ˢᶜᵃˡᵉ.
  ///
  /// - Throws: `Refusal` `interest.overflow`.
  package func rounded(scale: Int) throws -> RoundedAmount {
    var power: Int128 = 1
    for _ in 0..<scale { power = try Self.product(power, 10) }
    let scaled = Fraction(try Self.product(numerator, power), over: denominator)
    let (up, overflow) = try Self.product(scaled.numerator, 2).addingReportingOverflow(scaled.denominator)
    guard !overflow else { throw InterestRefusal.overflow() }
    let divisor = try Self.product(scaled.denominator, 2)
    let floor = up >= 0 || up % divisor == 0 ? up / divisor : up / divisor - 1
    guard let units = Int64(exactly: floor) else { throw InterestRefusal.overflow() }
    return RoundedAmount(units: units, scale: scale)
  }

  /// The exact text: `121.5`; digits that repeat for ever stand in brackets, so 35/12 is `2.91(6)`.
  package var text: String {
    let divisor = denominator.magnitude
    let whole = numerator.magnitude / divisor
    var remainder = numerator.magnitude % divisor
    let sign = numerator < 0 ? "-" : ""
    guard remainder > 0 else { return "\(sign)\(whole)" }
    var digits = ""
    func step() {
      let (digit, rest) = divisor.dividingFullWidth(remainder.multipliedFullWidth(by: 10))
      digits += "\(digit)"
      remainder = rest
    }
    for _ in 0..<Self.digitsBeforeCycle(divisor) { step() }
    guard remainder > 0 else { return "\(sign)\(whole).\(digits)" }
    let fixed = digits
    let start = remainder
    digits = ""
    repeat { step() } while remainder != start && digits.count < Self.longestCycle
    return "\(sign)\(whole).\(fixed)(\(digits)\(remainder == start ? "" : "…"))"
  }

  package static func < (left: Fraction, right: Fraction) -> Bool {
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return (first.high, first.low) < (second.high, second.low)
  }

  /// Years of 360 and 365 days and of 12 months repeat after 8 digits at most; this bounds the rest.
  private static let longestCycle = 48

  /// How often ten must be taken until only factors other than 2 and 5 are left.
  private static func digitsBeforeCycle(_ divisor: UInt128) -> Int {
    func count(_ factor: UInt128) -> Int {
      var (rest, found) = (divisor, 0)
      while rest % factor == 0 { (rest, found) = (rest / factor, found + 1) }
      return found
    }
    return max(count(2), count(5))
  }

  private static func product(_ left: Int128, _ right: Int128) throws -> Int128 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw InterestRefusal.overflow() }
    return product
  }

  private static func sharedDivisor(_ left: UInt128, _ right: UInt128) -> Int128 {
    var (first, second) = (left, right)
    while second != 0 { (first, second) = (second, first % second) }
    return Int128(first)
  }
}

extension Fraction: CustomStringConvertible {
  package var description: String { text }
}
