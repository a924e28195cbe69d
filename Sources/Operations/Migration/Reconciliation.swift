import Access
import Banking
import Desk
import Ledger
import Primitives
import Storage

/// Reads back what a run has loaded and lays it beside the files.
struct Reconciliation {
  private struct Sums {
    var rows = 0
    var credits: Int64 = 0
    var debits: Int64 = 0

    mutating func add(_ side: Side, _ minor: Int64) {
      rows += 1
      if side == .credit { credits += minor } else { debits += minor }
    }
  }

  private let house: House
  private let source: MigrationSource
  private let run: MigrationRun
  private let plan: MigrationPlan

  private var files = Sums()
  private var bank = Sums()
  private var filesByKind: [Int: Sums] = [:]
  private var bankByKind: [Int: Sums] = [:]
  private var differing: [MigrationReport.Account] = []
  private var days: [MigrationReport.Day] = []
  private var sizes: [Int64: Int] = [:]
  private var dayCount = 0
  private var equalDays = 0
  private var daysBelowZero = 0
  private var names: [InstitutionID: Bilingual] = [:]

  init(_ house: House, _ source: MigrationSource, _ run: MigrationRun) {
    self.house = house
    self.source = source
    self.run = run
    plan = MigrationPlan(source, outlets: run.outlets)
  }

  mutating func report(in tx: any ReadTransaction) throws -> MigrationReport {
    names = Dictionary(uniqueKeysWithValues: try house.access.institutions(in: tx).map { ($0.id, $0.name) })
    let numbers = try house.banking.intake.accounts(of: run, in: tx)
    let rows = Dictionary(grouping: source.transactions, by: \.account)
    for account in source.accounts {
      let transactions = (rows[account.id] ?? []).sorted(by: MigrationPlan.comesBefore)
      let lines = try numbers[account.id].map { try entries(of: $0, in: tx) } ?? []
      compare(account.id, numbers[account.id], transactions, lines)
    }
    let balanced = try house.ledger.trialBalance(in: tx).isBalanced
    let sound = try house.ledger.check(in: tx).isSound
    let dates = try run.outlets.map { "\($0) \(try house.banking.calendar.businessDate(of: $0, in: tx))" }
    return make(withRows: rows.count, dates: dates, balanced: balanced, sound: sound)
  }

  /// The account's migrated entries, the oldest first.
  private func entries(of number: AccountNumber, in tx: any ReadTransaction) throws -> [StatementLine] {
    var lines: [StatementLine] = []
    var before: EntryPlace?
    repeat {
      let page = try house.ledger.entries(
        of: BankChart.customer(number), before: before, limit: EntryPage.largest, in: tx)
      lines += page.lines
      before = page.next
    } while before != nil
    return lines.reversed().filter { MigrationKind.codes.contains($0.code) && $0.reverses == nil }
  }

  private mutating func compare(
    _ account: Int, _ number: AccountNumber?, _ transactions: [MigrationSource.Transaction], _ lines: [StatementLine]
  ) {
    var (ours, theirs) = (Sums(), Sums())
    for transaction in transactions {
      theirs.add(transaction.kind.side, transaction.amount)
      files.add(transaction.kind.side, transaction.amount)
      filesByKind[transaction.kind.rawValue, default: Sums()].add(transaction.kind.side, transaction.amount)
    }
    var closing: [BusinessDate: Int64] = [:]
    for line in lines {
      let leg = line.entry.leg
      ours.add(leg.side, leg.amount.minor)
      bank.add(leg.side, leg.amount.minor)
      bankByKind[line.code, default: Sums()].add(leg.side, leg.amount.minor)
      closing[line.valueDate] = line.entry.balance.minor
    }
    if number == nil || ours.credits != theirs.credits || ours.debits != theirs.debits || ours.rows != theirs.rows {
      differing.append(
        MigrationReport.Account(
          account: account, number: number.map { "\($0)" } ?? "–", credits: pair(theirs.credits, ours.credits),
          debits: pair(theirs.debits, ours.debits)))
    }
    compareDays(account, number.map { "\($0)" } ?? "–", transactions, closing)
  }

  private mutating func compareDays(
    _ account: Int, _ number: String, _ transactions: [MigrationSource.Transaction],
    _ closing: [BusinessDate: Int64]
  ) {
    let printed = Dictionary(grouping: transactions, by: \.date)
    var last: Int64 = 0
    for date in printed.keys.sorted() {
      let balance = closing[date] ?? 0
      let differences = printed[date, default: []].map { $0.printed - balance }
      guard let difference = differences.min(by: { (abs($0), $0) < (abs($1), $1) }) else { continue }
      dayCount += 1
      if balance < 0 { daysBelowZero += 1 }
      if difference == 0 {
        equalDays += 1
      } else {
        sizes[abs(difference), default: 0] += 1
        days.append(
          MigrationReport.Day(
            account: account, number: number, date: "\(date)", printed: decimal(balance + difference),
            bank: decimal(balance),
            difference: decimal(difference), isNew: difference != last))
      }
      last = difference
    }
  }

