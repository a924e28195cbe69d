import Access
import Audit
import Banking
import Desk
import Ledger
import Primitives
import Seals
import Storage

/// Takes over what another system hands over, in phases (customers, accounts, transactions) and batches by outlet.
///
/// Each batch is one transaction with its own mark, so a run that was broken off anywhere goes on with the batch after
/// the last one that is durable; and each posting has a key of its own, so nothing is ever posted twice. The bank must
/// not be served meanwhile.
package struct Migration: Sendable {
  package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ what: String) -> Void

  /// What this very call wrote.
  package struct Written: Sendable, Equatable {
    package var customers = 0
    package var accounts = 0
    package var postings = 0
    package var batches = 0

    package init() {}
  }

  static let chain = ChainName.server("migration")

  let house: House
  let source: MigrationSource
  let progress: Progress

  package init(_ house: House, source: MigrationSource, progress: @escaping Progress = { _, _, _ in }) {
    self.house = house
    self.source = source
    self.progress = progress
  }

  var intake: MigrationIntake { house.banking.intake }

  /// Loads whatever is not there yet; a source that is there already is left as it is.
  ///
  /// - Throws: `Refusal` `migration.no-outlet`, `migration.after-business-date`, `migration.vault-short`,
  ///   `migration.other-files`, `migration.taking-back`, and what customers, accounts and the ledger refuse.
  package func load() async throws -> Written {
    var written = Written()
    guard let run = try await beginOrGoOn() else { return written }
    let plan = MigrationPlan(source, outlets: run.outlets)
    let done = try await house.database.read { [intake] tx in try intake.batches(of: run, in: tx) }
    try await enterCustomers(plan, run, done, &written)
    try await openAccounts(plan, run, done, &written)
    try await post(plan, run, done, &written)
    let (now, total) = (house.time.now, source.transactions.count)
    let head = try await head()
    try await house.database.write(.keyed) { [house, intake, source] tx in
      try intake.move(run, to: .loaded, at: now, in: tx)
      try house.audit.append(
        Self.entry(
          "migration.loaded", run, head, now,
          ["customers": "\(source.customers.count)", "accounts": "\(source.accounts.count)", "postings": "\(total)"]),
        in: tx)
    }
    progress(1, 1, "")
    return written
  }

  /// The run as it stands; nil: none of this source.
  package func run() async throws -> MigrationRun? {
    try await house.database.read { [intake, source] tx in try intake.newest(source.name, in: tx) }
  }

  /// nil: nothing is left to load.
  private func beginOrGoOn() async throws -> MigrationRun? {
    let newest = try await run()
    if let newest, newest.state != .takenBack {
      guard newest.digest == source.digest else { throw MigrationRefusal.otherFiles(newest.digest) }
      switch newest.state {
      case .loading: return newest
      case .takingBack: throw MigrationRefusal.underWayBack()
      default: return nil
      }
    }
    let outlets = try await house.database.read { [house] tx in
      try house.access.institutions(in: tx).filter { $0.level == .outlet }.map(\.id)
    }
    guard !outlets.isEmpty else { throw MigrationRefusal.noOutlet }
    let run = MigrationRun(
      source: source.name, generation: (newest?.generation ?? 0) + 1, digest: source.digest, outlets: outlets)
    let plan = MigrationPlan(source, outlets: outlets)
    let (now, head) = (house.time.now, try await head())
    try await house.database.write(.keyed) { [house, intake] tx in
      try intake.begin(run, at: now, in: tx)
      try checkGround(plan, in: tx)
      try house.audit.append(Self.entry("migration.began", run, head, now, ["sha256": run.digest]), in: tx)
    }
    return run
  }

  /// Days that have come, and cash enough in the vaults for what the files pay out.
  private func checkGround(_ plan: MigrationPlan, in tx: any ReadTransaction) throws {
    for outlet in plan.outlets {
      let today = try house.banking.calendar.businessDate(of: outlet, in: tx)
      if let late = source.accounts.first(where: { $0.openedOn > today && plan.outlet(of: $0.district) == outlet }) {
        let what = Bilingual(zh: "account.asc 账户 \(late.id)", en: "account \(late.id) of account.asc")
        throw MigrationRefusal.laterThanBusinessDate(what, late.openedOn, today)
      }
      for batch in plan.transactions where batch.outlet == outlet {
        guard let late = batch.items.last, late.date > today else { continue }
        let what = Bilingual(zh: "trans.asc 交易 \(late.id)", en: "transaction \(late.id) of trans.asc")
        throw MigrationRefusal.laterThanBusinessDate(what, late.date, today)
      }
      let held = try house.ledger.find(BankChart.vault(outlet, source.currency), in: tx)?.available.minor ?? 0
      let missing = -(plan.lowestCash[outlet] ?? 0) - held
      if missing > 0 { throw MigrationRefusal.vaultShort(outlet, Money(minor: missing, source.currency)) }
    }
  }

  /// Where entries that concern the whole bank are audited.
  func head() async throws -> InstitutionID {
    let head = try await house.database.read { [house] tx in
      try house.access.institutions(in: tx).first { $0.level == .headOffice }?.id
    }
    guard let head else { throw MigrationRefusal.noOutlet }
    return head
  }

  static func entry(
    _ action: String, _ run: MigrationRun, _ institution: InstitutionID, _ at: Moment, _ detail: [String: String]
  ) -> AuditEntry {
    AuditEntry(
      chain: chain, institution: institution, at: at, actor: "migration", action: action,
      subject: "\(run.source)/\(run.generation)", detail: detail)
  }

  /// One batch: claimed, done and audited in one transaction; false when it had been done before.
  func commit(
    _ batch: MigrationBatch, _ run: MigrationRun, size: Int,
    _ body: @escaping @Sendable (any WriteTransaction) throws -> Void
  ) async throws -> Bool {
    let now = house.time.now
    return try await house.database.write(.keyed) { [house, intake] tx in
      guard try intake.claim(batch, of: run, size: size, at: now, in: tx) else { return false }
      try body(tx)
      let detail = ["phase": batch.phase.rawValue, "batch": "\(batch.number)", "size": "\(size)"]
      try house.audit.append(Self.entry("migration.batch", run, batch.institution, now, detail), in: tx)
      return true
    }
  }

  /// Names the intention to book one transaction of one generation (or to take it back), and nothing else.
  static func key(_ run: MigrationRun, _ what: String, _ id: Int) -> IdempotencyKey {
    let bytes = Digest.sha256(Array("migration/\(run.source)/\(run.generation)/\(what)/\(id)".utf8))
    guard let key = IdempotencyKey(bytes: Array(bytes.prefix(16))) else { preconditionFailure("16 bytes make a key") }
    return key
  }
}

