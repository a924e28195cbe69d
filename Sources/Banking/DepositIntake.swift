import Interest
import Ledger
import Primitives
import Storage

extension MigrationIntake {
  /// A deposit account in CNY of another system; its money is posted through the ledger by whoever takes it over.
  package struct Deposit: Sendable {
    package enum Form: Sendable {
      case demand
      /// A lump sum, paid to and from a demand account.
      case lumpSum(Tenor, InterestRate, MaturityInstruction, principal: Money, linked: AccountNumber)
    }

    package let owner: CustomerID
    package let openedOn: BusinessDate
    package let form: Form

    package init(owner: CustomerID, openedOn: BusinessDate, _ form: Form) {
      self.owner = owner
      self.openedOn = openedOn
      self.form = form
    }
  }

  /// Opens deposit accounts of one outlet under numbers in a row, active at once, with few statements.
  ///
  /// - Returns: their ledger accounts, in the order of `deposits`.
  /// - Throws: `Refusal` `account.numbers-exhausted`.
  package func openDeposits(
    _ deposits: [Deposit], at outlet: InstitutionID, in tx: any WriteTransaction
  ) throws -> [LedgerAccountID] {
    guard !deposits.isEmpty else { return [] }
    guard let row = try tx.first(MigrationTables.takeAccountNumbers, [.institution(outlet), .int(deposits.count)])
    else {
      throw BankingRefusal.accountsExhausted(outlet)
    }
    let first = try row.int(0) - Int64(deposits.count) + 1
    let numbered = deposits.enumerated().map { (AccountNumber(outlet, sequence: first + Int64($0)), $1) }
    let contracts = deposits.count { if case .lumpSum = $0.form { true } else { false } }
    var certificate =
      contracts > 0 ? try TermRows().nextCertificates(outlet, contracts, in: tx) - Int64(contracts) : 0
    var (demand, terms, accounts): ([[Value]], [[Value]], [NewAccount]) = ([], [], [])
    for (number, deposit) in numbered {
      var id = BankChart.customer(number)
      switch deposit.form {
      case .demand:
        demand.append([
          .institution(outlet), .int(number.sequence), .id(deposit.owner), .text(Currency.cny.code), .text("active"),
          .int(1), .date(deposit.openedOn),
        ])
      case .lumpSum(let tenor, let rate, let instruction, let principal, let linked):
        certificate += 1
        id = BankChart.term(number)
        terms.append([
          .institution(outlet), .int(number.sequence), .id(deposit.owner), .text(Currency.cny.code),
          .text(TermDeposit.Kind.lumpSum.rawValue), .int(tenor.months), .int(principal.minor), .date(deposit.openedOn),
          .date(try tenor.maturity(from: deposit.openedOn)), .int(rate.units), .text(instruction.rawValue), .int(0),
          .int(0), .text(""), .institution(linked.institution), .int(linked.sequence), .int(certificate),
          .text("active"),
        ])
      }
      accounts.append(NewAccount(id: id, currency: .cny, kind: .liability, openedOn: deposit.openedOn))
    }
    if !demand.isEmpty { try tx.insert(MigrationTables.accountRows, demand) }
    if !terms.isEmpty { try tx.insert(TermTables.contractRows, terms) }
    try ledger.openAccounts(accounts, in: tx)
    return accounts.map(\.id)
  }
}
