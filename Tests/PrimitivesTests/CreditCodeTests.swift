import Primitives
import Testing

@Suite("unified social credit codes (GB 32100-2015)") struct CreditCodeTests {
  @Test(
    "codes that are, also with spaces and small letters",
    arguments: ["91350100M000100Y43", "91 350100 m000100y43", "91310000631696382C"])
  func valid(text: String) throws {
    let code = try CreditCode(text)
    #expect(code.text == text.uppercased().filter { $0 != " " })
  }

  @Test(
    "codes that are none",
    arguments: [
      ("91350100M000100Y4", "credit-code.length"), ("91350100M000100Y433", "credit-code.length"),
      ("91350100I000100Y43", "credit-code.characters"), ("9135O100M000100Y43", "credit-code.characters"),
      ("91A50100M000100Y43", "credit-code.characters"), ("91350100M000100Y44", "credit-code.check-character"),
      ("91350100M000101Y43", "credit-code.check-character"), ("91350100M00010Y043", "credit-code.check-character"),
    ])
  func invalid(text: String, code: String) {
    let refusal = #expect(throws: Refusal.self) { try CreditCode(text) }
    #expect(refusal?.code == code && refusal?.field == "creditCode")
  }

  @Test("every single wrong character is found")
  func single() throws {
    let good = Array("91350100M000100Y43")
    for place in good.indices {
      for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != good[place] {
        var wrong = good
        wrong[place] = other
        #expect(throws: Refusal.self) { try CreditCode(String(wrong)) }
      }
    }
  }
}