// MARK: - Phases

extension Migration {
  private var all: Int { source.customers.count + source.accounts.count + source.transactions.count }

  private func enterCustomers(
    _ plan: MigrationPlan, _ run: MigrationRun, _ done: Set<MigrationBatch>, _ written: inout Written
  ) async throws {
    var place = 0
    for batch in plan.customers {
      place += batch.items.count
      let mark = MigrationBatch(.customers, batch.outlet, batch.number)
      if done.contains(mark) { continue }
      let (now, intake) = (house.time.now, intake)
      let people = try batch.items.map { customer in
        MigrationIntake.Person(
          sourceID: customer.id, institution: batch.outlet,
          draft: try house.banking.customers.draft(
            documentType: .other, documentNumber: customer.document, name: customer.name, phone: nil,
            id: CustomerID(at: now, from: house.entropy), entropy: house.entropy))
      }
      if try await commit(
        mark, run, size: people.count,
        { tx in
          _ = try intake.enter(people, of: run, at: now, in: tx)
        })
      {
        written.customers += people.count
        written.batches += 1
      }
      progress(place, all, "客户 customers \(batch.outlet)")
    }
  }

  private func openAccounts(
    _ plan: MigrationPlan, _ run: MigrationRun, _ done: Set<MigrationBatch>, _ written: inout Written
  ) async throws {
    var place = source.customers.count
    let customers = try await house.database.read { [intake] tx in try intake.customers(of: run, in: tx) }
    func customer(_ id: Int) throws -> CustomerID {
      guard let known = customers[id] else { throw Fault("migration.map", "client \(id) was not entered") }
      return known
    }
    for batch in plan.accounts {
      place += batch.items.count
      let mark = MigrationBatch(.accounts, batch.outlet, batch.number)
      if done.contains(mark) { continue }
      let new = try batch.items.map { account in
        MigrationIntake.Account(
          sourceID: account.id, owner: try customer(account.owner), proxies: try account.proxies.map(customer),
          openedOn: account.openedOn, mayOverdraw: plan.overdrawn.contains(account.id))
      }
      if try await commit(
        mark, run, size: new.count,
        { [intake, source] tx in
          try intake.open(new, at: batch.outlet, source.currency, of: run, in: tx)
        })
      {
        written.accounts += new.count
        written.batches += 1
      }
      progress(place, all, "账户 accounts \(batch.outlet)")
    }
  }

  private func post(
    _ plan: MigrationPlan, _ run: MigrationRun, _ done: Set<MigrationBatch>, _ written: inout Written
  ) async throws {
    var place = source.customers.count + source.accounts.count
    let accounts = try await house.database.read { [intake] tx in try intake.accounts(of: run, in: tx) }
    for batch in plan.transactions {
      place += batch.items.count
      let mark = MigrationBatch(.transactions, batch.outlet, batch.number)
      if done.contains(mark) { continue }
      let now = house.time.now
      let today = try await house.database.read { [house] tx in
        try house.banking.calendar.businessDate(of: batch.outlet, in: tx)
      }
      let orders = try batch.items.map { transaction in
        guard let account = accounts[transaction.account] else {
          throw Fault("migration.map", "account \(transaction.account) was not opened")
        }
        return order(transaction, account, run, today, now)
      }
      if try await commit(
        mark, run, size: orders.count,
        { [house, intake, source] tx in
          try intake.ensureGround(StandingAccount.allCases, at: batch.outlet, source.currency, on: today, in: tx)
          for (result, item) in zip(try house.ledger.post(orders, in: tx), batch.items) {
            if case .failure(let refusal) = result { throw MigrationRefusal.posting(item.id, refusal) }
          }
        })
      {
        written.postings += orders.count
        written.batches += 1
      }
      progress(place, all + 1, "交易 transactions \(batch.outlet)")
    }
  }

  /// The booking is of today, in books that are open; interest counts from the day of the file.
  private func order(
    _ transaction: MigrationSource.Transaction, _ account: AccountNumber, _ run: MigrationRun, _ today: BusinessDate,
    _ now: Moment
  ) -> PostingOrder {
    let amount = Money(minor: transaction.amount, source.currency)
    let kind = transaction.kind
    let counter = kind.counter(at: account.institution, source.currency)
    return PostingOrder(
      journal: JournalID(at: now, from: house.entropy), key: Self.key(run, "trans", transaction.id),
      institution: account.institution, code: kind.rawValue,
      legs: [
        Leg(account: BankChart.customer(account), side: kind.side, amount: amount),
        Leg(account: counter, side: kind.side.opposite, amount: amount),
      ], businessDate: today, valueDate: transaction.date, recordedAt: now)
  }
}
