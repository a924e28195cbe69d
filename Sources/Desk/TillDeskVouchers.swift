import Access
import Banking
import Primitives
import Storage

/// Important blank vouchers for people: what lies where, who gives and takes them, what became of each number.
extension TillDesk {
  /// The page of blank vouchers in one look.
  package struct VoucherView: Sendable {
    /// Numbers that lie together with one holder.
    package struct Lot: Sendable {
      package let lot: VoucherStock.Lot
      /// Staff number; nil: the institution's stock.
      package let holder: String?
      package let isOwn: Bool
    }

    /// A number used or voided, and by whom.
    package struct Use: Sendable {
      package let use: VoucherStock.Use
      package let teller: String
    }

    package let sheets: [VoucherStock.Sheet]
    package let lots: [Lot]
    package let voided: [Use]
    package let ended: [Use]
    /// Kinds the person counted today, with when.
    package let counted: [VoucherStock.Count]
    /// To whom a supervisor can hand numbers.
    package let tellers: [Staff]
  }

  /// Who may see the register: tellers and supervisors.
  ///
  /// - Throws: `Refusal` `access.forbidden`.
  package func vouchers(by signOn: SignOn) async throws -> VoucherView {
    if !signOn.may(.tillSupervise) { try signOn.require(.tillOperate) }
    let (place, house, stock) = (signOn.institution.id, house, house.banking.vouchers)
    return try await house.database.read { tx in
      let today = try house.banking.calendar.businessDate(of: place, in: tx)
      let here = try house.access.staff(at: [place], in: tx)
      let names = Dictionary(here.map { ($0.id, $0.number) }) { one, _ in one }
      func named(_ use: VoucherStock.Use) -> VoucherView.Use {
        VoucherView.Use(use: use, teller: names[use.teller] ?? "—")
      }
      return VoucherView(
        sheets: try stock.sheets(at: place, in: tx),
        lots: try stock.lots(at: place, in: tx).map { lot in
          VoucherView.Lot(
            lot: lot, holder: lot.holder.map { names[$0] ?? "—" }, isOwn: lot.holder == signOn.staff.id)
        }, voided: try stock.voided(at: place, in: tx).map(named),
        ended: try stock.ended(at: place, on: today, in: tx).map(named),
        counted: try stock.counts(at: place, on: today, in: tx).filter { $0.teller == signOn.staff.id },
        tellers: here.filter { $0.state == .active && $0.posts.contains(.teller) })
    }
  }

  /// Takes numbers into the outlet's stock.
  ///
  /// - Throws: `Refusal` of `VoucherStock.receive`, `access.forbidden`.
  package func receiveVouchers(_ kind: String, first: Int64, last: Int64, by signOn: SignOn) async throws {
    let deed = try deed(signOn, .tillSupervise)
    guard first <= last else { throw VoucherStock.noRange }
    let id = LotID(at: deed.at, from: house.entropy)
    try await house.database.write { [house] tx in
      try house.banking.vouchers.receive(kind, first...last, id: id, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// Hands the next numbers of the outlet to one of its tellers.
  ///
  /// - Throws: `Refusal` of `VoucherStock.hand`, `voucher.holder`, `access.forbidden`.
  @discardableResult
  package func handVouchers(
    _ kind: String, pieces: Int64, to number: String, by signOn: SignOn
  ) async throws -> ClosedRange<Int64> {
    let deed = try deed(signOn, .tillSupervise)
    let id = LotID(at: deed.at, from: house.entropy)
    return try await house.database.write { [house] tx in
      guard let teller = try house.access.staff(number: number, in: tx), teller.state == .active,
        teller.institution == signOn.institution.id, teller.may(.tillOperate)
      else { throw CounterRefusal.voucherHolder }
      return try house.banking.vouchers.hand(
        kind, pieces: pieces, to: teller.id, id: id, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// Gives the teller's next range back.
  ///
  /// - Throws: `Refusal` of `VoucherStock.handIn`, `access.forbidden`.
  @discardableResult
  package func handVouchersIn(_ kind: String, by signOn: SignOn) async throws -> ClosedRange<Int64> {
    let deed = try deed(signOn)
    let id = LotID(at: deed.at, from: house.entropy)
    return try await house.database.write { [house] tx in
      try house.banking.vouchers.handIn(kind, id: id, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// Uses or voids the teller's next number.
  ///
  /// - Throws: `Refusal` of `VoucherStock.end`, `access.forbidden`.
  package func endVoucher(
    _ kind: String, number: Int64, _ end: VoucherStock.End, purpose: String, by signOn: SignOn
  ) async throws {
    let deed = try deed(signOn)
    try await house.database.write { [house] tx in
      try house.banking.vouchers.end(kind, number, end, purpose: purpose, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// The teller's daily count, blind: every kind agrees, or none is recorded.
  ///
  /// - Throws: `Refusal` of `VoucherStock.count`, `access.forbidden`.
  package func countVouchers(_ counts: [(kind: String, pieces: Int64)], by signOn: SignOn) async throws {
    let deed = try deed(signOn)
    try await house.database.write { [house] tx in
      for one in counts {
        try house.banking.vouchers.count(one.kind, pieces: one.pieces, by: deed.actor, at: deed.at, in: tx)
      }
    }
  }

  /// Two persons destroy a voided number: the supervisor, and somebody beside who proves himself.
  ///
  /// - Throws: `Refusal` of `VoucherStock.destroy`, `access.sign-on-failed`, `till.authority`.
  package func destroyVoucher(
    _ kind: String, number: Int64, second: String, password: String, by signOn: SignOn
  ) async throws {
    let deed = try deed(signOn, .tillSupervise)
    let second = try await vouched(second, password, .tillOperate, beside: signOn)
    try await house.database.write { [house] tx in
      try house.banking.vouchers.destroy(kind, number, second: second, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// One taking-in of counterfeit money, for its receipt.
  ///
  /// - Throws: `Refusal` `counterfeit.unknown`, `access.forbidden`.
  package func counterfeit(_ id: CounterfeitID, by signOn: SignOn) async throws -> CounterfeitRegister.Entry {
    if !signOn.may(.tillSupervise) { try signOn.require(.tillOperate) }
    return try await house.database.read { [house] tx in
      try house.banking.counterfeits.find(id, at: signOn.institution.id, in: tx)
    }
  }
}
