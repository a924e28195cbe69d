import Ledger
import Primitives
import Storage

/// Statements of demand accounts over a period, of several kinds (BC-025).
package struct Statements: Sendable {
  /// A sealed statement has at most so many lines, a file more.
  package static let mostOnPaper = 1_000
  package static let mostInFile = 20_000
  /// No statement walks over more entries than this.
  static let mostWalked = 100_000

  let ground: BankGround
  let numbers: JournalNumbers

  /// - Parameter limit: lines that the reader takes.
  /// - Throws: `Refusal` `account.unknown`, `statement.period`, `statement.too-long`.
  package func statement(
    _ number: AccountNumber, _ kind: AccountStatement.Kind, from: BusinessDate, to: BusinessDate, limit: Int,
    in tx: any ReadTransaction
  ) throws -> AccountStatement {
    let account = try ground.accounts.find(number, in: tx)
    let today = try ground.calendar.businessDate(of: number.institution, in: tx)
    guard from <= to, to <= today else { throw StatementRefusal.period(today) }
    let books = try ground.ledger.account(account.ledgerAccount, in: tx)
    let walked = try walk(account, from: from, in: tx)
    let zero = Money.zero(account.currency)
    // Back from what the books hold now, over everything later than the period.
    let closing = walked.filter { $0.businessDate > to }.reduce(books.balance) { $0 - $1.change }
    let inside = walked.filter { $0.businessDate <= to }
    let opening = inside.reduce(closing) { $0 - $1.change }
    let credits = inside.reduce(zero) { $0 + $1.credit }
    let debits = inside.reduce(zero) { $0 + $1.debit }
    // Oldest first; entries of one day in the order of the books.
    let ordered = Array(inside.reversed()).enumerated().sorted {
      ($0.element.businessDate, $0.offset) < ($1.element.businessDate, $1.offset)
    }.map(\.element)
    let lines = try lines(kind, ordered, opening, account, limit, in: tx)
    return AccountStatement(
      kind: kind, account: account, holder: try ground.customers.reveal(account.customer, in: tx), from: from, to: to,
      opening: opening, closing: closing, credits: credits, debits: debits, lines: lines)
  }

  // MARK: The paper

  /// The statement under a journal number of its own: a request without money.
  package func prepare(
    _ order: CounterOrder, _ number: AccountNumber, _ kind: AccountStatement.Kind, from: BusinessDate,
    to: BusinessDate, in tx: any WriteTransaction
  ) throws -> (journal: JournalNumber, statement: AccountStatement) {
    let made = try statement(number, kind, from: from, to: to, limit: Self.mostOnPaper, in: tx)
    let today = try ground.calendar.businessDate(of: order.institution, in: tx)
    let journal = try numbers.allot(
      order.institution, today, caseID: order.caseID, journal: nil, at: order.at, in: tx)
    return (journal, made)
  }

  /// - Throws: `Refusal` `case.business-date-passed`.
  package func settle(_ journal: JournalNumber, at now: Moment, in tx: any WriteTransaction) throws {
    let today = try ground.calendar.businessDate(of: journal.outlet, in: tx)
    guard today == journal.businessDate else {
      throw BankingRefusal.businessDatePassed(journal.businessDate, today)
    }
    try numbers.end(journal, .settled, at: now, in: tx)
  }

  package func release(_ journal: JournalNumber, at now: Moment, in tx: any WriteTransaction) throws {
    try numbers.end(journal, .released, at: now, in: tx)
  }

  // MARK: Lines

  private func walk(
    _ account: DemandAccount, from: BusinessDate, in tx: any ReadTransaction
  ) throws -> [StatementLine] {
    var found: [StatementLine] = []
    var next: EntryPlace?
    repeat {
      let page = try ground.ledger.entries(
        of: account.ledgerAccount, before: next, limit: EntryPage.largest, from: from, in: tx)
      found += page.lines
      next = page.next
      guard found.count <= Self.mostWalked else { throw StatementRefusal.tooLong(Self.mostWalked) }
    } while next != nil
    return found
  }

  private func lines(
    _ kind: AccountStatement.Kind, _ entries: [StatementLine], _ opening: Money, _ account: DemandAccount,
    _ limit: Int, in tx: any ReadTransaction
  ) throws -> [AccountStatement.Line] {
    var lines: [AccountStatement.Line] = []
    var balance = opening
    var group: [StatementLine] = []
    func close() {
      guard let last = group.last else { return }
      let zero = Money.zero(account.currency)
      lines.append(
        AccountStatement.Line(
          date: last.businessDate, number: nil, code: 0, count: group.count,
          credits: group.reduce(zero) { $0 + $1.credit }, debits: group.reduce(zero) { $0 + $1.debit },
          interest: zero, balance: balance, counterparty: nil))
      group = []
    }
    for entry in entries {
      switch kind {
      case .full, .interest:
        balance = balance + entry.change
        let line = try single(entry, balance, account, in: tx)
        if kind == .full || line.interest.minor != 0 { lines.append(line) }
      case .daily, .monthly:
        if let last = group.last, !Self.same(kind, last.businessDate, entry.businessDate) { close() }
        balance = balance + entry.change
        group.append(entry)
      }
      guard lines.count <= limit else { throw StatementRefusal.tooLong(limit) }
    }
    close()
    guard lines.count <= limit else { throw StatementRefusal.tooLong(limit) }
    return lines
  }

  private static func same(_ kind: AccountStatement.Kind, _ one: BusinessDate, _ two: BusinessDate) -> Bool {
    kind == .daily ? one == two : one.year == two.year && one.month == two.month
  }

  private func single(
    _ entry: StatementLine, _ balance: Money, _ account: DemandAccount, in tx: any ReadTransaction
  ) throws -> AccountStatement.Line {
    let legs = try ground.ledger.journal(entry.entry.place.journal, in: tx)?.legs ?? []
    func isInterest(_ leg: Leg) -> Bool {
      StandingAccount(leg.account).map(Self.interestSources.contains) == true
        && leg.amount.currency == account.currency
    }
    let sources = legs.filter(isInterest)
    // The batch credits a block of accounts with one journal: each its own leg.
    let interest =
      entry.code == DemandSettlement.code
      ? entry.credit
      : sources.reduce(Money.zero(account.currency)) { $1.side == .debit ? $0 + $1.amount : $0 - $1.amount }
    let other = legs.first { $0.side != entry.entry.leg.side && !isInterest($0) }
    return AccountStatement.Line(
      date: entry.businessDate, number: try numbers.find(journal: entry.entry.place.journal, in: tx)?.number,
      code: entry.code, count: 1, credits: entry.credit, debits: entry.debit,
      interest: entry.entry.leg.side == .credit ? interest : .zero(account.currency), balance: balance,
      counterparty: try (other ?? sources.first).map { try counterparty($0.account, in: tx) })
  }

  private static let interestSources: [StandingAccount] = [
    .interestExpense, .demandInterestPayable, .termInterestPayable,
  ]

  /// A customer of this bank masked, anything else by the title of its account.
  private func counterparty(_ account: LedgerAccountID, in tx: any ReadTransaction) throws -> Bilingual {
    if let number = BankChart.customerNumber(account) {
      let other = try ground.accounts.find(number, in: tx)
      let name = try ground.customers.card(other.customer, in: tx).nameMasked
      let text = "\(name) \(Masking.middle(number.description, head: 4, tail: 4))"
      return Bilingual(zh: text, en: text)
    }
    let title = BankChart.title(account)
    return Bilingual(zh: title.zh, en: title.en)
  }
}

extension StatementLine {
  fileprivate var credit: Money { entry.leg.side == .credit ? entry.leg.amount : .zero(entry.leg.amount.currency) }
  fileprivate var debit: Money { entry.leg.side == .debit ? entry.leg.amount : .zero(entry.leg.amount.currency) }
  /// A demand account is owed to its customer: a credit raises it.
  fileprivate var change: Money { credit - debit }
}

extension BankChart {
  /// The demand account behind a ledger account; nil for any other.
  static func customerNumber(_ account: LedgerAccountID) -> AccountNumber? {
    let (kind, sequence) = account.sequence.quotientAndRemainder(dividingBy: 1_000_000)
    return [2001, 2011].contains(kind) && sequence > 0 ? AccountNumber(account.institution, sequence: sequence) : nil
  }
}
