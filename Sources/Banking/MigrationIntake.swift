import Ledger
import Primitives
import Storage

/// Takes over what another system hands over: customers and accounts in bulk under their numbers there, and the
/// record of how far each run has come. It posts nothing; whoever migrates posts through the ledger.
package struct MigrationIntake: Sendable {
  package static let schema = MigrationSchema.schema

  /// A customer of the source, sealed before the transaction.
  package struct Person: Sendable {
    package let sourceID: Int
    package let institution: InstitutionID
    package let draft: CustomerDraft

    package init(sourceID: Int, institution: InstitutionID, draft: CustomerDraft) {
      self.sourceID = sourceID
      self.institution = institution
      self.draft = draft
    }
  }

  /// An account of the source with the customers here who own it and may dispose of it.
  package struct Account: Sendable {
    package let sourceID: Int
    package let owner: CustomerID
    package let proxies: [CustomerID]
    package let openedOn: BusinessDate
    /// The source let it fall below zero.
    package let mayOverdraw: Bool

    package init(
      sourceID: Int, owner: CustomerID, proxies: [CustomerID], openedOn: BusinessDate, mayOverdraw: Bool
    ) {
      self.sourceID = sourceID
      self.owner = owner
      self.proxies = proxies
      self.openedOn = openedOn
      self.mayOverdraw = mayOverdraw
    }
  }

  let ledger: LedgerBooks
  private let customers: CustomerRegister
  private let accounts: DemandAccounts

  init(ledger: LedgerBooks, customers: CustomerRegister, accounts: DemandAccounts) {
    self.ledger = ledger
    self.customers = customers
    self.accounts = accounts
  }
}

// MARK: - Runs and batches

extension MigrationIntake {
  /// The newest run of a source; nil: it was never taken over.
  package func newest(_ source: String, in tx: any ReadTransaction) throws -> MigrationRun? {
    try tx.first(MigrationTables.newestRun, [.text(source)]).map { try MigrationRun($0, source: source) }
  }

  /// - Throws: `Refusal` `migration.state` when this generation has begun already.
  package func begin(_ run: MigrationRun, at moment: Moment, in tx: any WriteTransaction) throws {
    let outlets = run.outlets.map(\.description).joined(separator: ",")
    let made = try tx.query(
      MigrationTables.insertRun,
      [.text(run.source), .int(run.generation), .text(run.digest), .text(outlets), .moment(moment)])
    guard !made.isEmpty else { throw MigrationRunRefusal.state(run.state) }
  }

  /// - Throws: `Refusal` `migration.state` unless the run is in the state that `run` names.
  package func move(
    _ run: MigrationRun, to state: MigrationRun.State, cutOver: BusinessDate? = nil, at moment: Moment,
    in tx: any WriteTransaction
  ) throws {
    let moved = try tx.query(
      MigrationTables.moveRun,
      [
        .text(run.source), .int(run.generation), .text(run.state.rawValue), .text(state.rawValue), .moment(moment),
        .int(cutOver?.compact),
      ])
    guard !moved.isEmpty else { throw MigrationRunRefusal.state(run.state) }
  }

  /// Claims a batch; false when it was done before. What it does stands in the same transaction.
  ///
  /// - Throws: `Refusal` `migration.state` unless the run still is in the state that `run` names.
  package func claim(
    _ batch: MigrationBatch, of run: MigrationRun, size: Int, at moment: Moment, in tx: any WriteTransaction
  ) throws -> Bool {
    let row = try tx.first(MigrationTables.runState, [.text(run.source), .int(run.generation)], lock: true)
    guard try row?.text(0) == run.state.rawValue else { throw MigrationRunRefusal.state(run.state) }
    return try !tx.query(
      MigrationTables.insertBatch,
      [
        .text(run.source), .int(run.generation), .text(batch.phase.rawValue), .institution(batch.institution),
        .int(batch.number), .int(size), .moment(moment),
      ]
    ).isEmpty
  }

  /// The batches that are done.
  package func batches(of run: MigrationRun, in tx: any ReadTransaction) throws -> Set<MigrationBatch> {
    Set(
      try tx.query(MigrationTables.batches, [.text(run.source), .int(run.generation)]).compactMap { row in
        try MigrationBatch.Phase(rawValue: row.text(0)).map {
          MigrationBatch($0, try row.institution(1), Int(try row.int(2)))
        }
      })
  }

  /// Customer number of the source → customer here.
  package func customers(of run: MigrationRun, in tx: any ReadTransaction) throws -> [Int: CustomerID] {
    let rows = try tx.query(MigrationTables.map, [.text(run.source), .int(run.generation), .text("customer")])
    return try Dictionary(uniqueKeysWithValues: rows.map { (Int(try $0.int(0)), try $0.id(2)) })
  }

  /// Account number of the source → account here.
  package func accounts(of run: MigrationRun, in tx: any ReadTransaction) throws -> [Int: AccountNumber] {
    let rows = try tx.query(MigrationTables.map, [.text(run.source), .int(run.generation), .text("account")])
    return try Dictionary(
      uniqueKeysWithValues: rows.map {
        (Int(try $0.int(0)), AccountNumber(try $0.institution(1), sequence: try $0.int(3)))
      })
  }
}

// MARK: - Taking over

