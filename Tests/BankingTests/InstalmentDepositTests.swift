import Banking
import Interest
import Ledger
import Primitives
import Storage
import TestHouse
import Testing

@Suite("instalment deposits at the counter (BC-022)") struct InstalmentDepositTests {
  /// The 22nd of each month after the opening on 2026-11-22.
  private static func month(_ number: Int) -> String {
    let index = 10 + number
    let month = index % 12 + 1
    return "\(2026 + index / 12)-\(month < 10 ? "0" : "")\(month)-22"
  }

  private func paidUp(_ amount: Int64, _ rate: String) async throws -> (PaperRig, TermDeposit) {
    let rig = try await PaperRig.open()
    try await rig.post(rate, .instalment(.oneYear))
    let deposit = try await rig.openTerm(.instalment, rig.yuan(amount))
    for month in 1..<12 {
      try await rig.day(Self.month(month))
      let sheet = try await rig.pay(deposit.number, rig.yuan(amount))
      #expect(sheet.paid == month + 1 && sheet.brokenAfter == nil && sheet.month == month + 1)
    }
    return (rig, deposit)
  }

  @Test(
    "worked rows Z1, Z2, Z3: twelve sums on time, drawn at maturity",
    arguments: [(200, "1.71%", 22_23), (300, "1.71%", 33_35), (3_000, "3.1%", 604_50)] as [(Int64, String, Int64)])
  func worked(_ amount: Int64, _ rate: String, _ interest: Int64) async throws {
    let (rig, deposit) = try await paidUp(amount, rate)
    try await rig.day("2027-11-22")
    let plan = try await rig.draw(deposit.number, rig.yuan(amount * 12))
    #expect(plan.interest.minor == interest)
    #expect(plan.working?.sources.first?.zh.isEmpty == false)
    #expect(try await rig.available() == 100_000_000 + interest)
    #expect(try await rig.find(deposit.number).state == .closed)
    #expect(try await rig.rig.check().isSound)
  }

  @Test("drawn the day before maturity it earns the demand rate; a day late the overdue day does; only the whole")
  func boundaries() async throws {
    let (rig, deposit) = try await paidUp(200, "1.71%")
    try await rig.day("2027-11-21")
    #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(2_399)) } == "term.whole-only")
    let early = try await rig.rig.database.read { [terms = rig.terms] in
      try terms.preview(TermDrawing(rig.rig.counter(1433), deposit: deposit.number, amount: rig.yuan(2_400)), in: $0)
    }
    // 200 × (364 + 334 + 303 + 272 + 244 + 213 + 183 + 152 + 122 + 91 + 60 + 30) days × 0.35 % ÷ 360
    #expect(early.term?.interest.minor == 4_60)
    try await rig.day("2027-11-23")
    // 22.23, and 2,400 × 1 day × 0.35 % ÷ 360 = 0.023
    #expect(try await rig.draw(deposit.number, rig.yuan(2_400)).interest.minor == 22_25)
  }

  @Test("a month missed is made up in the following one; not made up, later sums earn the demand rate")
  func missed() async throws {
    let rig = try await PaperRig.open()
    try await rig.post("1.71%", .instalment(.oneYear))
    let deposit = try await rig.openTerm(.instalment, rig.yuan(100))
    try await rig.day("2027-01-31")
    #expect(try await rig.pay(deposit.number, rig.yuan(200)).paid == 3)
    #expect(
      try await refused { try await rig.pay(deposit.number, rig.yuan(100)) } == "interest.instalment-ahead")
    // February missed and March paid with its own sum alone.
    try await rig.day("2027-03-31")
    #expect(try await rig.pay(deposit.number, rig.yuan(100)).brokenAfter == nil)
    try await rig.day("2027-04-01")
    #expect(try await rig.pay(deposit.number, rig.yuan(200)).brokenAfter == 5)
  }

  @Test("what is refused: under five yuan, another sum, another term, no rate, at maturity, another deposit")
  func refusals() async throws {
    let rig = try await PaperRig.open()
    try await rig.post("1.71%", .instalment(.oneYear))
    let low = Money(minor: 4_99, .cny)
    #expect(try await refused { _ = try await rig.openTerm(.instalment, low) } == "instalment.minimum")
    #expect(
      try await refused { _ = try await rig.openTerm(.instalment, rig.yuan(5), tenor: .twoYears) }
        == "interest.no-rate")
    let least = try await rig.openTerm(.instalment, rig.yuan(5))
    #expect(least.principal == rig.yuan(5) && least.product.zh == "零存整取 1年")
    try await rig.day("2026-12-22")
    #expect(try await refused { try await rig.pay(least.number, rig.yuan(6)) } == "interest.instalment-amount")
    let time = try await rig.openTerm(.lumpSum, rig.yuan(100))
    #expect(try await refused { try await rig.pay(time.number, rig.yuan(5)) } == "instalment.kind")
    try await rig.day("2027-11-22")
    #expect(try await refused { try await rig.pay(least.number, rig.yuan(5)) } == "interest.instalment-late")
    #expect(try await rig.rig.check().isSound)
  }

  @Test("one case at a time; a release leaves no payment behind; a released opening is unknown")
  func released() async throws {
    let rig = try await PaperRig.open()
    try await rig.post("1.71%", .instalment(.oneYear))
    let deposit = try await rig.openTerm(.instalment, rig.yuan(100))
    try await rig.day("2026-12-01")
    let (order, _) = try await rig.preparePay(deposit.number, rig.yuan(100))
    #expect(try await refused { try await rig.pay(deposit.number, rig.yuan(100)) } == "term.busy")
    #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(100)) } == "term.busy")
    try await rig.rig.database.write { [books = rig.rig.books, now = rig.rig.time.now] in
      try books.instalments.release(
        order.caseID, at: order.institution, reason: "customer-refused", now: now, in: $0)
    }
    #expect(try await rig.find(deposit.number).principal == rig.yuan(100))
    #expect(try await rig.pay(deposit.number, rig.yuan(100)).paid == 2)
    #expect(try await rig.find(deposit.number).principal == rig.yuan(200))
    let found = try await rig.rig.database.read { [terms = rig.terms] in
      try terms.deposits(of: deposit.customer, in: $0).map(\.number)
    }
    #expect(found == [deposit.number])
  }

  @Test("its certificate is reported lost and replaced like any other")
  func lost() async throws {
    let rig = try await PaperRig.open()
    try await rig.post("1.71%", .instalment(.oneYear))
    let deposit = try await rig.openTerm(.instalment, rig.yuan(100))
    try await rig.request(.reportLoss, deposit.number, loss: .written)
    #expect(try await refused { _ = try await rig.draw(deposit.number, rig.yuan(100)) } == "term.lost")
    try await rig.day("2026-11-29")
    try await rig.request(.replaceCertificate, deposit.number)
    #expect(try await rig.find(deposit.number).certificate == deposit.certificate + 1)
  }
}
