/// Amounts and dates in Chinese capitals (大写), as the settlement rules (支付结算办法) prescribe.
package enum ChineseCapitals {
  private static let digits = Array("零壹贰叁肆伍陆柒捌玖").map(String.init)
  private static let small = ["", "拾", "佰", "仟"]
  private static let groups = ["", "万", "亿", "万亿"]

  /// `107000.53` → `壹拾万柒仟元零伍角叁分`; ends at 元 or 角: `整`. No currency prefix.
  ///
  /// - Parameter money: zero or more, two decimals.
  package static func amount(_ money: Money) -> String {
    precondition(money.minor >= 0, "capitals of a negative amount")
    let unit = money.currency.unit
    let whole = money.minor / unit
    let fen = money.currency.scale == 2 ? money.minor % unit : 0
    let (jiao, rest) = (Int(fen / 10), Int(fen % 10))
    var text = whole > 0 ? integer(whole) + "元" : ""
    if fen == 0 { return (text.isEmpty ? "零元" : text) + "整" }
    if jiao > 0 {
      if whole > 0 && whole % 10 == 0 { text += "零" }
      text += digits[jiao] + "角"
    } else if whole > 0 {
      text += "零"
    }
    return text + (rest > 0 ? digits[rest] + "分" : "整")
  }

  /// `人民币` for CNY, otherwise the ISO code, with no gap before the capitals.
  package static func prefixed(_ money: Money) -> String {
    (money.currency == .cny ? "人民币" : money.currency == .czk ? "捷克克朗" : money.currency.code) + amount(money)
  }

  /// Four digits a group; one 零 for any run of zeros inside, none at the end.
  private static func integer(_ value: Int64) -> String {
    var text = ""
    var zeroPending = false
    for level in stride(from: 3, through: 0, by: -1) {
      var power: Int64 = 1
      for _ in 0..<level { power *= 10_000 }
      let group = Int((value / power) % 10_000)
      guard group > 0 else {
        zeroPending = zeroPending || !text.isEmpty
        continue
      }
      if !text.isEmpty && (zeroPending || group < 1000) { text += "零" }
      zeroPending = false
      text += fourDigits(group) + groups[level]
    }
    return text
  }

  private static func fourDigits(_ group: Int) -> String {
    var text = ""
    var zero = false
    for place in stride(from: 3, through: 0, by: -1) {
      var power = 1
      for _ in 0..<place { power *= 10 }
      let digit = (group / power) % 10
      if digit == 0 {
        zero = zero || !text.isEmpty
        continue
      }
      if zero { text += "零" }
      zero = false
      text += digits[digit] + small[place]
    }
    return text
  }

  /// A bill's date: months 1, 2, 10 and days 1–9, 10, 20, 30 get a leading 零 (支付结算办法 附一).
  package static func date(_ date: BusinessDate) -> String {
    let year = String(date.year).compactMap { $0.wholeNumberValue }.map { digits[$0] }.joined()
    let monthZero = [1, 2, 10].contains(date.month) ? "零" : ""
    let dayZero = date.day < 10 || date.day % 10 == 0 ? "零" : ""
    return "\(year)年\(monthZero)\(tens(date.month))月\(dayZero)\(tens(date.day))日"
  }

  private static func tens(_ value: Int) -> String {
    let (ten, one) = (value / 10, value % 10)
    return (ten > 0 ? digits[ten] + "拾" : "") + (one > 0 ? digits[one] : "")
  }
}
