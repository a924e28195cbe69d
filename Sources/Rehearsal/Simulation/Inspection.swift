import Banking
import Desk
import Documents
import Ledger
import Primitives
import Storage

/// What must hold after every step, and what must hold when a day is over.
extension Simulation {
  /// The cheap look: every account a step has touched, the boxes note by note, cases that ended, journals that were
  /// posted, open reservations; in the first thousand operations and at every sixteenth the whole trial balance. One
  /// snapshot.
  func inspect() async throws {
    let accounts = model.takeTouched()
    let boxes = model.boxes.values.filter { box in accounts.contains(BankChart.till(box.outlet, box: box.box, .cny)) }
      .sorted { $0.box < $1.box }
    let (tellers, cases, journals) = (boxes.map(\.teller), ended.map(\.record), posted.news)
    let isWhole = operation < 1000 || operation % 16 == 0
    let house = bank.house
    let look = try await house.database.read { tx in
      var look = Look()
      look.balances = try accounts.map { try house.ledger.find($0, in: tx)?.balance.minor }
      look.boxes = try tellers.map { teller in
        guard try house.banking.tills.box(of: teller, in: tx) != nil else { return nil }
        return try house.banking.tills.view(of: teller, in: tx).drawer(.cny)
      }
      look.cases = try cases.map { record in
        (
          try record.journal.flatMap { try house.ledger.journal($0, in: tx) },
          try record.document.flatMap { try house.archive.entry($0, in: tx) }
        )
      }
      look.journals = try journals.map { try house.ledger.journal($0, in: tx) }
      look.reservations = try house.ledger.overdueReservations(at: Self.endOfTime, limit: 50, in: tx).count
      if isWhole { look.isBalanced = try house.ledger.trialBalance(in: tx).isBalanced }
      return look
    }
    for (account, balance) in zip(accounts, look.balances) { try compare(account, balance) }
    for (box, held) in zip(boxes, look.boxes) { try compare(box, held) }
    for ((record, business), found) in zip(ended, look.cases) {
      try check(record, business, journal: found.0, file: found.1)
    }
    for (id, found) in zip(journals, look.journals) {
      guard let found else { throw Broken("journal \(id) is not in the books") }
      try check(found)
    }
    if look.reservations != model.reservations {
      throw Broken("\(look.reservations) reservation(s) are open and \(model.reservations) case(s) wait")
    }
    if !look.isBalanced { throw Broken("the trial balance is not zero") }
    for (record, _) in ended { try await verify(record) }
    (ended, posted.news) = ([], [])
  }

  private struct Look: Sendable {
    var balances: [Int64?] = []
    var boxes: [CashCount?] = []
    var cases: [(Journal?, ArchiveEntry?)] = []
    var journals: [Journal?] = []
    var reservations = 0
    var isBalanced = true
  }

  private static let endOfTime = Moment(milliseconds: 1 << 52)

  private func compare(_ account: LedgerAccountID, _ balance: Int64?) throws {
    guard let expected = model.expected(account), (balance ?? 0) != expected else { return }
    let title = BankChart.title(account).en
    throw Broken("\(title) \(account) stands at \(balance ?? 0) fen, by the model \(expected)")
  }

  private func compare(_ box: BankModel.Box, _ held: CashCount?) throws {
    if box.isOpen != (held != nil) { throw Broken("box \(box.box) is \(box.isOpen ? "not open" : "still open")") }
    let book = try count(box)
    guard let held, held != book else { return }
    throw Broken("box \(box.box) holds \(held.text), by the model \(book.text)")
  }

  /// A case that is over: settled with one journal and one sealed file, or released with neither.
  private func check(_ record: Case, _ business: Business, journal: Journal?, file: ArchiveEntry?) throws {
    if record.state == .released {
      guard journal == nil, record.document == nil else { throw Broken("a released case was posted or archived") }
      return
    }
    guard file?.caseID == record.id else { throw Broken("a settled case has no sealed file") }
    guard business.hasMoney == (journal != nil) else {
      throw Broken(business.hasMoney ? "a settled case has no journal" : "a case without money has a journal")
    }
    guard let journal else { return }
    guard journal.reference == record.id else { throw Broken("a case points at another one's journal") }
    try check(journal)
  }

