import Primitives
import Testing

@Suite struct CheckDigitTests {
  @Test("Luhn: known cards, and one that a page wrongly calls valid")
  func luhn() {
    #expect(CheckDigits.luhnIsValid("6228480402564890018"))
    #expect(CheckDigits.luhnIsValid("6228480402564890026"))
    #expect(!CheckDigits.luhnIsValid("6228480402564890019"))
    #expect(!CheckDigits.luhnIsValid("4367421234567890"))
    for odd in ["", "0", "62284804025648900l8", "６２", " 18"] { #expect(!CheckDigits.luhnIsValid(odd)) }
    #expect(CheckDigits.luhnIsValid("18"))
  }

  @Test("the digit made makes a valid number, and any single wrong digit is found")
  func luhnProperty() {
    let entropy = SeededEntropy(seed: 3)
    for _ in 0..<300 {
      let body = (0..<(1 + entropy.below(18))).map { _ in String(entropy.below(10)) }.joined()
      let number = body + String(CheckDigits.luhnDigit(for: body))
      #expect(CheckDigits.luhnIsValid(number))
      var digits = Array(number)
      let place = entropy.below(digits.count)
      digits[place] = Character(String((digits[place].wholeNumberValue! + 1 + entropy.below(9)) % 10))
      #expect(!CheckDigits.luhnIsValid(String(digits)))
    }
  }

  @Test("resident ID: the two of the standard, lower-case x, spaces (GB 11643-1999)")
  func residentID() throws {
    let woman = try ResidentID("11010519491231002x")
    #expect(woman.text == "11010519491231002X")
    #expect(woman.birthDate == BusinessDate("1949-12-31"))
    #expect(!woman.isMale)
    #expect(try ResidentID("440524 18800101 0014").isMale)
  }

  @Test(
    "resident ID: each mistake has its own refusal",
    arguments: [
      ("1101051949123100", "id.length"), ("11010519491231002XX", "id.length"), ("1101051949123100２X", "id.characters"),
      ("11010519491231002A", "id.characters"), ("1101051949123100AX", "id.characters"),
      ("91010519491231002X", "id.area"), ("01010519491231002X", "id.area"), ("11010519490231002X", "id.birth-date"),
      ("11010517491231002X", "id.birth-date"), ("110105194912310021", "id.check-digit"),
      ("11010519491231003X", "id.check-digit"), ("", "id.length"),
    ])
  func residentIDRefusals(text: String, code: String) {
    let refusal = #expect(throws: Refusal.self) { try ResidentID(text, field: "idNumber") }
    #expect(refusal?.code == code)
    #expect(refusal?.field == "idNumber")
  }

  @Test("every single wrong digit of an ID number is refused")
  func residentIDProperty() {
    let valid = Array("440524188001010014")
    for place in valid.indices {
      for digit in "0123456789" where digit != valid[place] {
        var changed = valid
        changed[place] = digit
        #expect(throws: Refusal.self) { try ResidentID(String(changed)) }
      }
    }
  }
}

@Suite struct DateTests {
  @Test("dates that exist and dates that do not")
  func exist() {
    #expect(BusinessDate("2024-02-29") != nil)
    #expect(BusinessDate("2000-02-29") != nil)
    for text in [
      "2025-02-29", "1900-02-29", "2026-00-10", "2026-13-01", "2026-04-31", "2026-4-01", "20260401", "", "2026-04-0a",
    ] {
      #expect(BusinessDate(text) == nil, "\(text)")
    }
    #expect(BusinessDate(compact: 20_261_122)?.description == "2026-11-22")
    #expect(BusinessDate(compact: 20_260_230) == nil)
    #expect(BusinessDate(compact: -1) == nil)
  }

  @Test("a plus sign is no digit of a date")
  func signs() {
    // Int("+4") is 4, so each part must be looked at.
    for text in ["+026-04-01", "2026-+4-01", "2026-04-+1"] { #expect(BusinessDate(text) == nil, "\(text)") }
  }

  @Test("days count through months, leap years and centuries")
  func counting() {
    #expect(BusinessDate("1970-01-01")!.daysSince1970 == 0)
    #expect(BusinessDate("2000-03-01")!.daysSince1970 == 11_017)
    #expect(BusinessDate("1993-03-31")!.adding(days: 1) == BusinessDate("1993-04-01")!)
    #expect(BusinessDate("2024-02-28")!.adding(days: 1) == BusinessDate("2024-02-29")!)
    var day = BusinessDate("1899-12-31")!
    for count in 1...80_000 {
      let next = day.adding(days: 1)
      guard day < next, next.daysSince1970 == day.daysSince1970 + 1, BusinessDate("\(next)") == next else {
        Issue.record("\(day) + 1 is not \(next), step \(count)")
        return
      }
      day = next
    }
  }

  @Test("moments: UTC, Beijing, and before 1970")
  func moments() {
    let moment = Moment(milliseconds: 1_795_321_142_999)
    #expect(moment.iso8601 == "2026-11-22T04:19:02Z")
    #expect(moment.beijing == "2026-11-22 12:19:02")
    #expect(Moment(milliseconds: -1).iso8601 == "1969-12-31T23:59:59Z")
    #expect(moment.adding(seconds: -2) < moment)
  }
}
