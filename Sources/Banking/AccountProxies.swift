import Primitives
import Storage

/// Proxies (代理人): customers who may dispose of an account that another one owns.
package struct AccountProxies: Sendable {
  /// One list holds at most this many.
  package static let mostListed = 100

  package static let schema = Schema(
    room: "proxies",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE account_proxies (
            institution {int} NOT NULL, account_number {int} NOT NULL, customer_id {id} NOT NULL,
            valid_from {int} NOT NULL, valid_to {int},
            PRIMARY KEY (institution, account_number, customer_id),
            CHECK (valid_to IS NULL OR valid_to >= valid_from)) {clustered}
          """,
          "CREATE INDEX account_proxies_by_customer ON account_proxies (customer_id)",
        ])
    ])

  /// One right to dispose of an account.
  package struct Proxy: Sendable, Equatable {
    package let account: AccountNumber
    package let customer: CustomerID
    package let from: BusinessDate

    package init(account: AccountNumber, customer: CustomerID, from: BusinessDate) {
      self.account = account
      self.customer = customer
      self.from = from
    }
  }

  package init() {}

  /// Enters many; one that is there already stays as it is.
  package func add(_ proxies: [Proxy], in tx: any WriteTransaction) throws {
    guard !proxies.isEmpty else { return }
    _ = try tx.insertNew(
      ProxyTables.rows,
      proxies.map {
        [.institution($0.account.institution), .int($0.account.sequence), .id($0.customer), .date($0.from)]
      })
  }

  /// Ends every proxy of an account on that day.
  package func end(_ account: AccountNumber, on date: BusinessDate, in tx: any WriteTransaction) throws {
    try tx.execute(ProxyTables.end, [.institution(account.institution), .int(account.sequence), .date(date)])
  }

  /// Who may dispose of this account besides its owner, at most `mostListed`.
  package func proxies(of account: AccountNumber, in tx: any ReadTransaction) throws -> [Proxy] {
    try tx.query(
      ProxyTables.ofAccount, [.institution(account.institution), .int(account.sequence), .int(Self.mostListed)]
    ).map { Proxy(account: account, customer: try $0.id(0), from: try $0.date(1)) }
  }
}
