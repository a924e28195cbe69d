import Ledger
import Primitives
import Storage

/// The customers' demand accounts: finding, balance and detail page, and the moves between their states.
package struct DemandAccounts: Sendable {
  /// At most this many accounts of one customer are listed.
  package static let mostListed = 200

  private let ledger: LedgerBooks
  private let calendar: BankCalendar
  private let parameters: BankParameters
  private let numbers: JournalNumbers
  private let opening: LedgerOpening

  init(ledger: LedgerBooks, calendar: BankCalendar, parameters: BankParameters, numbers: JournalNumbers) {
    self.ledger = ledger
    self.calendar = calendar
    self.parameters = parameters
    self.numbers = numbers
    opening = LedgerOpening(ledger: ledger)
  }

  /// The account in whatever state it is, closed and frozen ones included.
  ///
  /// - Throws: `Refusal` `account.unknown`; also for a number whose opening is pending or was released.
  package func find(
    _ number: AccountNumber, field: String = "account", in tx: any ReadTransaction
  ) throws -> DemandAccount {
    guard let account = try row(number, in: tx), account.state != .pending, account.state != .released else {
      throw BankingRefusal.accountUnknown(field)
    }
    return account
  }

  /// An account that may be credited.
  ///
  /// - Throws: `Refusal` `account.unknown`, `account.closed`, `account.frozen`.
  package func usable(
    _ number: AccountNumber, field: String = "account", in tx: any ReadTransaction
  ) throws -> DemandAccount {
    let account = try find(number, field: field, in: tx)
    switch account.state {
    case .closed: throw BankingRefusal.accountClosed(field)
    case .frozen: throw BankingRefusal.accountFrozen(field)
    default: return account
    }
  }

  /// A customer's accounts by number, closed ones included, at most `mostListed`.
  package func accounts(of customer: CustomerID, in tx: any ReadTransaction) throws -> [DemandAccount] {
    try tx.query(BankingTables.accountsOfCustomer, [.id(customer), .int(Self.mostListed)]).map(Self.account)
  }

  /// - Throws: `Refusal` `account.unknown`.
  package func balance(_ number: AccountNumber, in tx: any ReadTransaction) throws -> AccountBalance {
    let account = try find(number, in: tx)
    let books = try ledger.account(account.ledgerAccount, in: tx)
    let today = try calendar.businessDate(of: number.institution, in: tx)
    let held = try PaperRows().held(account, on: today, in: tx)
    return AccountBalance(account: account, balance: books.balance, available: books.available - held)
  }

  /// The detail page (明细): newest lines first, with running balance.
  ///
  /// - Parameters:
  ///   - before: the `next` of the page before; nil for the newest.
  ///   - from, to: business dates, both included.
  ///   - limit: 1 to `EntryPage.largest`.
  /// - Throws: `Refusal` `account.unknown`.
  package func details(
    _ number: AccountNumber, from: BusinessDate? = nil, to: BusinessDate? = nil, before: EntryPlace? = nil,
    limit: Int = 50, in tx: any ReadTransaction
  ) throws -> AccountDetails {
    let balance = try balance(number, in: tx)
    let page = try ledger.entries(
      of: balance.account.ledgerAccount, before: before, limit: limit, from: from, to: to, in: tx)
    return AccountDetails(
      balance: balance, lines: try page.lines.map { try line($0, in: tx) }, next: page.next)
  }

  /// Stops an account from being used; `unfreeze` gives it back.
  ///
  /// - Throws: `Refusal` `account.unknown`, `account.state` unless active.
  package func freeze(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    try move(number, from: .active, to: .frozen, on: nil, in: tx)
  }

  /// - Throws: `Refusal` `account.unknown`, `account.state` unless frozen.
  package func unfreeze(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    try move(number, from: .frozen, to: .active, on: nil, in: tx)
  }

  /// Closes an empty account for ever.
  ///
  /// - Throws: `Refusal` `account.unknown`, `account.not-empty`, `account.state` unless active.
  package func close(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    let account = try find(number, in: tx)
    let today = try calendar.businessDate(of: number.institution, in: tx)
    let books = try ledger.account(account.ledgerAccount, in: tx, lock: true)
    guard books.balance.minor == 0, books.reservedDebit == 0, books.reservedCredit == 0 else {
      throw BankingRefusal.accountNotEmpty()
    }
    try move(number, from: .active, to: .closed, on: today, in: tx)
    _ = try ledger.closeAccount(account.ledgerAccount, on: today, in: tx)
  }
}

// MARK: - Openings

extension DemandAccounts {
  /// Takes the next number of the institution for an account that waits for its signature.
  ///
  /// - Throws: `Refusal` `account.class-one-limit`, `account.class-limit`, `account.basic-exists`,
  ///   `account.numbers-exhausted`.
  func allot(
    _ institution: InstitutionID, customer: CustomerID, _ currency: Currency, _ traits: AccountTraits = .plain,
    on date: BusinessDate, in tx: any WriteTransaction
  ) throws -> AccountNumber {
    try checkCount(institution, customer, currency, traits, on: date, besides: 0, in: tx)
    guard let row = try tx.first(BankingTables.nextAccountNumber, [.institution(institution)]) else {
      throw BankingRefusal.accountsExhausted(institution)
    }
    let number = AccountNumber(institution, sequence: try row.int(0))
    let made = try tx.query(
      BankingTables.insertAccount,
      [.institution(institution), .int(number.sequence), .id(customer), .text(currency.code), .date(date)])
    guard !made.isEmpty else { throw Fault("account.number-reused", "account number \(number) exists") }
    if !traits.isPlain {
      try tx.execute(
        AccountTables.insertTraits,
        [
          .institution(institution), .int(number.sequence), .text(traits.nature.rawValue), .int(traits.accountClass),
          .int(traits.linked?.institution.code), .int(traits.linked?.sequence),
        ])
    }
    return number
  }