extension MigrationIntake {
  /// Enters customers, or finds those the bank knows by the same document.
  ///
  /// - Returns: how many are new.
  /// - Throws: `Refusal` `customer.name`, `customer.name-differs`, `customer.phone-differs`.
  package func enter(
    _ people: [Person], of run: MigrationRun, at moment: Moment, in tx: any WriteTransaction
  ) throws -> Int {
    let new = try tx.insertNew(
      MigrationTables.customerRows,
      people.map { person in
        let (draft, sealed) = (person.draft, person.draft.sealed)
        guard draft.name != nil else { throw BankingRefusal.customerName() }
        return [
          .institution(person.institution), .id(draft.id), .text(draft.documentType.rawValue), .bytes(sealed.document),
          .bytes(sealed.documentBlind), .bytes(sealed.name), .bytes(sealed.nameBlind), .bytes(sealed.phone),
          .bytes(sealed.phoneBlind), .moment(moment),
        ]
      })
    let fresh = Set(try new.map { try $0.bytes(1) })
    try tx.insert(
      MigrationTables.mapRows,
      people.map { person in
        var id = person.draft.id
        if !fresh.contains(person.draft.sealed.documentBlind), let known = try customers.known(person.draft, in: tx) {
          id = known.card.id
        }
        return [
          .text(run.source), .int(run.generation), .text("customer"), .int(person.sourceID),
          .institution(person.institution), .id(id), .null,
        ]
      })
    return fresh.count
  }

  /// Opens accounts of one outlet, active at once: the contract was signed in the other system.
  ///
  /// - Parameter currency: any but CNY, whose accounts would have to come with their class.
  /// - Throws: `Refusal` `account.numbers-exhausted`.
  package func open(
    _ new: [Account], at outlet: InstitutionID, _ currency: Currency, of run: MigrationRun, in tx: any WriteTransaction
  ) throws {
    precondition(currency != .cny, "accounts in CNY come with their class")
    guard !new.isEmpty else { return }
    guard let row = try tx.first(MigrationTables.takeAccountNumbers, [.institution(outlet), .int(new.count)]) else {
      throw BankingRefusal.accountsExhausted(outlet)
    }
    let first = try row.int(0) - Int64(new.count) + 1
    let numbered = new.enumerated().map { (AccountNumber(outlet, sequence: first + Int64($0)), $1) }
    try tx.insert(
      MigrationTables.accountRows,
      numbered.map { number, account in
        [
          .institution(outlet), .int(number.sequence), .id(account.owner), .text(currency.code), .text("active"),
          .int(1), .date(account.openedOn),
        ]
      })
    try ledger.openAccounts(
      numbered.map { number, account in
        NewAccount(
          id: BankChart.customer(number), currency: currency, kind: .liability, mayOverdraw: account.mayOverdraw,
          openedOn: account.openedOn)
      }, in: tx)
    try AccountProxies().add(
      numbered.flatMap { number, account in
        account.proxies.map { AccountProxies.Proxy(account: number, customer: $0, from: account.openedOn) }
      }, in: tx)
    try tx.insert(
      MigrationTables.mapRows,
      numbered.map { number, account in
        [
          .text(run.source), .int(run.generation), .text("account"), .int(account.sourceID), .institution(outlet),
          .null,
          .int(number.sequence),
        ]
      })
  }

  /// Closes empty accounts for ever, on the way back.
  ///
  /// - Throws: `Refusal` as `DemandAccounts.close`.
  package func close(_ numbers: [AccountNumber], on date: BusinessDate, in tx: any WriteTransaction) throws {
    for number in numbers {
      try accounts.close(number, in: tx)
      try AccountProxies().end(number, on: date, in: tx)
    }
  }

  /// Opens the accounts that migrated business is booked against, where they are not there yet.
  package func ensureGround(
    _ standing: [StandingAccount], at outlet: InstitutionID, _ currency: Currency, on date: BusinessDate,
    in tx: any WriteTransaction
  ) throws {
    let opening = LedgerOpening(ledger: ledger)
    try opening.ensureVault(outlet, currency, on: date, in: tx)
    for account in standing { try opening.ensureStanding(account, outlet, currency, on: date, in: tx) }
  }
}

/// What the record of runs refuses.
package enum MigrationRunRefusal {
  package static func state(_ wanted: MigrationRun.State) -> Refusal {
    Refusal(
      .conflict, "migration.state", field: "state", limit: wanted.rawValue,
      zh: "迁移已不在 \(wanted.rawValue) 阶段。", en: "The migration is no longer \(wanted.rawValue).",
      remedyZh: "请重新运行命令，它会从当前阶段继续。", remedyEn: "Run the command again; it goes on from where things stand.")
  }
}

extension MigrationRun {
  /// - Parameter row: generation, digest, outlets, state and cut-over come first.
  init(_ row: Row, source: String) throws {
    guard let state = State(rawValue: try row.text(3)) else {
      throw Fault("storage.row", "a migration run has an unknown state")
    }
    self.init(
      source: source, generation: try row.int(0), digest: try row.text(1),
      outlets: try row.text(2).split(separator: ",").compactMap { Int64($0).map { InstitutionID($0) } }, state: state,
      cutOver: try row.isNull(4) ? nil : row.date(4))
  }
}
