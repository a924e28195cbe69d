import Audit
import Banking
import Desk
import Ledger
import Primitives
import Storage

/// How a migration ends: by the cut-over, or by the way back before it.
extension Migration {
  /// Records the first day on which this bank leads. Said again with the same day it changes nothing.
  ///
  /// - Parameter report: the reconciliation of what is there now.
  /// - Throws: `Refusal` `migration.none`, `migration.state` unless loaded, `migration.not-exact`,
  ///   `migration.cut-over-date`, `migration.cut-over-done` for another day.
  package func cutOver(on date: BusinessDate, _ report: MigrationReport) async throws {
    guard let run = try await run() else { throw MigrationRefusal.noRun(source.name) }
    if let known = run.cutOver {
      guard known == date else { throw MigrationRefusal.cutOverDone(known) }
      return
    }
    guard run.state == .loaded else { throw MigrationRunRefusal.state(.loaded) }
    if let wrong = report.wrong.first { throw MigrationRefusal.notExact(wrong) }
    let today = try await house.database.read { [house] tx in
      try run.outlets.map { try house.banking.calendar.businessDate(of: $0, in: tx) }.min()
    }
    let first = (source.lastDay ?? date.adding(days: -1)).adding(days: 1)
    guard let today, date >= first, date <= today else { throw MigrationRefusal.cutOverDate(first, today ?? date) }
    let (now, head) = (house.time.now, try await head())
    try await house.database.write(.keyed) { [house, intake] tx in
      try intake.move(run, to: .cutOver, cutOver: date, at: now, in: tx)
      try house.audit.append(Self.entry("migration.cut-over", run, head, now, ["date": "\(date)"]), in: tx)
    }
  }

  /// Takes everything back before the cut-over: each posting by a new entry that names the old one, the last one first;
  /// then the accounts are closed. Customers stay on record, and so do the entries. Broken off, it goes on when called
  /// again; taken back already, it changes nothing.
  ///
  /// - Throws: `Refusal` `migration.none`, `migration.cut-over-done`, `migration.other-files`, `migration.used-since`,
  ///   and what the ledger refuses.
  package func back() async throws -> Written {
    var written = Written()
    guard var run = try await run() else { throw MigrationRefusal.noRun(source.name) }
    if let date = run.cutOver { throw MigrationRefusal.cutOverDone(date) }
    guard run.state != .takenBack else { return written }
    guard run.digest == source.digest else { throw MigrationRefusal.otherFiles(run.digest) }
    let plan = MigrationPlan(source, outlets: run.outlets)
    if run.state != .takingBack {
      let (now, begun) = (house.time.now, run)
      let head = try await head()
      try await house.database.write(.keyed) { [house, intake] tx in
        try checkUnused(plan, begun, in: tx)
        try intake.move(begun, to: .takingBack, at: now, in: tx)
        try house.audit.append(Self.entry("migration.taking-back", begun, head, now, [:]), in: tx)
      }
      guard let moved = try await self.run() else { throw MigrationRefusal.noRun(source.name) }
      run = moved
    }
    let (taken, done) = (run, try await house.database.read { [intake, run] tx in try intake.batches(of: run, in: tx) })
    try await reverse(plan, taken, done, &written)
    try await close(plan, taken, done, &written)
    let (now, head) = (house.time.now, try await head())
    try await house.database.write(.keyed) { [house, intake] tx in
      try intake.move(taken, to: .takenBack, at: now, in: tx)
      try house.audit.append(Self.entry("migration.taken-back", taken, head, now, [:]), in: tx)
    }
    progress(1, 1, "")
    return written
  }

  /// Every account holds exactly what the batches done so far have put there.
  private func checkUnused(_ plan: MigrationPlan, _ run: MigrationRun, in tx: any ReadTransaction) throws {
    let done = try intake.batches(of: run, in: tx)
    var sums: [Int: Int64] = [:]
    for batch in plan.transactions where done.contains(MigrationBatch(.transactions, batch.outlet, batch.number)) {
      for transaction in batch.items { sums[transaction.account, default: 0] += transaction.signed }
    }
    for (id, number) in try intake.accounts(of: run, in: tx).sorted(by: { $0.key < $1.key }) {
      let account = try house.ledger.account(BankChart.customer(number), in: tx)
      guard account.balance.minor == sums[id] ?? 0, account.reservedDebit == 0, account.reservedCredit == 0 else {
        throw MigrationRefusal.usedSince(number)
      }
    }
  }

  private func reverse(
    _ plan: MigrationPlan, _ run: MigrationRun, _ done: Set<MigrationBatch>, _ written: inout Written
  ) async throws {
    var place = 0
    for batch in plan.transactions.reversed() {
      place += batch.items.count
      let mark = MigrationBatch(.reversals, batch.outlet, batch.number)
      guard done.contains(MigrationBatch(.transactions, batch.outlet, batch.number)), !done.contains(mark) else {
        continue
      }
      let now = house.time.now
      let items = batch.items.reversed().map { ($0.id, JournalID(at: now, from: house.entropy)) }
      if try await commit(
        mark, run, size: items.count,
        { [house] tx in
          let today = try house.banking.calendar.businessDate(of: batch.outlet, in: tx)
          let orders = try items.map { id, journal in
            guard
              let old = try house.ledger.journal(key: Self.key(run, "trans", id), institution: batch.outlet, in: tx)
            else { throw Fault("migration.journal", "the journal of transaction \(id) is missing") }
            return PostingOrder(
              journal: journal, key: Self.key(run, "back", id), institution: batch.outlet, code: old.code,
              legs: old.legs.map { Leg(account: $0.account, side: $0.side.opposite, amount: $0.amount) },
              businessDate: today, valueDate: old.valueDate, recordedAt: now, reverses: old.id)
          }
          for (result, item) in zip(try house.ledger.post(orders, in: tx), items) {
            if case .failure(let refusal) = result { throw MigrationRefusal.posting(item.0, refusal) }
          }
        })
      {
        written.postings += items.count
        written.batches += 1
      }
      progress(place, source.transactions.count + source.accounts.count, "冲正 taking back \(batch.outlet)")
    }
  }

  private func close(
    _ plan: MigrationPlan, _ run: MigrationRun, _ done: Set<MigrationBatch>, _ written: inout Written
  ) async throws {
    let numbers = try await house.database.read { [intake] tx in try intake.accounts(of: run, in: tx) }
    for batch in plan.accounts {
      let mark = MigrationBatch(.closures, batch.outlet, batch.number)
      let opened = batch.items.compactMap { numbers[$0.id] }
      guard !opened.isEmpty, !done.contains(mark) else { continue }
      if try await commit(
        mark, run, size: opened.count,
        { [house, intake] tx in
          let today = try house.banking.calendar.businessDate(of: batch.outlet, in: tx)
          try intake.close(opened, on: today, in: tx)
        })
      {
        written.accounts += opened.count
        written.batches += 1
      }
    }
  }
}
