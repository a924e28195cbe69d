import Ledger
import Primitives
import Storage

/// What accounts of class II and III may take in and pay out (PBOC 银发[2016]302, 银发[2018]16), and what a general
/// account may not do. Amounts are dated parameters; a limit itself still passes. Business between an account and the
/// one it is bound to, and deposits under a contract, do not count.
struct AccountLimits: Sendable {
  /// What is limited; without a value it is not.
  enum Part: String, CaseIterable {
    case inDay = "in-day"
    case inYear = "in-year"
    case outDay = "out-day"
    case outYear = "out-year"
    case balance

    var title: Bilingual {
      switch self {
      case .inDay: Bilingual(zh: "日累计转入", en: "receipts a day")
      case .inYear: Bilingual(zh: "年累计转入", en: "receipts a year")
      case .outDay: Bilingual(zh: "日累计转出", en: "payments a day")
      case .outYear: Bilingual(zh: "年累计转出", en: "payments a year")
      case .balance: Bilingual(zh: "余额上限", en: "greatest balance")
      }
    }
  }

  /// The parameter of class II or III, in fen.
  static func key(_ accountClass: Int, _ part: Part) -> String {
    "account.\(accountClass == 2 ? "class-two" : "class-three").\(part.rawValue)"
  }

  let ledger: LedgerBooks
  let parameters: BankParameters

  /// - Parameter lock: hold the account's row until the business is on record, so that two cannot share what is left.
  /// - Throws: `Refusal` `account.over-limit`, `account.class-three`, `account.general-cash`.
  func check(_ plan: BookingPlan, lock: Bool, in tx: any ReadTransaction) throws {
    let (account, other) = (plan.account, plan.other)
    if plan.kind == .cashWithdrawal, account.traits.nature == .general { throw AccountRefusal.generalCash }
    if plan.kind == .termOpen, account.traits.accountClass == 3 { throw AccountRefusal.classThreeDeposit }
    switch plan.kind {
    case .cashDeposit: try checkIn(account, plan, lock: lock, in: tx)
    case .cashWithdrawal: try checkOut(account, plan, lock: lock, in: tx)
    case .transfer:
      guard let other else { return }
      let bound = account.traits.linked == other.number || other.traits.linked == account.number
      if !bound { try checkOut(account, plan, lock: lock, in: tx) }
      try checkIn(other, plan, isCounted: !bound, lock: lock, in: tx)
    case .accountClose:
      guard let other else { return }
      let bound = other.traits.linked == account.number
      try checkIn(other, plan, isCounted: !bound, lock: lock, in: tx)
    default: return
    }
  }

  private func checkOut(
    _ account: DemandAccount, _ plan: BookingPlan, lock: Bool, in tx: any ReadTransaction
  ) throws {
    guard let limits = try limits(account, plan, in: tx) else { return }
    if lock { _ = try ledger.account(account.ledgerAccount, in: tx, lock: true) }
    for (limit, from, what) in [
      (limits.outDay, plan.businessDate, Bilingual(zh: "日累计转出限额", en: "daily limit for payments")),
      (limits.outYear, yearStart(plan), Bilingual(zh: "年累计转出限额", en: "yearly limit for payments")),
    ] {
      guard let limit else { continue }
      let used = try sum([AccountTables.usedOut], account, from: from, plan, in: tx)
      try within(limit, used, plan, account, what)
    }
  }

  /// - Parameter isCounted: false between bound accounts; the greatest balance holds for them too.
  private func checkIn(
    _ account: DemandAccount, _ plan: BookingPlan, isCounted: Bool = true, lock: Bool, in tx: any ReadTransaction
  ) throws {
    guard let limits = try limits(account, plan, in: tx) else { return }
    let books = try ledger.account(account.ledgerAccount, in: tx, lock: lock)
    if let greatest = limits.balance {
      let used = books.balance.minor + books.reservedCredit
      try within(greatest, used, plan, account, Bilingual(zh: "余额上限", en: "greatest balance"))
    }
    guard isCounted else { return }
    for (limit, from, what) in [
      (limits.inDay, plan.businessDate, Bilingual(zh: "日累计转入限额", en: "daily limit for receipts")),
      (limits.inYear, yearStart(plan), Bilingual(zh: "年累计转入限额", en: "yearly limit for receipts")),
    ] {
      guard let limit else { continue }
      let used = try sum([AccountTables.usedInCash, AccountTables.usedInTransfer], account, from: from, plan, in: tx)
      try within(limit, used, plan, account, what)
    }
  }

  private func within(
    _ limit: Int64, _ used: Int64, _ plan: BookingPlan, _ account: DemandAccount, _ what: Bilingual
  ) throws {
    guard used + plan.amount.minor > limit else { return }
    throw AccountRefusal.overLimit(
      "amount", account.traits.accountClass, what, limit: Money(minor: limit, .cny),
      left: Money(minor: max(0, limit - used), .cny))
  }

  private func yearStart(_ plan: BookingPlan) -> BusinessDate {
    BusinessDate(year: plan.businessDate.year, month: 1, day: 1) ?? plan.businessDate
  }

  /// What open and settled business of these days comes to.
  private func sum(
    _ questions: [SQL], _ account: DemandAccount, from: BusinessDate, _ plan: BookingPlan, in tx: any ReadTransaction
  ) throws -> Int64 {
    let linked = account.traits.linked
    return try questions.reduce(0) { sum, question in
      var values: [Value] = [
        .institution(account.home), .int(account.number.sequence), .date(from), .date(plan.businessDate),
      ]
      if question.text.contains("$5") {
        values += [.int(linked?.institution.code ?? 0), .int(linked?.sequence ?? 0)]
      }
      return try sum + (tx.first(question, values)?.int(0) ?? 0)
    }
  }

  private struct Limits {
    let inDay: Int64?
    let inYear: Int64?
    let outDay: Int64?
    let outYear: Int64?
    let balance: Int64?
  }

  /// nil for an account that has none.
  private func limits(
    _ account: DemandAccount, _ plan: BookingPlan, in tx: any ReadTransaction
  ) throws -> Limits? {
    let traits = account.traits
    guard traits.nature == .personal, traits.accountClass > 1, account.currency == .cny else { return nil }
    func number(_ part: Part) throws -> Int64? {
      try parameters.number(Self.key(traits.accountClass, part), at: account.home, on: plan.businessDate, in: tx)
    }
    return Limits(
      inDay: try number(.inDay), inYear: try number(.inYear), outDay: try number(.outDay),
      outYear: try number(.outYear), balance: try number(.balance))
  }
}
