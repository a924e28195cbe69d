import Primitives
import Testing

@Suite struct MoneyTests {
  @Test(
    "what a person writes",
    arguments: [
      ("1234.5", 123_450), ("1,234.50", 123_450), ("1，234.50", 123_450), ("0", 0), ("0.01", 1), ("007", 700),
      ("1.5w", 1_500_000), ("1.5W", 1_500_000), ("2万", 2_000_000), ("0.0001w", 100), ("0.000001w", 1),
      ("1.50000000w", 1_500_000), ("999999999999.99", 99_999_999_999_999), ("1 000", 100_000),
    ] as [(String, Int64)])
  func reads(text: String, minor: Int64) throws {
    #expect(try Money(parsing: text, .cny) == Money(minor: minor, .cny))
  }

  @Test(
    "what is refused, and as what",
    arguments: [
      ("", "money.empty"), (" ", "money.empty"), (",", "money.empty"), ("-1", "money.negative"),
      ("−1", "money.negative"), ("-0", "money.negative"), ("1.", "money.not-a-number"), (".5", "money.not-a-number"),
      ("1.2.3", "money.not-a-number"), ("1e5", "money.not-a-number"), ("+1", "money.not-a-number"),
      ("w", "money.not-a-number"), ("1ww", "money.not-a-number"), ("١٢", "money.not-a-number"),
      ("１２", "money.not-a-number"), ("0x10", "money.not-a-number"), ("1.001", "money.too-many-decimals"),
      ("1.000", "money.too-many-decimals"), ("0.0000001w", "money.too-many-decimals"),
      ("1000000000000", "money.too-large"), ("99999999999999999999999", "money.too-large"),
      ("999999999999w", "money.too-large"), ("NaN", "money.not-a-number"), ("壹", "money.not-a-number"),
    ])
  func refuses(text: String, code: String) {
    let refusal = #expect(throws: Refusal.self) { try Money(parsing: text, .cny, field: "amount") }
    #expect(refusal?.code == code, "\(text)")
    #expect(refusal?.field == "amount")
  }

  @Test("currencies without and with three decimals")
  func scales() throws {
    #expect(try Money(parsing: "1200", .jpy).minor == 1200)
    #expect(throws: Refusal.self) { try Money(parsing: "1200.5", .jpy) }
    #expect(try Money(parsing: "1.234", .kwd).minor == 1234)
    #expect(Money(minor: 5, .kwd).decimal == "0.005")
    #expect(Money(minor: 1200, .jpy).grouped == "1,200")
  }

  @Test("decimal form reads back to the same amount; grouped form too")
  func roundTrip() throws {
    let entropy = SeededEntropy(seed: 1)
    for currency in Currency.known {
      for _ in 0..<500 {
        let money = Money(minor: Int64(entropy.below(Int(Money.largestMinor) >> entropy.below(46))), currency)
        #expect(try Money(parsing: money.decimal, currency) == money)
        #expect(try Money(parsing: money.grouped, currency) == money)
      }
    }
  }

  @Test("forms for eyes, below zero too")
  func forms() {
    #expect(Money(minor: -123_456_789, .cny).grouped == "-1,234,567.89")
    #expect(Money(minor: -5, .cny).decimal == "-0.05")
    #expect(Money(minor: 0, .cny).decimal == "0.00")
    #expect(Money(minor: Int64.min, .cny).decimal == "-92233720368547758.08")
    #expect("\(Money(minor: 100_000, .czk))" == "1,000.00 CZK")
  }

  @Test("sums keep their currency")
  func sums() {
    #expect(Money(minor: 5, .cny) + Money(minor: 7, .cny) == Money(minor: 12, .cny))
    #expect(Money(minor: 5, .cny) - Money(minor: 7, .cny) == Money(minor: -2, .cny))
    #expect(Currency(code: "XXX") == nil)
    #expect(Currency(code: "CZK") == .czk)
  }
}

