import Banking
import Primitives
import Testing

@Suite struct NumberTests {
  @Test("an account number is 19 digits that end in a Luhn digit, and reads back")
  func accountNumber() throws {
    for (institution, sequence) in [(1, 1), (10001, 42), (999_999, 999_999)] as [(Int64, Int64)] {
      let number = AccountNumber(InstitutionID(institution), sequence: sequence)
      #expect(number.description.count == 19)
      #expect(CheckDigits.luhnIsValid(number.description))
      #expect(try AccountNumber(parsing: number.grouped) == number)
    }
  }

  @Test("any single wrong digit of an account number is refused by its check digit")
  func wrongDigit() throws {
    let good = AccountNumber(InstitutionID(10001), sequence: 4711).description
    for place in 0..<19 {
      for digit in 0..<10 {
        var letters = Array(good)
        guard letters[place] != Character("\(digit)") else { continue }
        letters[place] = Character("\(digit)")
        #expect(throws: Refusal.self) { try AccountNumber(parsing: String(letters)) }
      }
    }
  }

  @Test(
    "texts that are no account of this bank are refused by name",
    arguments: [
      ("", "account.number-format"), ("915600", "account.number-format"),
      ("９１５６０００１０００１０００００１２", "account.number-format"), ("91560001000100000x1", "account.number-format"),
      ("9156000100010047119", "account.check-digit"), ("6228480402564890018", "account.other-bank"),
    ])
  func refusedNumbers(text: String, code: String) {
    let refusal = #expect(throws: Refusal.self) { try AccountNumber(parsing: text) }
    #expect(refusal?.code == code)
    #expect(refusal?.field == "account")
  }

  @Test("a journal number has outlet, business date and sequence, and only its own form is read")
  func journalNumber() throws {
    let number = JournalNumber(outlet: BankRig.outlet, businessDate: BankRig.today, sequence: 123)
    #expect(number.description == "010001-20261122-000123")
    #expect(JournalNumber("010001-20261122-000123") == number)
    #expect(JournalNumber("010001-20261122-1234567")?.sequence == 1_234_567)
    for bad in [
      "", "010001-20261122-123", "010001-20261131-000123", "010001-20261122-000000", "10001-20261122-000123",
      "010001-20261122-0000123", "010001-20261122-00012a", "010001-20261122-000123-1",
    ] {
      #expect(JournalNumber(bad) == nil, "\(bad)")
    }
  }

  @Test("a count of cash reads faces and pieces, adds them up, and refuses what is none")
  func cashCount() throws {
    let count = try CashCount(parsing: "0.5x2, 100*3；50×1", .cny)
    #expect(count.text == "100*3,50*1,0.5*2")
    #expect(count.total == Money(minor: 35_100, .cny))
    #expect(try CashCount(parsing: count.text, .cny) == count)
    #expect(try CashCount(parsing: "100*0", .cny).isEmpty)
    for bad in ["100", "100*", "*3", "100*-1", "100*1*2", "100*99999999", "-100*1", "100*１", "0*5", "abc*1"] {
      #expect(throws: Refusal.self, "\(bad)") { try CashCount(parsing: bad, .cny) }
    }
    #expect(throws: Refusal.self) { try CashCount(.cny, pieces: [(10000, 600_000), (10000, 600_000)]) }
    #expect(throws: Refusal.self) { try CashCount(.cny, pieces: [(Int64.max, 2)]) }
  }

  @Test("a greedy split pays every whole crown with the coins and notes of 1993 and of 2008")
  func greedy() {
    let lists: [[Int64]] = [
      [100_000, 50_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
      [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100],
    ]
    for list in lists {
      for crowns in stride(from: Int64(1), through: 50_000, by: 7) {
        let amount = Money(minor: crowns * 100, .czk)
        #expect(CashCount.greedy(amount, denominations: list)?.total == amount)
      }
    }
    #expect(CashCount.greedy(Money(minor: 50, .czk), denominations: lists[1]) == nil)
    #expect(CashCount.greedy(Money(minor: -100, .czk), denominations: lists[1]) == nil)
  }
}
