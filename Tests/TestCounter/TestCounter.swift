import Access
import Banking
import Desk
import Documents
import Primitives

/// A counter ready for work: a teller signed on at an enrolled workstation with a paired display and an
/// open till, in CNY and CZK.
package struct TestCounter: Sendable {
  package let bank: TestBank
  package let signOn: SignOn
  package let token: String
  package let display: TerminalID
  package let stationToken: String

  /// The same workstation at a bank that was opened again.
  package func reopened(_ bank: TestBank, teller: String = "T0001") async throws -> TestCounter {
    let (token, signOn) = try await bank.desks.door.signOn(
      number: teller, password: TestBank.password, stationToken: stationToken)
    let asked = try await bank.desks.counter.askPairing(displayToken: nil)
    try await bank.desks.counter.pair(code: asked.sight.pairingCode ?? "", by: signOn)
    return TestCounter(
      bank: bank, signOn: signOn, token: token, display: try await bank.desks.counter.display(token: asked.token),
      stationToken: stationToken)
  }

  package static func open(_ bank: TestBank, teller: String = "T0001", box: Int64 = 1) async throws -> TestCounter {
    let door = bank.desks.door
    let boss = try await door.signOn(number: "A0001", password: TestBank.password, stationToken: nil).signOn
    let place = teller == "T0003" ? bank.other : bank.outlet
    let code = try await door.issueEnrolmentCode(for: place, by: boss)
    let station = try await door.enrol(code: code, name: "窗口 \(box)")
    let (token, signOn) = try await door.signOn(
      number: teller, password: TestBank.password, stationToken: station.stationToken)
    let asked = try await bank.desks.counter.askPairing(displayToken: nil)
    try await bank.desks.counter.pair(code: asked.sight.pairingCode ?? "", by: signOn)
    let display = try await bank.desks.counter.display(token: asked.token)
    if try await bank.desks.counter.till(by: signOn) == nil {
      _ = try await bank.desks.counter.openTill(
        box: box, counts: ["CNY 100*100,50*100,10*100,1*100", "CZK 1000*10"], by: signOn)
    }
    return TestCounter(
      bank: bank, signOn: signOn, token: token, display: display, stationToken: station.stationToken)
  }

  package func key() -> IdempotencyKey { IdempotencyKey(at: bank.time.now, from: bank.desks.house.entropy) }

  package static let openingForm: [String: String] = [
    "documentType": "resident-id", "documentNumber": "11010519491231002X", "customerName": "王小明",
    "phone": "13800138000", "identityCheck": "original-seen", "identityResult": "agrees", "actingAs": "holder",
    "currency": "CNY",
  ]

  /// The customer reads every page, signs, and confirms again.
  package func customerAgrees(scripted: Bool = false) async throws -> Case {
    let cases = bank.desks.cases
    try await customerReads()
    try await cases.sign(try capture(scripted: scripted), on: display)
    return try await cases.confirmFinally(on: display)
  }

  /// The customer types on his screen what it asks for.
  package func customerTypes(_ password: String, again: String? = nil) async throws {
    let nonce = bank.desks.house.live.sight(display: display).stage.play?.nonce ?? ""
    try await bank.desks.cases.enterPassword(
      PasswordDigits(password), again: try again.map { try PasswordDigits($0) }, nonce: nonce, on: display)
  }

  package func customerReads() async throws {
    let play = bank.desks.house.live.sight(display: display).stage.play
    for page in 1...(play?.pages ?? 1) { try await bank.desks.cases.confirmPage(page, on: display) }
  }

  package func capture(scripted: Bool = false) throws -> InkCapture {
    let play = bank.desks.house.live.sight(display: display).stage.play
    return InkCapture(
      binary: Ink.scripted(name: "王小明", seed: 7).binary, nonce: play?.nonce ?? "", shownHash: play?.shownHash ?? "",
      scripted: scripted)
  }

  /// Opens an account for the customer of `openingForm`, or of this form.
  package func account(_ form: [String: String] = openingForm) async throws -> String {
    let opened = try await bank.desks.cases.open(service: "account-open", key: key(), by: signOn)
    _ = try await bank.desks.cases.submit(opened.id, form: form, by: signOn)
    let settled = try await customerAgrees()
    _ = try await bank.desks.cases.end(opened.id, by: signOn)
    return settled.accountNumber ?? ""
  }

  /// A deposit form: 100-yuan notes for the amount.
  package static func deposit(_ account: String, notes: Int) -> [String: String] {
    ["account": account, "amount": "\(notes * 100)", "denominations": "100*\(notes)"]
  }
}
