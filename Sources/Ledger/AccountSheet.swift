import Primitives
import Storage

/// The accounts that one posting touches, each once, in the order of their ids.
struct AccountSheet {
  var accounts: [LedgerAccount]

  func index(of id: LedgerAccountID) -> Int {
    guard let index = accounts.firstIndex(where: { $0.id == id }) else {
      preconditionFailure("account \(id) was not loaded for this posting")
    }
    return index
  }

  /// Reads and locks the accounts in id order, so that two postings never wait for each other in a
  /// circle; opens an inter-branch account that is met for the first time.
  ///
  /// - Throws: `ledger.account-unknown` and the refusals of `PostingRules.checkAccount`, in the order
  ///   of the legs.
  static func load(_ legs: [PlannedLeg], on date: BusinessDate, in tx: any WriteTransaction) throws -> AccountSheet {
    var ids: [LedgerAccountID] = []
    for planned in legs where !ids.contains(planned.leg.account) { ids.append(planned.leg.account) }
    ids.sort()
    var accounts: [LedgerAccount] = []
    for id in ids {
      if let account = try LedgerAccount.find(id, lock: true, in: tx) {
        accounts.append(account)
      } else if let automatic = legs.first(where: { $0.isAutomatic && $0.leg.account == id }) {
        accounts.append(try openInterBranch(id, automatic.leg.amount.currency, on: date, in: tx))
      }
    }
    let sheet = AccountSheet(accounts: accounts)
    for (index, planned) in legs.enumerated() {
      guard let account = accounts.first(where: { $0.id == planned.leg.account }) else {
        throw LedgerRefusal.unknownAccount(planned.leg.account)
      }
      try PostingRules.checkAccount(account, leg: planned.leg, index: index, on: date)
    }
    return sheet
  }

  private static func openInterBranch(
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

  func save(in tx: any WriteTransaction) throws {
    for account in accounts {
      try tx.execute(
        LedgerTables.saveTotals,
        [
          .account(account.id), .int(account.settledDebit), .int(account.settledCredit), .int(account.reservedDebit),
          .int(account.reservedCredit), .id(account.lastEntry?.journal),
          .int(account.lastEntry.map { Int64($0.number) }),
        ])
    }
  }
}

extension LedgerAccount {
  static func find(_ id: LedgerAccountID, lock: Bool, in tx: any ReadTransaction) throws -> LedgerAccount? {
    guard let row = try tx.first(LedgerTables.account, [.account(id)], lock: lock) else { return nil }
    guard let kind = AccountKind(rawValue: try row.int(2)), let side = Side(rawValue: try row.int(3)) else {
      throw Fault("ledger.account", "account \(id) has an unknown kind or side")
    }
    var account = LedgerAccount(
      NewAccount(
        id: try row.account(0), currency: try LedgerCurrency.currency(row.int(1)), kind: kind, normalSide: side,
        mayOverdraw: try row.bool(4), openedOn: try row.date(5)))
    if !row.isNull(6) { account.closedOn = try row.date(6) }
    account.settledDebit = try row.int(7)
    account.settledCredit = try row.int(8)
    account.reservedDebit = try row.int(9)
    account.reservedCredit = try row.int(10)
    if let journal = try row.optionalID(11, JournalID.self) {
      account.lastEntry = EntryPlace(journal: journal, number: Int(try row.int(12)))
    }
    return account
  }

  /// False when the id is taken.
  static func insert(_ new: NewAccount, in tx: any WriteTransaction) throws -> Bool {
    let rows = try tx.query(
      LedgerTables.openAccount,
      [
        .account(new.id), .currency(new.currency), .int(new.kind.rawValue), .int(new.normalSide.rawValue),
        .bool(new.mayOverdraw), .date(new.openedOn),
      ])
    return !rows.isEmpty
  }
}
