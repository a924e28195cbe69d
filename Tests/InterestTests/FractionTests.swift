import Interest
import Primitives
import Testing

@Suite("Fractions and rates") struct FractionTests {
  @Test(
    "exact text, repeating digits in brackets",
    arguments: [
      (0, 1, "0"), (243, 2, "121.5"), (35, 12, "2.91(6)"), (1, 3, "0.(3)"), (1, 73, "0.(01369863)"),
      (1, 365, "0.0(02739726)"), (-7, 6, "-1.1(6)"), (-1, 4, "-0.25"), (10, 5, "2"), (1, 7, "0.(142857)"),
    ] as [(Int128, Int128, String)])
  func text(numerator: Int128, denominator: Int128, text: String) {
    #expect(Fraction(numerator, over: denominator).text == text)
  }

  @Test("a cycle too long to print is cut, not endless")
  func longCycle() { #expect(Fraction(1, over: 1_000_003).text.hasSuffix("…)")) }

  @Test(
    "half goes up, less stays",
    arguments: [
      (33_345, 1_000, 2, "33.35"), (33_344_999, 1_000_000, 2, "33.34"), (5, 1_000, 2, "0.01"),
      (4_999_999, 1_000_000_000, 2, "0.00"), (35, 12, 3, "2.917"), (1, 2, 0, "1"), (-5, 1_000, 2, "0.00"),
      (-15, 1_000, 2, "-0.01"), (-16, 1_000, 2, "-0.02"),
    ] as [(Int128, Int128, Int, String)])
  func rounding(numerator: Int128, denominator: Int128, scale: Int, text: String) throws {
    #expect(try Fraction(numerator, over: denominator).rounded(scale: scale).description == text)
  }

  @Test("sums and order are exact")
  func arithmetic() throws {
    #expect(try Fraction(1, over: 360).adding(Fraction(1, over: 365)) == Fraction(145, over: 26_280))
    #expect(Fraction(1, over: 3) > Fraction(333_333, over: 1_000_000))
    #expect(Fraction(-1, over: 2) < Fraction.zero)
    #expect(Fraction(Int128.max, over: 3) < Fraction(Int128.max, over: 2))
  }

  @Test("what does not fit is refused, not wrapped")
  func overflow() {
    expectRefusal("overflow") { _ = try Fraction(Int128.max).times(Fraction(3)) }
    expectRefusal("overflow") { _ = try Fraction(Int128.max).adding(Fraction(Int128.max)) }
    expectRefusal("overflow") { _ = try Fraction(Int128(Int64.max)).rounded(scale: 2) }
  }

  @Test(
    "rates as people write them, in millionths of a percent a year",
    arguments: [
      ("1.35%", 1_350_000), ("0.35%", 350_000), ("1.8‰/month", 2_160_000), ("1.8‰/月", 2_160_000),
      ("0.5‱/day", 1_800_000), ("0.5‱/日", 1_800_000), ("2%/year", 2_000_000), ("2 % / 年", 2_000_000), ("0%", 0),
      ("100%", 100_000_000), ("0.000001%", 1), ("1.50000000%", 1_500_000),
    ] as [(String, Int64)])
  func rates(text: String, units: Int64) throws {
    #expect(try InterestRate(parsing: text).units == units)
  }

  @Test(
    "what is no rate",
    arguments: [
      ("", "rate-unreadable"), ("1.35", "rate-unreadable"), ("%", "rate-unreadable"), (".5%", "rate-unreadable"),
      ("1.%", "rate-unreadable"), ("1.2.3%", "rate-unreadable"), ("1e2%", "rate-unreadable"),
      ("１%", "rate-unreadable"), ("1%/week", "rate-unreadable"), ("1%/", "rate-unreadable"),
      ("1%/month/day", "rate-unreadable"), ("-1%", "rate-negative"), ("−1%", "rate-negative"),
      ("100.000001%", "rate-too-high"), ("8.4%/month", "rate-too-high"), ("99999999999999999999%", "rate-too-high"),
      ("1.0000001%", "rate-too-fine"), ("0.000001‰", "rate-too-fine"),
    ])
  func noRates(text: String, code: String) {
    expectRefusal(code, "rate") { _ = try InterestRate(parsing: text) }
  }

  @Test("a rate by its units has the same limits; a share is exact or refused")
  func units() throws {
    expectRefusal("rate-negative") { _ = try InterestRate(units: -1) }
    expectRefusal("rate-too-high") { _ = try InterestRate(units: 100_000_001) }
    #expect(try rate("1.35%").share(percent: 60) == rate("0.81%"))
    expectRefusal("rate-too-fine") { _ = try InterestRate(units: 1).share(percent: 60) }
    #expect(try rate("1.35%") < rate("1.36%"))
    #expect(try rate("1.50%").description == "1.5%")
  }
}
