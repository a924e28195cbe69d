import Primitives
import Storage

/// What a posting stands on: its accounts, locked in the order of their ids, so that two postings never wait
/// for each other in a circle; and through which day the books of its institutions are closed.
struct PostingGround {
  private let closed: [(institution: InstitutionID, through: BusinessDate)]
  /// In the order of their ids.
  private let accounts: [LedgerAccount]

  init(closed: [(institution: InstitutionID, through: BusinessDate)], accounts: [LedgerAccount]) {
    self.closed = closed
    self.accounts = accounts
  }

  static func load(_ legs: [PlannedLeg], of home: InstitutionID, in tx: any ReadTransaction) throws -> PostingGround {
    try load(legs, of: home, after: [], in: tx).ground
  }

  /// Asks the questions in `first` before its own, all in one go.
  static func load(
    _ legs: [PlannedLeg], of home: InstitutionID, after first: [Question], in tx: any ReadTransaction
  ) throws -> (answers: [[Row]], ground: PostingGround) {
    let (institutions, ids) = (institutions(of: home, legs), ids(legs))
    let answers = try tx.queryAll(
      first + institutions.map { Question(LedgerTables.closedThrough, [.institution($0)]) }
        + ids.map { Question(LedgerTables.account, [.account($0)], lock: true) })
    let days = answers[first.count...].prefix(institutions.count)
    let closed = try zip(institutions, days).compactMap { institution, rows in
      try rows.first.map { (institution: institution, through: try $0.date(0)) }
    }
    let accounts = try answers.suffix(ids.count).compactMap { try $0.first.map(LedgerAccount.read) }
    return (Array(answers.prefix(first.count)), PostingGround(closed: closed, accounts: accounts))
  }

  /// Each account once, in the order of the ids.
  static func ids(_ legs: [PlannedLeg]) -> [LedgerAccountID] {
    var ids: [LedgerAccountID] = []
    for planned in legs where !ids.contains(planned.leg.account) { ids.append(planned.leg.account) }
    return ids.sorted()
  }

  /// The posting institution first, then those of the legs in their order.
  static func institutions(of home: InstitutionID, _ legs: [PlannedLeg]) -> [InstitutionID] {
    var institutions = [home]
    for planned in legs where !institutions.contains(planned.leg.account.institution) {
      institutions.append(planned.leg.account.institution)
    }
    return institutions
  }

  /// - Throws: `ledger.period-closed` for the first institution whose books are closed on that day.
  func checkDay(_ date: BusinessDate) throws {
    for (institution, through) in closed where date <= through {
      throw LedgerRefusal.periodClosed(institution, through)
    }
  }

  /// The accounts as they take part; an inter-branch account that is met for the first time is opened.
  ///
  /// - Throws: `ledger.account-unknown` and the refusals of `PostingRules.checkAccount`, in the order of the legs.
  func sheet(_ legs: [PlannedLeg], on date: BusinessDate, in tx: any WriteTransaction) throws -> AccountSheet {
    var accounts: [LedgerAccount] = []
    for id in Self.ids(legs) {
      if let place = self.accounts.place(of: id) {
        accounts.append(self.accounts[place])
      } else if let automatic = legs.first(where: { $0.isAutomatic && $0.leg.account == id }) {
        accounts.append(try Self.openInterBranch(id, automatic.leg.amount.currency, on: date, in: tx))
      }
    }
    let sheet = AccountSheet(accounts: accounts)
    for (index, planned) in legs.enumerated() {
      guard let place = accounts.place(of: planned.leg.account) else {
        throw LedgerRefusal.unknownAccount(planned.leg.account)
      }
      try PostingRules.checkAccount(accounts[place], leg: planned.leg, index: index, on: date)
    }
    return sheet
  }

  static func openInterBranch(
    _ id: LedgerAccountID, _ currency: Currency, on date: BusinessDate, in tx: any WriteTransaction
  ) throws -> LedgerAccount {
    let new = NewAccount(id: id, currency: currency, kind: .interBranch, mayOverdraw: true, openedOn: date)
    if try LedgerAccount.insert(new, in: tx) { return LedgerAccount(new) }
    // Another transaction opened it in the meantime.
    guard let account = try LedgerAccount.find(id, lock: true, in: tx) else {
      throw Fault("ledger.account", "account \(id) was refused as a duplicate and cannot be found")
    }
    return account
  }
}