  private func make(withRows: Int, dates: [String], balanced: Bool, sound: Bool) -> MigrationReport {
    let kinds = MigrationKind.allCases.map(kind)
    var wrong: [String] = []
    if files.rows != bank.rows { wrong.append("rows") }
    if files.credits != bank.credits { wrong.append("credits") }
    if files.debits != bank.debits { wrong.append("debits") }
    wrong += kinds.filter { !$0.rows.isEqual || !$0.sum.isEqual }.map { "kind \($0.code)" }
    if !differing.isEmpty { wrong.append("\(differing.count) accounts") }
    if !balanced { wrong.append("trial balance") }
    if !sound { wrong.append("ledger check") }
    return MigrationReport(
      source: source.name, sha256: source.digest, generation: run.generation,
      madeAt: house.time.now.iso8601, state: run.state.rawValue,
      cutOver: run.cutOver.map { "\($0)" }, currency: source.currency.code, businessDates: dates,
      outlets: run.outlets.map(outlet), customers: source.customers.count,
      proxies: source.accounts.reduce(0) { $0 + $1.proxies.count },
      leftOut: source.leftOut.map(MigrationReport.Words.init),
      rows: .init(files: "\(files.rows)", bank: "\(bank.rows)"), credits: pair(files.credits, bank.credits),
      debits: pair(files.debits, bank.debits), net: pair(files.credits - files.debits, bank.credits - bank.debits),
      kinds: kinds, accounts: source.accounts.count, accountsWithRows: withRows,
      accountsMayOverdraw: plan.overdrawn.count, accountsDiffering: differing, days: dayCount, daysEqual: equalDays,
      daysBelowZero: daysBelowZero, daysNewDifference: days.count(where: \.isNew),
      differences: sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { .init(difference: decimal($0.key), days: $0.value) },
      daysDiffering: days, trialBalanceIsZero: balanced, booksAreSound: sound, wrong: wrong)
  }

  private func kind(_ kind: MigrationKind) -> MigrationReport.Kind {
    let (theirs, ours) = (filesByKind[kind.rawValue] ?? Sums(), bankByKind[kind.rawValue] ?? Sums())
    let counter = BankChart.title(kind.counter(at: run.outlets[0], source.currency))
    return MigrationReport.Kind(
      code: kind.rawValue, zh: kind.name.zh, en: kind.name.en,
      written: kind.written.map { "\($0.type) / \($0.operation) / \($0.symbol)" },
      side: kind.side == .credit ? "credit" : "debit", counterZh: counter.zh, counterEn: counter.en,
      rows: .init(files: "\(theirs.rows)", bank: "\(ours.rows)"),
      sum: pair(theirs.credits + theirs.debits, ours.credits + ours.debits))
  }

  private func outlet(_ id: InstitutionID) -> MigrationReport.Outlet {
    let rows = plan.transactions.filter { $0.outlet == id }
    let accounts = plan.accounts.filter { $0.outlet == id }
    let customers = plan.customers.filter { $0.outlet == id }
    return MigrationReport.Outlet(
      outlet: "\(id)", name: .init(names[id] ?? Bilingual(zh: "", en: "")), districts: plan.districts[id] ?? [],
      customers: customers.reduce(0) { $0 + $1.items.count },
      accounts: accounts.reduce(0) { $0 + $1.items.count }, rows: rows.reduce(0) { $0 + $1.items.count },
      batches: customers.count + accounts.count + rows.count)
  }

  private func pair(_ files: Int64, _ bank: Int64) -> MigrationReport.Pair {
    MigrationReport.Pair(files: decimal(files), bank: decimal(bank))
  }

  private func decimal(_ minor: Int64) -> String { Money(minor: minor, source.currency).decimal }
}

extension Migration {
  /// Reads back what is loaded and lays it beside the files.
  ///
  /// - Throws: `Refusal` `migration.none`; `migration.state` when it is half loaded, or taken back.
  package func reconcile() async throws -> MigrationReport {
    guard let run = try await run() else { throw MigrationRefusal.noRun(source.name) }
    guard run.state == .loaded || run.state == .cutOver else { throw MigrationRunRefusal.state(.loaded) }
    return try await house.database.read { [house, source] tx in
      var reconciliation = Reconciliation(house, source, run)
      return try reconciliation.report(in: tx)
    }
  }
}
