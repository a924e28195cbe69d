import Primitives
import Storage

/// Many postings in one go: loads once what all of them touch, decides in Swift in their order, writes with a
/// few statements over many rows. Rules and refusals are those of the single path.
struct PostingBatch {
  private struct Key: Hashable {
    let institution: InstitutionID
    let key: IdempotencyKey
    var columns: [Value] { [.institution(institution), .id(key)] }

    init(_ order: PostingOrder) {
      institution = order.institution
      key = order.key
    }

    init(_ row: Row) throws {
      institution = try row.institution(0)
      key = try row.id(1)
    }
  }

  /// A key that this batch has claimed, and what has become of it so far.
  private struct Claim {
    /// The journal on record under the key.
    let recorded: JournalID
    var posted: Journal?
  }

  private let books = LedgerBooks()
  private var claims: [Key: Claim] = [:]
  private var accounts: [LedgerAccountID: LedgerAccount] = [:]
  private var closed: [InstitutionID: BusinessDate] = [:]
  private var touched: Set<LedgerAccountID> = []
  private var posted: [JournalID: Journal] = [:]
  private var journals: [Journal] = []
  private var reversed: Set<JournalID> = []

  static func post(_ orders: [PostingOrder], in tx: any WriteTransaction) throws -> [Result<Posted, Refusal>] {
    guard !orders.isEmpty else { return [] }
    var batch = PostingBatch()
    // Judged once: legs that have a wrong shape are never planned.
    let shapes: [Result<[PlannedLeg], Refusal>] = try orders.map { order in
      do {
        try PostingRules.checkShape(order.legs)
        return .success(PostingRules.plan(order.legs))
      } catch let refusal as Refusal {
        return .failure(refusal)
      }
    }
    let sound = zip(orders, shapes).compactMap { order, shape in (try? shape.get()).map { (order, $0) } }
    try batch.claim(sound.map(\.0), in: tx)
    try batch.load(sound, in: tx)
    var results: [Result<Posted, Refusal>] = []
    results.reserveCapacity(orders.count)
    for (order, shape) in zip(orders, shapes) {
      do {
        results.append(.success(try batch.post(order, shape.get(), in: tx)))
      } catch let refusal as Refusal {
        results.append(.failure(refusal))
      }
    }
    try batch.write(in: tx)
    return results
  }

  // MARK: Loading

  /// In the order of the keys, so that two batches never wait for each other in a circle.
  private mutating func claim(_ orders: [PostingOrder], in tx: any WriteTransaction) throws {
    var rows: [Key: JournalID] = [:]
    for order in orders where rows[Key(order)] == nil { rows[Key(order)] = order.journal }
    let ordered = rows.sorted { ($0.key.institution, $0.key.key) < ($1.key.institution, $1.key.key) }
    let new = try tx.insertNew(LedgerTables.keyRows, ordered.map { $0.key.columns + [.id($0.value), .null] })
    for row in new {
      let key = try Key(row)
      claims[key] = rows[key].map { Claim(recorded: $0) }
    }
  }

  private mutating func load(_ orders: [(PostingOrder, [PlannedLeg])], in tx: any WriteTransaction) throws {
    let ids = Set(orders.flatMap { PostingGround.ids($0.1) })
    for row in try tx.select(LedgerTables.accountRows, keys: ids.map { .account($0) }, lock: true) {
      let account = try LedgerAccount.read(row)
      accounts[account.id] = account
    }
    let institutions = Set(orders.flatMap { PostingGround.institutions(of: $0.0.institution, $0.1) }).sorted()
    let days = try tx.queryAll(institutions.map { Question(LedgerTables.closedThrough, [.institution($0)]) })
    for (institution, rows) in zip(institutions, days) { closed[institution] = try rows.first?.date(0) }
  }

  // MARK: Deciding

  private mutating func post(
    _ order: PostingOrder, _ legs: [PlannedLeg], in tx: any WriteTransaction
  ) throws -> Posted {
    let key = Key(order)
    guard let claim = claims[key] else { return Posted(journal: try known(order, in: tx), isNew: false) }
    if let first = claim.posted {
      if let difference = PostingRules.difference(first, from: order) { throw LedgerRefusal.keyReused(difference) }
      return Posted(journal: first, isNew: false)
    }
    let institutions = PostingGround.institutions(of: order.institution, legs)
    let ground = PostingGround(
      closed: institutions.compactMap { institution in closed[institution].map { (institution, $0) } },
      accounts: PostingGround.ids(legs).compactMap { accounts[$0] })
    try ground.checkDay(order.businessDate)
    try checkReversal(order, in: tx)
    let (before, after) = try decide(order, legs, ground, in: tx)
    var sheet = after
    let journal = JournalRecord.compose(
      order, legs, recordedAt: order.recordedAt, reservation: nil, before: before, after: &sheet)
    for account in sheet.accounts {
      accounts[account.id] = account
      touched.insert(account.id)
    }
    claims[key]?.posted = journal
    posted[journal.id] = journal
    journals.append(journal)
    if let original = order.reverses { reversed.insert(original) }
    return Posted(journal: journal, isNew: true)
  }

  /// The accounts before and after. A refused order leaves no inter-branch account behind.
  private func decide(
    _ order: PostingOrder, _ legs: [PlannedLeg], _ ground: PostingGround, in tx: any WriteTransaction
  ) throws -> (before: AccountSheet, after: AccountSheet) {
    do {
      let before = try ground.sheet(legs, on: order.businessDate, in: tx)
      var after = before
      try PostingRules.apply(.post, legs, to: &after)
      return (before, after)
    } catch let refusal as Refusal {
      for planned in legs where planned.isAutomatic && accounts[planned.leg.account] == nil {
        try tx.execute(LedgerTables.dropUnused, [.account(planned.leg.account)])
      }
      throw refusal
    }
  }

  private func known(_ order: PostingOrder, in tx: any WriteTransaction) throws -> Journal {
    guard let row = try tx.first(LedgerTables.key, Key(order).columns) else {
      throw Fault("ledger.key", "a key was refused as a duplicate and cannot be found")
    }
    return try books.firstAnswer(
      KeyRecord(journal: try row.id(0), reservation: try row.optionalID(1)), to: order, in: tx)
  }

  /// As the single path, with what this batch has posted so far.
  private func checkReversal(_ order: PostingOrder, in tx: any WriteTransaction) throws {
    guard let id = order.reverses else { return }
    if reversed.contains(id) { throw LedgerRefusal.alreadyReversed() }
    guard let original = posted[id] else { return try books.checkReversal(order, in: tx) }
    guard PostingRules.mirrors(order.legs, original.legs) else { throw LedgerRefusal.reversalDiffers() }
  }

  // MARK: Writing

  private func write(in tx: any WriteTransaction) throws {
    for (key, claim) in claims {
      guard let journal = claim.posted else {
        try tx.execute(LedgerTables.dropKey, key.columns)
        continue
      }
      // The first order under this key was refused and a later one was not.
      if journal.id != claim.recorded { try tx.execute(LedgerTables.moveKey, key.columns + [.id(journal.id)]) }
    }
    guard !journals.isEmpty else { return }
    try tx.insert(LedgerTables.journalRows, journals.map(JournalRecord.columns))
    try tx.insert(LedgerTables.entryRows, journals.flatMap { $0.entries.map(JournalRecord.columns) })
    let changed = accounts.values.filter { touched.contains($0.id) }.sorted { $0.id < $1.id }
    try tx.update(LedgerTables.totals, changed.map(\.totals))
  }
}
