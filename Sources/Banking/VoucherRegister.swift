import Primitives
import Storage

/// What the register of blank vouchers tells beside the stock: numbers that ended, counts of the day.
extension VoucherStock {
  /// A number that left a lot for good.
  package struct Use: Sendable, Equatable {
    package enum State: String, Sendable {
      case used, void, destroyed
    }

    package let kind: String
    package let number: Int64
    package let state: State
    package let teller: StaffID
    package let purpose: String
    package let at: Moment
  }

  /// What a range that runs downwards is answered with.
  package static var noRange: Refusal { VoucherRefusal.range }

  /// A teller's count of one kind that agreed.
  package struct Count: Sendable, Equatable {
    package let teller: StaffID
    package let kind: String
    package let pieces: Int64
    package let at: Moment
  }

  /// Spoiled numbers that are kept until two persons destroy them.
  package func voided(at institution: InstitutionID, in tx: any ReadTransaction) throws -> [Use] {
    try tx.query(VoucherTables.voided, [.institution(institution), .int(Self.mostListed)]).map(Self.use)
  }

  /// Numbers used or voided on a day, whatever became of them since.
  package func ended(
    at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [Use] {
    try tx.query(VoucherTables.endedOn, [.institution(institution), .date(date), .int(Self.mostListed)])
      .map(Self.use)
  }

  /// The counts of a day that agreed.
  package func counts(
    at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [Count] {
    try tx.query(VoucherTables.countsOn, [.institution(institution), .date(date)]).map { row in
      Count(teller: try row.id(0), kind: try row.text(1), pieces: try row.int(2), at: try row.moment(3))
    }
  }

  private static func use(_ row: Row) throws -> Use {
    guard let state = Use.State(rawValue: try row.text(2)) else {
      throw Fault("storage.row", "unknown end of a blank voucher")
    }
    return Use(
      kind: try row.text(0), number: try row.int(1), state: state, teller: try row.id(3), purpose: try row.text(4),
      at: try row.moment(5))
  }
}
