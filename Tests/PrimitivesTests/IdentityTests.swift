import Primitives
import Testing

@Suite struct IdentityTests {
  @Test("ids sort by time and read back")
  func ids() {
    let entropy = SeededEntropy(seed: 4)
    var last: CaseID?
    for step in 0..<200 {
      let id = CaseID(at: Moment(milliseconds: 1_795_000_000_000 + Int64(step)), from: entropy)
      #expect(CaseID("\(id)") == id)
      #expect(CaseID(bytes: id.bytes) == id)
      if let last { #expect(last < id) }
      last = id
    }
    #expect(CaseID("00") == nil)
    #expect(CaseID(String(repeating: "g", count: 32)) == nil)
    #expect(CaseID(bytes: Array(repeating: 0, count: 15)) == nil)
  }

  @Test("institutions and ledger accounts")
  func accounts() {
    #expect("\(InstitutionID(10_001))" == "010001")
    let account = LedgerAccountID(InstitutionID(10_001), sequence: 42)
    #expect(account.institution == InstitutionID(10_001))
    #expect(account.sequence == 42)
    #expect(LedgerAccountID(InstitutionID(999_999), sequence: 9_999_999_999).number == 9_999_999_999_999_999)
  }

  @Test("hexadecimal and base64url read back; anything else is refused")
  func codings() {
    let entropy = SeededEntropy(seed: 6)
    for count in 0..<70 {
      let bytes = entropy.bytes(count)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
    #expect(Hex.decode("abc") == nil && Hex.decode("0g") == nil && Hex.decode("é0") == nil)
    #expect(Base64URL.encode([251, 255]) == "-_8")
    #expect(Base64URL.decode("a+b/") == nil && Base64URL.decode("ab==") == nil)
  }

  @Test("a seed gives the same bytes again, another seed others")
  func seeds() {
    #expect(SeededEntropy(seed: 1).bytes(37) == SeededEntropy(seed: 1).bytes(37))
    #expect(SeededEntropy(seed: 1).bytes(37) != SeededEntropy(seed: 2).bytes(37))
  }

  @Test("the hashed form keeps parts apart")
  func writer() {
    func form(_ parts: [String]) -> [UInt8] {
      var writer = ByteWriter()
      for part in parts { writer.text(part) }
      return writer.bytes
    }
    #expect(form(["ab", "c"]) != form(["a", "bc"]))
    var none = ByteWriter()
    none.optional(nil)
    var empty = ByteWriter()
    empty.optional("")
    #expect(none.bytes != empty.bytes)
    var number = ByteWriter()
    number.int(-2)
    #expect(number.bytes == [255, 255, 255, 255, 255, 255, 255, 254])
  }

  @Test("masked: enough to recognise, too little to use")
  func masking() {
    #expect(Masking.name("王小明") == "王*明")
    #expect(Masking.name("王明") == "王*")
    #expect(Masking.name("王") == "王")
    #expect(Masking.name("Client 576") == "C******6")
    #expect(Masking.middle("11010519491231002X", head: 6, tail: 4) == "110105********002X")
    #expect(Masking.middle("12345", head: 3, tail: 4) == "*****")
    #expect(Masking.grouped("6228480402564890018") == "6228 4804 0256 4890 018")
  }

  @Test("placeholders are filled once, and unknown ones stay to be seen")
  func bilingual() {
    let text = Bilingual(zh: "存入{amount}到{name}", en: "{amount} to {name}, {other}")
    let filled = text.filled(["amount": "1.00", "name": "{amount}"])
    #expect(filled == Bilingual(zh: "存入1.00到{amount}", en: "1.00 to {amount}, {other}"))
    #expect(text.placeholders == ["amount", "name", "other"])
    for broken in ["{a", "a}", "{}", "{a{b}}"] { #expect(Bilingual(zh: broken, en: "").placeholders == nil) }
    #expect(filled("en").hasPrefix("1.00 to") && filled("fr") == filled.zh)
  }
}