@Suite struct ChineseCapitalsTests {
  @Test(
    "amounts of the settlement rules (支付结算办法 附一) and own edge cases",
    arguments: [
      (140_950, ["壹仟肆佰零玖元伍角", "壹仟肆佰零玖元伍角整"]), (600_714, ["陆仟零柒元壹角肆分"]),
      (168_032, ["壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"]),
      (10_700_053, ["壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"]), (1_000, ["壹拾元整"]), (5, ["伍分"]),
      (10_000_000_000, ["壹亿元整"]), (100_000_001_000, ["壹拾亿零壹拾元整"]), (0, ["零元整"]), (50, ["伍角整", "伍角"]),
      (105, ["壹元零伍分"]), (100, ["壹元整"]), (1_000_000, ["壹万元整"]), (1_000_100, ["壹万零壹元整"]),
      (1_010_000, ["壹万零壹佰元整"]), (100_000_000, ["壹佰万元整"]), (100_010_000, ["壹佰万零壹佰元整"]),
      (1_001_000_000, ["壹仟零壹万元整"]), (10_000_000_100, ["壹亿零壹元整"]), (10_001_000_000, ["壹亿零壹万元整"]),
      (99_999_999_999_999, ["玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"]),
    ] as [(Int64, [String])])
  func amounts(minor: Int64, accepted: [String]) {
    let text = ChineseCapitals.amount(Money(minor: minor, .cny))
    #expect(accepted.contains(text), "\(minor) → \(text)")
  }

  @Test("the prefix has no gap")
  func prefix() {
    #expect(ChineseCapitals.prefixed(Money(minor: 100, .cny)) == "人民币壹元整")
    #expect(ChineseCapitals.prefixed(Money(minor: 100, .czk)) == "捷克克朗壹元整")
  }

  @Test("no two amounts share capitals, and none holds two 零 in a row or ends in 零")
  func distinct() {
    var seen: [String: Int64] = [:]
    let entropy = SeededEntropy(seed: 2)
    let minors = (0..<3000).map(Int64.init) + (0..<3000).map { _ in Int64(entropy.below(100_000_000_000_00)) }
    for minor in Set(minors) {
      let text = ChineseCapitals.amount(Money(minor: minor, .cny))
      #expect(seen.updateValue(minor, forKey: text) == nil, "\(text)")
      #expect(!text.contains("零零") && text.last != "零")
      #expect(value(of: text) == minor, "\(text)")
    }
  }

  /// An independent reading back of capitals.
  private func value(of text: String) -> Int64 {
    let digits: [Character: Int64] = [
      "零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    ]
    let places: [Character: Int64] = ["拾": 10, "佰": 100, "仟": 1000]
    var (total, group, digit): (Int64, Int64, Int64) = (0, 0, 0)
    for character in text {
      if let value = digits[character] {
        digit = value
      } else if let place = places[character] {
        group += digit * place
        digit = 0
      } else if character == "万" || character == "亿" {
        total += (group + digit) * (character == "万" ? 10_000 : 100_000_000) * 100
        (group, digit) = (0, 0)
      } else if character == "元" {
        total += (group + digit) * 100
        (group, digit) = (0, 0)
      } else if character == "角" || character == "分" {
        total += digit * (character == "角" ? 10 : 1)
        digit = 0
      }
    }
    return total
  }

  @Test(
    "dates of bills",
    arguments: [
      ("2026-01-15", "贰零贰陆年零壹月壹拾伍日"), ("2026-10-20", "贰零贰陆年零壹拾月零贰拾日"),
      ("2026-02-09", "贰零贰陆年零贰月零玖日"), ("2026-03-10", "贰零贰陆年叁月零壹拾日"),
      ("2026-11-30", "贰零贰陆年壹拾壹月零叁拾日"), ("2026-12-31", "贰零贰陆年壹拾贰月叁拾壹日"),
      ("2026-09-11", "贰零贰陆年玖月壹拾壹日"),
    ])
  func dates(day: String, capitals: String) {
    #expect(ChineseCapitals.date(BusinessDate(day)!) == capitals)
  }
}
