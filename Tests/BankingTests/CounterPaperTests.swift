import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("pledges, deposit proofs and appointments (BC-023)") struct CounterPaperTests {
  @Test("a pledged certificate is not drawn, replaced or pledged again; released it is as before")
  func pledge() async throws {
    let rig = try await PaperRig.open()
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000))
    let paper = try await rig.make(rig.order(.pledge, deposit.number, content: "建设银行"))
    #expect(paper.number == "ZY-010001-00000001" && paper.amount == rig.yuan(10_000))
    for amount in [1_000, 10_000] {
      #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(Int64(amount))) } == "term.pledged")
    }
    #expect(
      try await refused { try await rig.make(rig.order(.pledge, deposit.number, content: "x")) } == "term.pledged")
    #expect(try await refused { try await rig.make(rig.order(.proveMoment, deposit.number)) } == "term.pledged")
    #expect(
      try await refused { try await rig.request(.reportLoss, deposit.number, loss: .written) } == "pledge.loss-consent")
    #expect(
      try await refused { try await rig.request(.reportLoss, deposit.number, loss: .written, reason: " ") }
        == "pledge.loss-consent")
    try await rig.request(.reportLoss, deposit.number, loss: .written, reason: "同字 1")
    try await rig.day("2026-11-29")
    #expect(try await refused { try await rig.request(.replaceCertificate, deposit.number) } == "term.pledged")
    #expect(
      try await refused { try await rig.make(rig.order(.unpledge, deposit.number, content: " ")) } == "paper.missing")
    try await rig.make(rig.order(.unpledge, deposit.number, content: "同字 2"))
    #expect(
      try await refused { try await rig.make(rig.order(.unpledge, deposit.number, content: "x")) } == "pledge.none")
    try await rig.request(.replaceCertificate, deposit.number)
    #expect(try await rig.draw(deposit.number, rig.yuan(10_000)).drawn == rig.yuan(10_000))
  }

  @Test("only unmatured lump-sum certificates that nobody reported lost are pledged")
  func pledgeKinds() async throws {
    let rig = try await PaperRig.open()
    let notice = try await rig.openTerm(.notice, rig.yuan(50_000), tenor: nil, period: .sevenDays)
    let time = try await rig.openTerm(.lumpSum, rig.yuan(1_000), tenor: .threeMonths)
    #expect(try await refused { try await rig.make(rig.order(.pledge, notice.number, content: "x")) } == "pledge.kind")
    #expect(try await refused { try await rig.make(rig.order(.pledge, time.number)) } == "paper.missing")
    try await rig.request(.reportLoss, time.number, loss: .spoken)
    #expect(try await refused { try await rig.make(rig.order(.pledge, time.number, content: "x")) } == "term.lost")
    try await rig.day("2027-02-21")
    // The spoken report has lapsed; the day before maturity is the last one.
    try await rig.make(rig.order(.pledge, time.number, content: "x"))
    try await rig.make(rig.order(.unpledge, time.number, content: "y"))
    try await rig.day("2027-02-22")
    #expect(try await refused { try await rig.make(rig.order(.pledge, time.number, content: "x")) } == "pledge.matured")
  }

  @Test("what was drawn up but not signed holds nothing; the number is never given again")
  func unsigned() async throws {
    let rig = try await PaperRig.open()
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000))
    let order = rig.order(.pledge, deposit.number, content: "x")
    _ = try await rig.prepare(order)
    try await rig.release(order)
    #expect(try await rig.make(rig.order(.pledge, deposit.number, content: "x")).number == "ZY-010001-00000002")
    let end = rig.order(.unpledge, deposit.number, content: "y")
    _ = try await rig.prepare(end)
    #expect(
      try await refused { try await rig.make(rig.order(.unpledge, deposit.number, content: "y")) } == "paper.busy")
    try await rig.release(end)
    #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(10_000)) } == "term.pledged")
  }

  @Test("a page that was drawn before somebody drew the deposit is refused when it is signed")
  func race() async throws {
    let rig = try await PaperRig.open()
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000))
    let order = rig.order(.pledge, deposit.number, content: "x")
    _ = try await rig.prepare(order)
    _ = try await rig.draw(deposit.number, rig.yuan(10_000))
    #expect(try await refused { try await rig.settle(order) } == "term.closed")
    try await rig.release(order)
  }

  @Test("a proof for a moment tells the balance that is true then, or none; both proofs share their numbers")
  func moment() async throws {
    let rig = try await PaperRig.open()
    let proof = try await rig.make(rig.order(.proveMoment, rig.account, content: "签证"))
    #expect(proof.number == "ZM-010001-00000001" && proof.amount == rig.yuan(1_000_000))
    #expect(try await rig.available() == 100_000_000, "it holds nothing")
    let second = rig.order(.proveMoment, rig.account)
    #expect(try await rig.prepare(second).paper.number == "ZM-010001-00000002")
    try await rig.endCash(try await rig.prepareCash(100))
    #expect(try await refused { try await rig.settle(second) } == "proof.balance-moved")
    try await rig.release(second)
    #expect(try await rig.make(rig.order(.proveMoment, rig.account)).amount == rig.yuan(999_900))
    let empty = try await rig.rig.account("440524188001010014", name: "李雷")
    #expect(try await refused { try await rig.make(rig.order(.proveMoment, empty)) } == "proof.nothing")
  }

  @Test("a proof for a period holds its amount through the last day and lets go on the next")
  func period() async throws {
    let rig = try await PaperRig.open()
    for (until, expected) in [("2026-11-22", "paper.until"), ("2027-11-23", "paper.until"), ("2027-11-22", "none")] {
      let order = rig.order(.provePeriod, rig.account, amount: rig.yuan(1), until: until)
      #expect(try await refused { _ = try await rig.prepare(order) } == expected, "\(until)")
      if expected == "none" { try await rig.release(order) }
    }
    try await rig.make(rig.order(.provePeriod, rig.account, amount: rig.yuan(600_000), until: "2026-12-01"))
    #expect(try await rig.available() == 40_000_000)
    let over = Money(minor: 400_000_01, .cny)
    let refusal = try await refused {
      _ = try await rig.make(rig.order(.provePeriod, rig.account, amount: over, until: "2026-12-01"))
    }
    #expect(refusal == "account.funds-short")
    try await rig.day("2026-12-01")
    #expect(try await refused { _ = try await rig.openTerm(.lumpSum, rig.yuan(400_001)) } == "account.funds-short")
    try await rig.day("2026-12-02")
    #expect(try await rig.available() == 100_000_000)
    _ = try await rig.openTerm(.lumpSum, rig.yuan(400_001))
  }

  @Test("the original returned early sets the amount free, once; a proof that has run out is not returned")
  func returned() async throws {
    let rig = try await PaperRig.open()
    let proof = try await rig.make(
      rig.order(.provePeriod, rig.account, amount: rig.yuan(600_000), until: "2026-12-01"))
    for wrong in ["ZM-010001-00000009", "ZY-010001-00000001", "x", "ZM-010001-1-1", ""] {
      #expect(
        try await refused { try await rig.make(rig.order(.returnProof, nil, paper: wrong)) } == "proof.unknown",
        "\(wrong)")
    }
    try await rig.make(rig.order(.returnProof, nil, paper: proof.number.lowercased()))
    #expect(try await rig.available() == 100_000_000)
    #expect(
      try await refused { try await rig.make(rig.order(.returnProof, nil, paper: proof.number)) } == "paper.ended")
    let next = try await rig.make(
      rig.order(.provePeriod, rig.account, amount: rig.yuan(1), until: "2026-11-23"))
    try await rig.day("2026-11-24")
    #expect(try await refused { try await rig.make(rig.order(.returnProof, nil, paper: next.number)) } == "paper.ended")
  }

  @Test("a deposit is proved as a whole; while the proof holds it is neither drawn nor pledged")
  func deposits() async throws {
    let rig = try await PaperRig.open()
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000), tenor: .threeMonths, instruction: .toDemand)
    func prove(_ until: String, _ amount: Int64? = nil) -> PaperOrder {
      rig.order(.provePeriod, deposit.number, amount: amount.map { rig.yuan($0) }, until: until)
    }
    #expect(try await refused { try await rig.make(prove("2026-12-01", 9_999)) } == "proof.whole-deposit")
    #expect(try await refused { try await rig.make(prove("2027-02-22")) } == "proof.until-maturity")
    try await rig.make(prove("2027-02-21"))
    #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(10_000)) } == "term.proved")
    #expect(
      try await refused { try await rig.make(rig.order(.pledge, deposit.number, content: "x")) } == "term.proved")
    #expect(try await refused { try await rig.make(prove("2027-02-21")) } == "term.proved")
    // A moment may be proved all the same.
    try await rig.make(rig.order(.proveMoment, deposit.number))
    try await rig.day("2027-02-22")
    _ = try await rig.draw(deposit.number, rig.yuan(10_000))
  }

  @Test("cash from the limit on needs an appointment for that day, up to its amount, once (BC-010)")
  func appointment() async throws {
    let rig = try await PaperRig.open()
    try await rig.endCash(try await rig.prepareCash(50_000))
    try await rig.limit(50_000_00)
    #expect(try await refused { _ = try await rig.prepareCash(50_000) } == "cash.appointment-needed")
    try await rig.endCash(try await rig.prepareCash(49_900))
    func appoint(_ amount: Int64, _ until: String) -> PaperOrder {
      rig.order(.appointCash, rig.account, amount: rig.yuan(amount), until: until)
    }
    for (amount, until, expected) in [
      (49_900, "2026-11-23", "cash.appointment-not-needed"), (50_000, "2026-11-22", "paper.until"),
      (50_000, "2026-11-30", "paper.until"),
    ] as [(Int64, String, String)] {
      #expect(try await refused { try await rig.make(appoint(amount, until)) } == expected)
    }
    #expect(try await rig.make(appoint(60_000, "2026-11-23")).number == "YY-010001-00000001")
    #expect(try await refused { _ = try await rig.prepareCash(60_000) } == "cash.appointment-needed", "not before")
    try await rig.day("2026-11-23")
    #expect(try await refused { _ = try await rig.prepareCash(60_100) } == "cash.appointment-needed", "not more")
    let first = try await rig.prepareCash(60_000)
    #expect(try await refused { _ = try await rig.prepareCash(50_000) } == "cash.appointment-needed", "it is taken")
    try await rig.endCash(first, settled: false)
    try await rig.endCash(try await rig.prepareCash(55_000))
    #expect(try await refused { _ = try await rig.prepareCash(50_000) } == "cash.appointment-needed", "used up")
    try await rig.make(appoint(60_000, "2026-11-24"))
    try await rig.day("2026-11-25")
    #expect(try await refused { _ = try await rig.prepareCash(50_000) } == "cash.appointment-needed", "not after")
    #expect(try await rig.rig.check().isSound)
  }

  @Test("a part drawn: the new certificate's number is on the page that is signed")
  func part() async throws {
    let rig = try await PaperRig.open()
    let deposit = try await rig.openTerm(.lumpSum, rig.yuan(10_000))
    let part = try await rig.draw(deposit.number, rig.yuan(4_000))
    #expect(part.rest?.certificate == 2)
    #expect(try await rig.find(deposit.number).certificate == 2)
  }
}
