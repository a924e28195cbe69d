import Primitives

/// A leg that will be posted, and whether the ledger added it.
struct PlannedLeg: Equatable {
  let leg: Leg
  let isAutomatic: Bool
}

/// The pure rules of posting, as a ladder: the first rule that fails gives the refusal.
enum PostingRules {
  static let mostLegs = 200

  /// What can be judged without the books: sides, amounts, balance per currency.
  ///
  /// - Throws: `ledger.empty`, `ledger.too-many-legs`, `ledger.amount-not-positive`,
  ///   `ledger.amount-too-large`, `ledger.same-account-both-sides`, `ledger.unbalanced`.
  static func checkShape(_ legs: [Leg]) throws {
    guard legs.count >= 2 else { throw LedgerRefusal.empty() }
    guard legs.count <= mostLegs else { throw LedgerRefusal.tooManyLegs(mostLegs) }
    for (index, leg) in legs.enumerated() {
      guard leg.amount.minor > 0 else { throw LedgerRefusal.notPositive(index) }
      guard leg.amount.minor <= Money.largestMinor else { throw LedgerRefusal.tooLarge(index, leg.amount.currency) }
    }
    for (index, leg) in legs.enumerated() {
      for other in legs[..<index] where other.account == leg.account && other.side != leg.side {
        throw LedgerRefusal.bothSides(leg.account)
      }
    }
    for currency in currencies(legs) {
      let (debit, credit) = sums(legs.filter { $0.amount.currency == currency })
      guard debit == credit else { throw LedgerRefusal.unbalanced(currency, debit: debit, credit: credit) }
    }
  }

  /// The legs, and for every institution that they leave unbalanced in a currency one leg on its
  /// inter-branch account (辖内往来), so that each institution's own books balance (DECISIONS 14).
  static func plan(_ legs: [Leg]) -> [PlannedLeg] {
    var planned = legs.map { PlannedLeg(leg: $0, isAutomatic: false) }
    let home = legs[0].account.institution
    if legs.allSatisfy({ $0.account.institution == home }) { return planned }
    for currency in currencies(legs) {
      let ofCurrency = legs.filter { $0.amount.currency == currency }
      for institution in Set(ofCurrency.map(\.account.institution)).sorted() {
        let (debit, credit) = sums(ofCurrency.filter { $0.account.institution == institution })
        guard debit != credit else { continue }
        let account = LedgerAccountID.interBranch(institution, currency)
        let amount = Money(minor: abs(debit - credit), currency)
        planned.append(
          PlannedLeg(leg: debit > credit ? .credit(account, amount) : .debit(account, amount), isAutomatic: true))
      }
    }
    return planned
  }

  /// The account takes part: open, opened by that day, of that currency.
  ///
  /// - Throws: `ledger.account-closed`, `ledger.before-opening`, `ledger.currency-mismatch`.
  static func checkAccount(_ account: LedgerAccount, leg: Leg, index: Int, on date: BusinessDate) throws {
    if let closed = account.closedOn { throw LedgerRefusal.accountClosed(account.id, closed) }
    guard account.openedOn <= date else { throw LedgerRefusal.notYetOpen(account.id, account.openedOn) }
    guard account.currency == leg.amount.currency else {
      throw LedgerRefusal.currencyMismatch(index, account, leg.amount.currency)
    }
  }

  /// What a posting does to the totals of one account.
  enum Effect {
    case post
    case reserve
    /// A reservation becomes settled.
    case settle
    /// A reservation ends without settlement.
    case release
  }

  /// Changes the totals; money that is not there refuses.
  ///
  /// - Throws: `ledger.total-too-large`, `ledger.insufficient-funds`, `ledger.would-overdraw`.
  static func apply(_ effect: Effect, _ legs: [PlannedLeg], to sheet: inout AccountSheet) throws {
    let before = sheet.accounts
    for planned in legs {
      let leg = planned.leg
      let place = sheet.index(of: leg.account)
      let fits =
        switch effect {
        case .post: sheet.accounts[place].settle(leg.side, leg.amount.minor)
        case .reserve: sheet.accounts[place].reserve(leg.side, leg.amount.minor)
        case .release: sheet.accounts[place].reserve(leg.side, -leg.amount.minor)
        case .settle:
          sheet.accounts[place].reserve(leg.side, -leg.amount.minor)
            && sheet.accounts[place].settle(leg.side, leg.amount.minor)
        }
      guard fits else { throw LedgerRefusal.totalTooLarge(leg.account) }
    }
    for (old, new) in zip(before, sheet.accounts) where !new.mayOverdraw && new.availableMinor < 0 {
      throw new.kind == .liability ? LedgerRefusal.insufficient(old) : LedgerRefusal.overdraw(old)
    }
  }

  /// The first field in which an order differs from what was stored under its key; nil: the same.
  ///
  /// Journal id, time of recording and business date are drawn by the server and may differ: whoever
  /// asks again after a break must get the true answer (DECISIONS 8, 16).
  static func difference(
    code: Int, valueDate: BusinessDate, reference: CaseID?, reverses: JournalID?, legs: [Leg],
    from order: PostingOrder
  ) -> String? {
    if code != order.code { return "code" }
    if valueDate != order.valueDate { return "valueDate" }
    if reference != order.reference { return "reference" }
    if reverses != order.reverses { return "reverses" }
    if legs.count != order.legs.count { return "legs" }
    for (index, (old, new)) in zip(legs, order.legs).enumerated() {
      if old.account != new.account { return "legs[\(index)].account" }
      if old.side != new.side { return "legs[\(index)].side" }
      if old.amount != new.amount { return "legs[\(index)].amount" }
    }
    return nil
  }

  static func difference(_ journal: Journal, from order: PostingOrder) -> String? {
    difference(
      code: journal.code, valueDate: journal.valueDate, reference: journal.reference, reverses: journal.reverses,
      legs: journal.legs, from: order)
  }

  /// The same legs on the other sides, in any order.
  static func mirrors(_ legs: [Leg], _ original: [Leg]) -> Bool {
    func sorted(_ legs: [Leg]) -> [Leg] {
      legs.sorted {
        ($0.account.number, $0.side.rawValue, $0.amount.minor) < ($1.account.number, $1.side.rawValue, $1.amount.minor)
      }
    }
    return sorted(legs)
      == sorted(original.map { Leg(account: $0.account, side: $0.side.opposite, amount: $0.amount) })
  }

  /// In the order of their first leg.
  private static func currencies(_ legs: [Leg]) -> [Currency] {
    var found: [Currency] = []
    for leg in legs where !found.contains(leg.amount.currency) { found.append(leg.amount.currency) }
    return found
  }

  /// At most 200 legs of at most 10^14 each: the sums fit.
  private static func sums(_ legs: [Leg]) -> (debit: Int64, credit: Int64) {
    legs.reduce((0, 0)) { sum, leg in
      leg.side == .debit ? (sum.0 + leg.amount.minor, sum.1) : (sum.0, sum.1 + leg.amount.minor)
    }
  }
}
