import Access
import Banking
import Ledger
import Primitives
import Storage

/// The counter around the cases: who sits there, which display belongs to it, what lies in the till.
package struct CounterDesk: Sendable {
  package let house: House

  package init(_ house: House) { self.house = house }

  // MARK: People

  /// Lets a person through to what a route needs, or refuses and writes the refusal into the audit chain.
  ///
  /// - Parameter route: the pattern of the route, never an address with its values.
  /// - Throws: `Refusal` of `SignOn.require`.
  package func admit(_ signOn: SignOn, to permission: Permission, route: String) async throws {
    guard !signOn.may(permission) else { return }
    try await house.door.recordDenied(permission, route: route, by: signOn)
    try signOn.require(permission)
  }

  // MARK: Displays

  /// A display asks for its six digits, anew or again.
  package func askPairing(displayToken: String?) async throws -> (token: String, sight: DisplaySight) {
    let asked = try await house.door.askPairing(displayToken: displayToken)
    try await show(asked.display)
    return (asked.displayToken, house.live.sight(display: asked.display.id))
  }

  /// The display behind a token, with its pairing taken up again after a restart.
  ///
  /// - Throws: `Refusal` `access.unknown-display`.
  package func display(token: String) async throws -> TerminalID {
    let display = try await house.door.display(token)
    if display.station == nil || house.live.station(of: display.id) != display.station { try await show(display) }
    return display.id
  }

  package func pair(code: String, by signOn: SignOn) async throws {
    let display = try await house.door.pair(code: code, by: signOn)
    try await show(display)
  }

  package func unpair(by signOn: SignOn) async throws {
    try await house.door.unpair(by: signOn)
    if let station = signOn.terminal { house.live.unpair(station) }
  }

  /// What the workstation of this sign-on sees, with its pairing taken up again after a restart.
  package func station(by signOn: SignOn) async throws -> StationSight? {
    guard let station = signOn.terminal else { return nil }
    if !house.live.isPaired(station), let display = try await house.door.display(by: signOn) {
      try await show(display)
    }
    return house.live.sight(station: station)
  }

  private func show(_ display: Display) async throws {
    guard let station = display.station, let place = display.institution else {
      return house.live.offer(display.pairingCode ?? "", by: display.id)
    }
    let outlet = try await house.database.read { [house] tx in try house.access.institution(place, in: tx) }
    house.live.pair(display.id, with: station, outlet: outlet?.name ?? Bilingual(zh: "", en: ""))
  }

  // MARK: Till

  /// Draws cash from the vault and opens the box with it.
  ///
  /// - Parameters:
  ///   - counts: one per currency, the currency first: `CNY 100*50,50*20`.
  /// - Throws: `Refusal` of `Tills.open`, `cash.format`, `till.currency`.
  package func openTill(box: Int64, counts: [String], by signOn: SignOn) async throws -> TillView {
    try signOn.require(.tillOperate)
    let move = try move(box: box, counts, by: signOn)
    return try await house.database.write { [house] tx in try house.banking.tills.open(move, in: tx) }.view
  }

  /// nil while the teller has no box open.
  package func till(by signOn: SignOn) async throws -> TillView? {
    try await house.database.read { [house] tx in
      guard try house.banking.tills.box(of: signOn.staff.id, in: tx) != nil else { return nil }
      return try house.banking.tills.view(of: signOn.staff.id, in: tx)
    }
  }

  /// Faces of one currency that may be counted here today, minor units, the largest first.
  package func denominations(_ currency: Currency, by signOn: SignOn) async throws -> [Int64] {
    try await house.database.read { [house] tx in
      try house.banking.tills.denominations(currency, at: signOn.institution.id, in: tx)
    }
  }

  /// One count per text, the currency first: `CNY 100*50,50*20`.
  ///
  /// - Throws: `Refusal` `till.currency`, `cash.format`, `cash.count`.
  static func counts(_ texts: [String]) throws -> [CashCount] {
    try texts.map { text in
      let parts = text.split(separator: " ", maxSplits: 1)
      guard let code = parts.first, let currency = Currency(code: String(code)) else { throw CounterRefusal.currency }
      return try CashCount(parsing: parts.count > 1 ? String(parts[1]) : "", currency, field: "counts")
    }
  }

  private func move(box: Int64, _ counts: [String], by signOn: SignOn) throws -> TillMove {
    let now = house.time.now
    return TillMove(
      actor: CounterActor(signOn), box: box, counts: try Self.counts(counts),
      journal: JournalID(at: now, from: house.entropy),
      key: IdempotencyKey(at: now, from: house.entropy), at: now)
  }
}

enum CounterRefusal {
  static let authority = Refusal(
    .forbidden, "till.authority", field: "supervisor", zh: "该员工没有这项权限。", en: "This person has no authority for it.",
    remedyZh: "请由有权人员输入工号和密码。", remedyEn: "Ask somebody who has it.")
  static let colleague = Refusal(
    .conflict, "offer.receiver-closed", field: "receiver", zh: "对方在本机构没有打开的尾箱。",
    en: "The receiver has no open till at this institution.", remedyZh: "请对方先开箱。",
    remedyEn: "Have the colleague open a till first.")
  static let voucherHolder = Refusal(
    .invalid, "voucher.holder", field: "teller", zh: "本网点没有这名在岗柜员。",
    en: "No teller of this outlet has this number.", remedyZh: "请核对工号。", remedyEn: "Check the staff number.")
  static let counterparty = Refusal(
    .invalid, "vault.counterparty", field: "counterparty", zh: "没有这个机构。", en: "There is no such institution.",
    remedyZh: "请核对机构号。", remedyEn: "Check the institution's number.")
  static let currency = Refusal(
    .invalid, "till.currency", field: "counts", zh: "券别前须写明币种，例如 CNY 100*50。",
    en: "Each count begins with its currency, such as CNY 100*50.", remedyZh: "请写明币种。",
    remedyEn: "Name the currency.")
}