  /// The customer's signature has come: the account may be used.
  ///
  /// - Throws: `Refusal` `account.state`, `account.class-one-limit`.
  func activate(
    _ number: AccountNumber, customer: CustomerID, on date: BusinessDate, in tx: any WriteTransaction
  ) throws -> DemandAccount {
    let active = try tx.query(
      BankingTables.activateAccount, [.institution(number.institution), .int(number.sequence), .id(customer)])
    guard !active.isEmpty, let account = try row(number, in: tx) else { throw BankingRefusal.accountState(.released) }
    try checkCount(
      number.institution, customer, account.currency, account.traits, on: date, besides: 1, in: tx)
    try opening.openCustomer(account.ledgerAccount, account.currency, on: date, in: tx)
    return account
  }

  /// The opening ended without a signature: the number stays, never to be used.
  func drop(_ number: AccountNumber, in tx: any WriteTransaction) throws {
    try move(number, from: .pending, to: .released, on: nil, in: tx)
  }

  private func line(_ line: StatementLine, in tx: any ReadTransaction) throws -> DetailLine {
    let journal = line.entry.place.journal
    let other = try ledger.journal(journal, in: tx)?.legs.first { $0.side != line.entry.leg.side }?.account
    let title = other.map(BankChart.title)
    return DetailLine(
      businessDate: line.businessDate, valueDate: line.valueDate, recordedAt: line.recordedAt,
      number: try numbers.find(journal: journal, in: tx)?.number, journal: journal, code: line.code,
      institution: line.institution, side: line.entry.leg.side, amount: line.entry.leg.amount,
      balance: line.entry.balance, otherSide: other, otherSideZh: title?.zh, otherSideEn: title?.en,
      reference: line.reference, reverses: line.reverses)
  }

  /// How many accounts of this kind the customer may have: class I to III by parameter, one basic account.
  /// Classes are for CNY settlement accounts; other currencies are not counted.
  private func checkCount(
    _ institution: InstitutionID, _ customer: CustomerID, _ currency: Currency, _ traits: AccountTraits,
    on date: BusinessDate, besides: Int, in tx: any ReadTransaction
  ) throws {
    guard currency == .cny else { return }
    let living = try tx.query(AccountTables.living, [.id(customer), .text(currency.code)])
    let same = try living.count { row in
      try row.text(2) == traits.nature.rawValue && row.int(3) == Int64(traits.accountClass)
    }
    switch traits.nature {
    case .basic: guard same - besides < 1 else { throw AccountRefusal.basicExists }
    case .general: break
    case .personal:
      let key = BankParameters.perCustomer(traits.accountClass)
      guard let limit = try parameters.number(key, at: institution, on: date, in: tx) else { return }
      guard Int64(same - besides) < limit else {
        throw traits.accountClass == 1
          ? BankingRefusal.classOneLimit(limit) : AccountRefusal.classLimit(traits.accountClass, limit)
      }
    }
  }

  private func move(
    _ number: AccountNumber, from: DemandAccount.State, to: DemandAccount.State, on date: BusinessDate?,
    in tx: any WriteTransaction
  ) throws {
    guard let account = try row(number, in: tx) else { throw BankingRefusal.accountUnknown("account") }
    let moved = try tx.query(
      BankingTables.moveAccount,
      [
        .institution(number.institution), .int(number.sequence), .text(from.rawValue), .text(to.rawValue),
        .int(date?.compact),
      ])
    guard !moved.isEmpty else { throw BankingRefusal.accountState(account.state) }
  }

  private func row(_ number: AccountNumber, in tx: any ReadTransaction) throws -> DemandAccount? {
    try tx.first(BankingTables.account, [.institution(number.institution), .int(number.sequence)]).map(Self.account)
  }

  private static func account(_ row: Row) throws -> DemandAccount {
    guard let state = DemandAccount.State(rawValue: try row.text(4)) else {
      throw Fault("storage.row", "unknown state of a demand account")
    }
    return DemandAccount(
      number: AccountNumber(try row.institution(0), sequence: try row.int(1)), customer: try row.id(2),
      currency: try row.currency(3), state: state, openedOn: try row.date(5),
      closedOn: try row.isNull(6) ? nil : row.date(6), traits: try traits(row))
  }

  /// Columns 7 to 11; none of them stands for a person's class I account.
  private static func traits(_ row: Row) throws -> AccountTraits {
    guard let nature = try row.optionalText(7) else { return .plain }
    guard let nature = AccountTraits.Nature(rawValue: nature) else {
      throw Fault("storage.row", "unknown nature of a demand account")
    }
    return AccountTraits(
      nature: nature, accountClass: Int(try row.int(8)),
      linked: try row.isNull(9) ? nil : AccountNumber(row.institution(9), sequence: row.int(10)),
      activatedOn: try row.isNull(11) ? nil : row.date(11))
  }
}