  /// Debits are credits in every institution.
  private func check(_ journal: Journal) throws {
    var sums: [InstitutionID: Int64] = [:]
    for entry in journal.entries {
      let fen = entry.leg.amount.minor
      sums[entry.leg.account.institution, default: 0] += entry.leg.side == .debit ? fen : -fen
    }
    guard sums.values.allSatisfy({ $0 == 0 }) else { throw Broken("journal \(journal.id) does not balance") }
  }

  /// A real voucher is what the verifier of the house calls valid.
  private func verify(_ record: Case) async throws {
    guard let document = record.document, bank.rota.takeReal(record.id),
      let teller = counters.first(where: { $0.outlet == record.institution })
    else { return }
    report.realVouchers += 1
    let verdict = try await desks.archive.verify(document, by: teller.signOn)
    guard verdict.verdict == .valid else { throw Broken("a sealed voucher is \(verdict.verdict): \(verdict.problems)") }
  }

  // MARK: The end of the day

  /// Everything: all accounts, all boxes, the books rebuilt from their entries, every archived file of the day, the
  /// outbox, the audit chains.
  func inspectAll() async throws {
    what = "inspection"
    try await inspectBooks()
    try await inspectFiles()
    // Reading all of the past costs as much as the past is long: in a long run every fifth day.
    guard operation < 60_000 || day % 5 == 4 || day == plan.days - 1 else { return }
    let house = bank.house
    let now = bank.clock.now
    try await house.database.write { tx in _ = try house.audit.checkpoint(at: now, key: house.keys.checkpoint, in: tx) }
    let (check, audit) = try await house.database.read { tx in
      (
        try house.ledger.check(in: tx),
        try house.audit.verify(key: house.keys.checkpoint.publicKeyDER, in: tx)
      )
    }
    guard check.isSound else { throw Broken("the books cannot be rebuilt: \(check.findings.prefix(5))") }
    guard check.journals == model.journals else {
      throw Broken("\(check.journals) journals are in the books, by the model \(model.journals)")
    }
    guard audit.isGood else { throw Broken("the audit chains do not verify: \(audit.problems.prefix(3).map(\.en))") }
    report.auditEntries = audit.entries
  }

  private func inspectBooks() async throws {
    let accounts = model.allAccounts
    let house = bank.house
    let look = try await house.database.read { tx in
      (
        accounts: try accounts.map { try house.ledger.find($0, in: tx) },
        differences: try ScratchBank.outlets.flatMap { try house.banking.tills.differences(at: $0, in: tx) },
        outlets: try ScratchBank.outlets.flatMap { try house.banking.outletBalance.view(at: $0, in: tx) },
        balance: try house.ledger.trialBalance(in: tx)
      )
    }
    for (id, account) in zip(accounts, look.accounts) {
      try compare(id, account?.balance.minor)
      guard (account?.reservedDebit ?? 0) == 0, (account?.reservedCredit ?? 0) == 0 else {
        throw Broken("something is still reserved on \(id)")
      }
    }
    if let difference = look.differences.first { throw Broken(difference) }
    if let wrong = look.outlets.first(where: { !$0.agrees }) { throw Broken("cash of an outlet differs: \(wrong)") }
    guard look.balance.isBalanced else { throw Broken("the trial balance is not zero") }
  }

  /// As many sealed files as settled cases, and as many notices to other systems.
  private func inspectFiles() async throws {
    let house = bank.house
    var (files, before): (Int, DocumentID?) = (0, nil)
    repeat {
      let (filter, place) = (ArchiveFilter(from: today, through: today), before)
      let page = try await house.database.read { tx in
        try house.archive.find(filter, before: place, limit: ArchiveRoom.largestPage, in: tx)
      }
      files += page.entries.count
      before = page.next
    } while before != nil
    guard files == model.archived else {
      throw Broken("\(files) sealed files were archived today, by the model \(model.archived)")
    }
    var told = 0
    while true {
      let delivered = try await bank.keeper.deliver { _ in }
      told += delivered
      if delivered == 0 { break }
    }
    guard told == model.archived else { throw Broken("\(told) notices for \(model.archived) settled cases") }
    model.archived = 0
  }
}
