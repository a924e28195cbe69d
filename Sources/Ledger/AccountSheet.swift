import Primitives
import Storage

/// The accounts that one posting touches, each once, in the order of their ids.
struct AccountSheet {
  var accounts: [LedgerAccount]

  func index(of id: LedgerAccountID) -> Int {
    guard let index = accounts.place(of: id) else {
      preconditionFailure("account \(id) was not loaded for this posting")
    }
    return index
  }

  func save(in tx: any WriteTransaction) throws {
    for account in accounts {
      try tx.execute(LedgerTables.saveTotals, account.totals)
    }
  }
}

extension [LedgerAccount] {
  /// By halves: a settlement has as many accounts as a posting may have legs.
  func place(of id: LedgerAccountID) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].id == id ? low : nil
  }
}

extension LedgerAccount {
  static func find(_ id: LedgerAccountID, lock: Bool, in tx: any ReadTransaction) throws -> LedgerAccount? {
    try tx.first(LedgerTables.account, [.account(id)], lock: lock).map(read)
  }

  /// From the columns of `LedgerTables.account`.
  static func read(_ row: Row) throws -> LedgerAccount {
    let id = try row.account(0)
    guard let kind = AccountKind(rawValue: try row.int(2)), let side = Side(rawValue: try row.int(3)) else {
      throw Fault("ledger.account", "account \(id) has an unknown kind or side")
    }
    var account = LedgerAccount(
      NewAccount(
        id: id, currency: try LedgerCurrency.currency(row.int(1)), kind: kind, normalSide: side,
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

  /// The columns of `LedgerTables.accountRows`.
  var columns: [Value] {
    [
      .account(id), .currency(currency), .int(kind.rawValue), .int(normalSide.rawValue), .bool(mayOverdraw),
      .date(openedOn), closedOn.map { .date($0) } ?? .null,
    ] + totals[1...]
  }

  /// The columns of `LedgerTables.totals`.
  var totals: [Value] {
    [
      .account(id), .int(settledDebit), .int(settledCredit), .int(reservedDebit), .int(reservedCredit),
      .id(lastEntry?.journal), .int(lastEntry.map { Int64($0.number) }),
    ]
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
