import Primitives
import Storage

/// What a batch over many accounts asks of each: its balance and where its newest entry lies.
package struct AccountFigure: Sendable, Equatable {
  package let id: LedgerAccountID
  /// Raised by the normal side, in minor units.
  package let balance: Int64
  package let lastEntry: EntryPlace?
}

/// From one entry of an account back to, and without, an older one.
package struct AccountWalk: Sendable, Equatable {
  package let from: EntryPlace
  /// nil: to the first entry.
  package let until: EntryPlace?

  package init(from: EntryPlace, until: EntryPlace?) {
    self.from = from
    self.until = until
  }

  package struct Step: Sendable, Equatable {
    package let place: EntryPlace
    /// Credit above zero, debit below.
    package let credited: Int64
    /// Of the account after this entry, raised by its normal side.
    package let balance: Int64
    package let businessDate: BusinessDate
    package let valueDate: BusinessDate

    package init(
      place: EntryPlace, credited: Int64, balance: Int64, businessDate: BusinessDate, valueDate: BusinessDate
    ) {
      self.place = place
      self.credited = credited
      self.balance = balance
      self.businessDate = businessDate
      self.valueDate = valueDate
    }
  }

  /// The longest walk of one question; a longer one is cut, the newest entries stay.
  package static let longest = 2000
}

extension LedgerBooks {
  /// The accounts of a range of numbers, in their order.
  package func figures(
    from first: LedgerAccountID, through last: LedgerAccountID, in tx: any ReadTransaction
  ) throws -> [AccountFigure] {
    try tx.query(LedgerTables.figures, [.account(first), .account(last)]).map { row in
      let (debit, credit) = (try row.int(2), try row.int(3))
      let last = try row.optionalID(4, JournalID.self)
      return AccountFigure(
        id: try row.account(0), balance: try row.int(1) == Side.debit.rawValue ? debit - credit : credit - debit,
        lastEntry: try last.map { EntryPlace(journal: $0, number: Int(try row.int(5))) })
    }
  }

  /// The entries of many accounts, each from one place back to another, newest first; asked for in one go.
  package func walk(_ walks: [AccountWalk], in tx: any ReadTransaction) throws -> [[AccountWalk.Step]] {
    let nowhere = JournalID(high: 0, low: 0)
    let questions = walks.map { walk in
      Question(
        LedgerTables.walk,
        [
          .id(walk.from.journal), .int(walk.from.number), .id(walk.until?.journal ?? nowhere),
          .int(walk.until?.number ?? 0), .int(AccountWalk.longest),
        ])
    }
    return try tx.queryAll(questions).map { rows in
      try rows.map { row in
        let amount = try row.int(3)
        return AccountWalk.Step(
          place: EntryPlace(journal: try row.id(0), number: Int(try row.int(1))),
          credited: try JournalRecord.side(row, 2) == .credit ? amount : -amount, balance: try row.int(4),
          businessDate: try row.date(5), valueDate: try row.date(6))
      }
    }
  }

  /// Debits and credits of one institution by currency: the trial balance of an outlet alone.
  package func trialBalance(
    of institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [TrialBalance.Total] {
    let first = LedgerAccountID(institution, sequence: 0)
    return try tx.query(LedgerTables.totalsOf, [.account(first), .int(first.number + 9_999_999_999)]).map { row in
      let currency = try LedgerCurrency.currency(row.int(0))
      return TrialBalance.Total(
        institution: institution, currency: currency, debit: Money(minor: try row.int(1), currency),
        credit: Money(minor: try row.int(2), currency))
    }
  }
}
