import Interest
import Ledger
import Primitives
import Storage

extension CorrectionPosting {
  /// Books one correction: mirror, right booking, notes, interest of settled quarters.
  struct Batch {
    private let desk: LaterCorrections
    private let plan: CorrectionPlan
    private let request: CorrectionRequest
    private let journal: JournalID
    private let now: Moment
    private let cash: TillCash

    init(
      _ desk: LaterCorrections, _ plan: CorrectionPlan, _ request: CorrectionRequest, _ journal: JournalID,
      at now: Moment
    ) {
      self.desk = desk
      self.plan = plan
      self.request = request
      self.journal = journal
      self.now = now
      cash = TillCash(ledger: desk.ground.ledger)
    }

    /// - Returns: the reversal first, then what should have been booked, then interest.
    func book(in tx: any WriteTransaction) throws -> [CorrectionPosting] {
      let histories = try plan.net.filter { $0.minor != 0 && $0.account.currency == .cny }.map { line in
        var history = try SettledInterest(line.account, since: valueDate, desk.ground.ledger, in: tx)
        let before = history
        history.add(line.minor, valued: valueDate, on: plan.today)
        return (before: before, after: history, minor: line.minor)
      }
      for history in histories where history.minor < 0 {
        if let day = history.after.firstDayBelowZero(from: valueDate) { throw LaterCorrectionRefusal.belowZero(day) }
      }
      try moveCash(in: tx)
      for isReversal in plan.bookedInOrder {
        if isReversal {
          try post(part: 0, LaterCorrections.reversalCode, plan.reversal, reverses: plan.original.journal, in: tx)
        } else if let legs = plan.rightLegs {
          try post(part: 1, LaterCorrections.rightCode, legs, in: tx)
        }
      }
      if let box = plan.record.box {
        try cash.prove(plan.record.institution, box, plan.record.amount.currency, in: tx)
      }
      var made = [try line(plan.reversalKind, part: 0, valueDate, plan.gains.reversal, in: tx)]
      if plan.right != nil { made.append(try line(.blue, part: 1, valueDate, plan.gains.right, in: tx)) }
      for history in histories {
        made += try mend(history.before, history.after, after: made.count + 1, in: tx)
      }
      try checkHolds(in: tx)
      return made
    }

    private var valueDate: BusinessDate { plan.original.valueDate }

    private func moveCash(in tx: any WriteTransaction) throws {
      guard let box = plan.record.box else { return }
      try cash.move(plan.record.institution, box, received: plan.received, given: plan.given, in: tx)
    }

    /// Quarter by quarter: what is put right in one bears interest in the next.
    private func mend(
      _ before: SettledInterest, _ after: SettledInterest, after parts: Int, in tx: any WriteTransaction
    ) throws -> [CorrectionPosting] {
      let account = after.account
      let today = try desk.ground.calendar.businessDate(of: account.home, in: tx)
      let quarters = try SettledInterest.settledQuarters(from: valueDate, before: today)
      guard !quarters.isEmpty else { return [] }
      let rates = try desk.dayEnds.rates.table(.cny, in: tx)
      var (after, made) = (after, [CorrectionPosting]())
      for day in quarters {
        let difference = try after.interest(settledOn: day, rates) - before.interest(settledOn: day, rates)
        guard difference != 0 else { continue }
        let (part, valued) = (parts + made.count, day.adding(days: 1))
        let amount = Money(minor: abs(difference), .cny)
        try desk.dayEnds.accruals.ensureAccounts(account.home, on: today, in: tx)
        let expense = StandingAccount.interestExpense.account(account.home, .cny)
        if difference < 0 { try desk.ground.checkFunds(account, amount, in: tx) }
        try post(
          part: part, LaterCorrections.interestCode,
          difference > 0
            ? [.debit(expense, amount), .credit(account.ledgerAccount, amount)]
            : [.debit(account.ledgerAccount, amount), .credit(expense, amount)], valued: valued, in: tx)
        after.add(difference, valued: valued, on: plan.today)
        made.append(try line(.interest, part: part, valued, [(account, difference)], in: tx))
      }
      return made
    }

    private func post(
      part: Int, _ code: Int, _ legs: [Leg], reverses: JournalID? = nil, valued: BusinessDate? = nil,
      in tx: any WriteTransaction
    ) throws {
      let id = journal(part)
      let posted = try desk.ground.ledger.post(
        PostingOrder(
          journal: id, key: IdempotencyKey(high: request.id.high, low: request.id.low &+ UInt64(part)),
          institution: request.institution, code: code, legs: legs, businessDate: plan.today,
          valueDate: valued ?? valueDate, recordedAt: now, reference: request.original, reverses: reverses), in: tx)
      guard posted.id == id else { throw BankingRefusal.keyReused }
    }

    /// The line of the correction, under a journal number of today.
    private func line(
      _ kind: Kind, part: Int, _ valued: BusinessDate, _ gains: [(account: DemandAccount, minor: Int64)],
      in tx: any WriteTransaction
    ) throws -> CorrectionPosting {
      let id = journal(part)
      let number = try desk.numbers.allot(
        request.institution, plan.today, caseID: nil, journal: id, at: now, in: tx)
      try desk.numbers.end(number, .settled, at: now, in: tx)
      // Of a transfer the payee's side: the account that was or should have been credited.
      let shown = gains[gains.count - 1]
      return CorrectionPosting(
        kind: kind, journal: id, number: number, valueDate: valued, account: shown.account.number,
        amount: Money(minor: shown.minor, shown.account.currency))
    }

    private func journal(_ part: Int) -> JournalID {
      JournalID(high: journal.high, low: journal.low &+ UInt64(part))
    }

    /// What orders and proofs keep in the accounts must still be there.
    private func checkHolds(in tx: any WriteTransaction) throws {
      for line in plan.net where line.minor < 0 {
        let left = try desk.ground.ledger.account(line.account.ledgerAccount, in: tx).available
        try HeldFunds.check(line.account, paying: nil, of: left, on: plan.today, in: tx)
      }
    }
  }
}
