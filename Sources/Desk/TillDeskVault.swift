import Access
import Banking
import Ledger
import Primitives
import Storage

/// What a supervisor does about cash: the vault's moves, checks of tills, differences, blank vouchers, the outlet's
/// balance.
extension TillDesk {
  /// The vault page in one look.
  package struct VaultView: Sendable {
    package let lines: [OutletBalance.Line]
    package let underWay: [Money]
    package let moves: [VaultMoves.Entry]
    package let boxes: [TillBox]
    package let tellers: [StaffID: String]
    /// What each box was last opened with.
    package let currencies: [Int64: [Currency]]
    package let differences: [TillDifference]
    package let vouchers: [VoucherStock.Sheet]
    /// Why the outlet cannot be closed now; nil when it could be.
    package let hindrance: Refusal?
  }

  /// - Throws: `Refusal` `access.forbidden`.
  package func vault(by signOn: SignOn) async throws -> VaultView {
    try signOn.require(.tillSupervise)
    let (place, banking, house) = (signOn.institution.id, house.banking, house)
    return try await house.database.read { [approvals = cases.approvals] tx in
      let today = try banking.calendar.businessDate(of: place, in: tx)
      let boxes = try banking.tills.boxes(place, in: tx)
      var tellers: [StaffID: String] = [:]
      for teller in boxes.compactMap(\.teller) {
        tellers[teller] = try house.access.staff(teller, at: place, in: tx)?.number
      }
      var currencies: [Int64: [Currency]] = [:]
      for box in boxes { currencies[box.box] = try banking.tills.currencies(of: box, in: tx) }
      let lines = try banking.outletBalance.view(at: place, in: tx)
      var hindrance: Refusal?
      do {
        _ = try banking.outletBalance.check(
          at: place, waitingApprovals: try approvals.count(at: place, in: tx), in: tx)
      } catch let refusal as Refusal {
        hindrance = refusal
      }
      return VaultView(
        lines: lines,
        underWay: try lines.compactMap { try banking.vault.holding($0.currency, at: place, in: tx)?.underWay }
          .filter { $0.minor != 0 },
        moves: try banking.vault.book(at: place, on: today, in: tx), boxes: boxes, tellers: tellers,
        currencies: currencies,
        differences: try banking.tillDifferences.list(at: place, openOnly: true, in: tx),
        vouchers: try banking.vouchers.sheets(at: place, in: tx), hindrance: hindrance)
    }
  }

  /// Cash between the vault and the central bank (nil) or another institution, with a second person.
  ///
  /// - Throws: `Refusal` of `VaultMoves.move`, `access.sign-on-failed`, `till.authority`.
  @discardableResult
  package func moveVault(
    _ direction: VaultMoves.Direction, counterparty: InstitutionID?, count: String, second number: String,
    password: String, by signOn: SignOn
  ) async throws -> JournalNumber {
    let deed = try deed(signOn, .tillSupervise)
    let pieces = try CounterDesk.counts([count])[0]
    let second = try await vouched(number, password, .tillOperate, beside: signOn)
    return try await house.database.write { [house] tx in
      if let counterparty, try house.access.institution(counterparty, in: tx) == nil {
        throw CounterRefusal.counterparty
      }
      return try house.banking.vault.move(
        VaultMoves.Order(direction, counterparty, pieces, second: second), deed, in: tx)
    }
  }

  /// A supervisor's count of a teller's open box.
  ///
  /// - Throws: `Refusal` of `TillCounting.check`.
  package func check(box: Int64, counts: [String], by signOn: SignOn) async throws -> TillCheck {
    let (deed, counts) = (try deed(signOn, .tillSupervise), try CounterDesk.counts(counts))
    return try await house.database.write { [house] tx in
      try house.banking.tillCounting.check(box, counts, deed, in: tx)
    }
  }

  /// - Throws: `Refusal` of `TillDifferences.resolve`.
  package func resolve(
    box: Int64, session: Int64, currency: String, note: String, by signOn: SignOn
  ) async throws {
    let deed = try deed(signOn, .tillSupervise)
    guard let currency = Currency(code: currency) else { throw CounterRefusal.currency }
    try await house.database.write { [house] tx in
      _ = try house.banking.tillDifferences.resolve(
        box: box, session: session, currency, note: note, deed, in: tx)
    }
  }

  /// - Throws: `Refusal` of `OutletBalance.check`.
  package func balance(by signOn: SignOn) async throws -> [OutletBalance.Line] {
    try signOn.require(.tillSupervise)
    let place = signOn.institution.id
    return try await house.database.read { [house, approvals = cases.approvals] tx in
      try house.banking.outletBalance.check(
        at: place, waitingApprovals: try approvals.count(at: place, in: tx), in: tx)
    }
  }
}

extension TillDesk {
  /// Where the vault's cash may go to or come from, besides the central bank.
  package func otherInstitutions(by signOn: SignOn) async throws -> [Institution] {
    try signOn.require(.tillSupervise)
    return try await house.database.read { [house] tx in
      guard var top = try house.access.institution(signOn.institution.id, in: tx) else { return [] }
      while let parent = top.parent, let above = try house.access.institution(parent, in: tx) { top = above }
      return try house.access.institutions(below: top.id, in: tx).filter { $0.id != signOn.institution.id }
    }
  }
}
