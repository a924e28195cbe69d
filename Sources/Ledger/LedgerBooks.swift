import Primitives
import Storage

/// The books: accounts, postings, reservations, balances. Knows no product, till or customer.
///
/// Every operation works inside the caller's transaction; a refusal leaves nothing behind once that
/// transaction is rolled back, so a caller lets it pass.
package struct LedgerBooks: Sendable {
  package init() {}

  // MARK: Accounts

  /// - Throws: `ledger.account-number-kept` (inter-branch numbers are the ledger's), `ledger.account-exists`.
  @discardableResult
  package func openAccount(_ new: NewAccount, in tx: any WriteTransaction) throws -> LedgerAccount {
    guard !new.id.isInterBranch else { throw LedgerRefusal.accountNumberKept(new.id) }
    guard try LedgerAccount.insert(new, in: tx) else { throw LedgerRefusal.accountExists(new.id) }
    return LedgerAccount(new)
  }

  /// Opens many accounts with few statements.
  ///
  /// - Throws: as `openAccount`, for the first one that cannot be opened.
  package func openAccounts(_ new: [NewAccount], in tx: any WriteTransaction) throws {
    if let kept = new.first(where: \.id.isInterBranch) { throw LedgerRefusal.accountNumberKept(kept.id) }
    let opened = try tx.insertNew(LedgerTables.accountRows, new.map { LedgerAccount($0).columns })
    guard opened.count < new.count else { return }
    var ids = Set(try opened.map { try $0.account(0) })
    for account in new where ids.remove(account.id) == nil { throw LedgerRefusal.accountExists(account.id) }
  }

  /// - Throws: `ledger.account-unknown`, `ledger.account-closed`, `ledger.account-not-empty`,
  ///   `ledger.account-has-reservations`.
  @discardableResult
  package func closeAccount(
    _ id: LedgerAccountID, on date: BusinessDate, in tx: any WriteTransaction
  ) throws -> LedgerAccount {
    var account = try self.account(id, in: tx, lock: true)
    if let closed = account.closedOn { throw LedgerRefusal.accountClosed(id, closed) }
    guard account.balanceMinor == 0 else { throw LedgerRefusal.notEmpty(id, account.balance) }
    guard account.reservedDebit == 0, account.reservedCredit == 0 else { throw LedgerRefusal.hasReservations(id) }
    try tx.execute(LedgerTables.closeAccount, [.account(id), .date(date)])
    account.closedOn = date
    return account
  }

  /// - Parameter lock: the answer decides about money in this transaction.
  /// - Throws: `ledger.account-unknown`.
  package func account(
    _ id: LedgerAccountID, in tx: any ReadTransaction, lock: Bool = false
  ) throws -> LedgerAccount {
    guard let account = try LedgerAccount.find(id, lock: lock, in: tx) else { throw LedgerRefusal.unknownAccount(id) }
    return account
  }

  // MARK: Posting

  /// Posts at once. The same key with the same content gives the journal of the first time; the
  /// comparison leaves out what the server draws (journal id, time, business date).
  ///
  /// - Throws: in this order `ledger.empty`, `…too-many-legs`, `…amount-not-positive`,
  ///   `…amount-too-large`, `…same-account-both-sides`, `…unbalanced`, `…key-reused` (names the field),
  ///   `…period-closed`, `…journal-unknown`, `…already-reversed`, `…reversal-differs`,
  ///   `…account-unknown`, `…account-closed`, `…before-opening`, `…currency-mismatch`,
  ///   `…total-too-large`, `…insufficient-funds` (liability accounts), `…would-overdraw` (others).
  @discardableResult
  package func post(_ order: PostingOrder, in tx: any WriteTransaction) throws -> Journal {
    try PostingRules.checkShape(order.legs)
    let legs = PostingRules.plan(order.legs)
    let (known, ground) = try claim(order, legs, for: nil, in: tx)
    if let known { return try firstAnswer(known, to: order, in: tx) }
    try ground.checkDay(order.businessDate)
    try checkReversal(order, in: tx)
    let before = try ground.sheet(legs, on: order.businessDate, in: tx)
    var after = before
    try PostingRules.apply(.post, legs, to: &after)
    return try JournalRecord.write(
      order, legs, recordedAt: order.recordedAt, reservation: nil, before: before, after: &after, in: tx)
  }

  /// Posts many orders with few statements. Each is judged in turn, as if it had been posted alone after those
  /// before it: one refusal leaves the others alone.
  ///
  /// - Returns: for each order its journal and whether this very transaction posts it, or the refusal that `post` would have given.
  package func post(_ orders: [PostingOrder], in tx: any WriteTransaction) throws -> [Result<Posted, Refusal>] {
    try PostingBatch.post(orders, in: tx)
  }

  /// The legs as they would be posted: with the inter-branch legs that keep each institution balanced
  /// (DECISIONS 14). Judges nothing.
  package func planned(_ legs: [Leg]) -> [Leg] { PostingRules.plan(legs).map(\.leg) }

  // MARK: Reservations

  /// Keeps the amounts aside until `deadline`: a reserved debit of a liability account lowers its
  /// available balance, a reserved credit does not raise it. The same key with the same content gives
  /// the reservation of the first time, as it is now.
  ///
  /// - Throws: the refusals of `post`; `ledger.deadline-in-past`, `ledger.reservation-exists`.
  @discardableResult
  package func reserve(
    _ order: PostingOrder, id: ReservationID, deadline: Moment, in tx: any WriteTransaction
  ) throws -> Reservation {
    try PostingRules.checkShape(order.legs)
    let legs = PostingRules.plan(order.legs)
    let (known, ground) = try claim(order, legs, for: id, in: tx)
    if let known {
      guard let first = known.reservation else { throw LedgerRefusal.keyReused("reservation") }
      let stored = try reservation(first, in: tx)
      let difference = PostingRules.difference(
        code: stored.order.code, valueDate: stored.order.valueDate, reference: stored.order.reference,
        reverses: stored.order.reverses, legs: stored.order.legs, from: order)
      if let difference { throw LedgerRefusal.keyReused(difference) }
      return stored
    }
    guard deadline > order.recordedAt else { throw ReservationRefusal.deadlineInPast(deadline) }
    try ground.checkDay(order.businessDate)
    try checkReversal(order, in: tx)
    var sheet = try ground.sheet(legs, on: order.businessDate, in: tx)
    try PostingRules.apply(.reserve, legs, to: &sheet)
    let reservation = Reservation(
      id: id, order: order, deadline: deadline, state: .open, endedAt: nil, reason: nil)
    try ReservationRecord(reservation: reservation, legs: legs).insert(in: tx)
    try sheet.save(in: tx)
    return reservation
  }

  /// Posts what was reserved, once. Accounts, day and money are checked again.
  ///
  /// - Throws: `ledger.reservation-unknown`, `…-settled`, `…-released`, `…-expired`,
  ///   `ledger.deadline-passed`, `ledger.reservation-day-passed`, and the refusals of `post`.
  @discardableResult
  package func settle(
    _ id: ReservationID, at moment: Moment, businessDate: BusinessDate, in tx: any WriteTransaction
  ) throws -> Journal {
    let record = try ReservationRecord.open(id, in: tx)
    let order = record.reservation.order
    guard moment <= record.reservation.deadline else {
      throw ReservationRefusal.deadlinePassed(record.reservation.deadline)
    }
    guard businessDate == order.businessDate else { throw ReservationRefusal.anotherDay(order.businessDate) }
    let ground = try PostingGround.load(record.legs, of: order.institution, in: tx)
    try ground.checkDay(businessDate)
    try checkReversal(order, in: tx)
    let before = try ground.sheet(record.legs, on: businessDate, in: tx)
    var after = before
    try PostingRules.apply(.settle, record.legs, to: &after)
    try record.end(.settled, at: moment, in: tx)
    return try JournalRecord.write(
      order, record.legs, recordedAt: moment, reservation: id, before: before, after: &after, in: tx)
  }

  /// Gives the amounts back because the case ended otherwise.
  ///
  /// - Parameter reason: a code or short sentence without personal data, at most 200 characters.
  /// - Throws: `ledger.reservation-unknown`, `…-settled`, `…-released`, `…-expired`.
  package func release(
    _ id: ReservationID, reason: String, at moment: Moment, in tx: any WriteTransaction
  ) throws {
    precondition(!reason.isEmpty && reason.count <= 200, "a release needs a reason of 1 to 200 characters")
    let record = try ReservationRecord.open(id, in: tx)
    try giveBack(record, in: tx)
    try record.end(.released, at: moment, reason: reason, in: tx)
  }

  /// Gives the amounts back because the deadline has passed.
  ///
  /// - Throws: `ledger.reservation-unknown`, `…-settled`, `…-released`, `…-expired`, `…-not-due`.
  package func expire(_ id: ReservationID, at moment: Moment, in tx: any WriteTransaction) throws {
    let record = try ReservationRecord.open(id, in: tx)
    guard moment > record.reservation.deadline else { throw ReservationRefusal.notDue(record.reservation.deadline) }
    try giveBack(record, in: tx)
    try record.end(.expired, at: moment, in: tx)
  }

  // MARK: The accounting day

  /// Nothing is posted on days up to `date` any more.
  ///
  /// - Throws: `ledger.period-backwards`.
  package func closePeriod(
    through date: BusinessDate, of institution: InstitutionID, in tx: any WriteTransaction
  ) throws {
    // Postings look at the period after they have claimed their key: those under way end first, others wait.
    for table in LedgerTables.postingTables { try tx.freeze(table) }
    if let closed = try closedThrough(institution, in: tx), closed > date {
      throw LedgerRefusal.periodBackwards(institution, closed)
    }
    try tx.execute(LedgerTables.closePeriod, [.institution(institution), .date(date)])
  }

  /// The last closed day; nil while none is.
  package func closedThrough(_ institution: InstitutionID, in tx: any ReadTransaction) throws -> BusinessDate? {
    try tx.first(LedgerTables.closedThrough, [.institution(institution)])?.date(0)
  }
}
