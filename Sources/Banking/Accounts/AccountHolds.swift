import Ledger
import Primitives
import Seals
import Storage

/// An order that keeps money in an account: what comes in stays free to come, what goes out is stopped, in whole or up
/// to an amount (金融机构协助查询冻结扣划工作管理规定, 银发[2002]1号).
package struct AccountHold: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// 有权机关冻结.
    case freeze
    /// 止付: by the bank, or by the police in haste.
    case stop
  }

  package let number: Int64
  package let kind: Kind
  /// nil: the whole account.
  package let amount: Money?
  /// The last day on which it holds; it lapses by itself after that.
  package let until: BusinessDate
  package let placedOn: BusinessDate
}

/// Holds on accounts. Several add up; one for the whole account stops every payment.
struct AccountHolds: Sendable {
  private let field: FieldCipher
  private let blind: BlindIndex

  init(field: FieldCipher, blind: BlindIndex) {
    self.field = field
    self.blind = blind
  }

  /// Those in force on a day, oldest first.
  func inForce(on account: DemandAccount, _ today: BusinessDate, in tx: any ReadTransaction) throws -> [AccountHold] {
    try rows(account, today, in: tx).map { try Self.hold($0, account.currency) }
  }

  /// The hold of this order that is in force; the order's number is compared by its blind index.
  func find(
    _ kind: AccountHold.Kind, order: String, on account: DemandAccount, _ today: BusinessDate,
    in tx: any ReadTransaction
  ) throws -> AccountHold? {
    let wanted = index(order)
    return try rows(account, today, in: tx).first { row in
      try row.text(1) == kind.rawValue && row.bytes(6) == wanted
    }.map { try Self.hold($0, account.currency) }
  }

  func place(
    _ kind: AccountHold.Kind, on account: DemandAccount, amount: Money?, until: BusinessDate, order: String,
    today: BusinessDate, case caseID: CaseID, at now: Moment, entropy: any Entropy, in tx: any WriteTransaction
  ) throws {
    let place: [Value] = [.institution(account.home), .int(account.number.sequence)]
    let number = try tx.first(AccountTables.nextHold, place)?.int(0) ?? 1
    let sealed = try field.seal(
      Array(order.utf8), context: "account_holds.order.\(account.number).\(number)", entropy: entropy)
    try tx.execute(
      AccountTables.insertHold,
      place + [
        .int(number), .text(kind.rawValue), .int(amount?.minor), .date(until), .date(today), .bytes(sealed),
        .bytes(index(order)), .moment(now), .id(caseID),
      ])
  }

  /// - Throws: `Refusal` `hold.unknown` when somebody lifted it meanwhile.
  func lift(
    _ hold: AccountHold, on account: DemandAccount, today: BusinessDate, case caseID: CaseID,
    in tx: any WriteTransaction
  ) throws {
    let lifted = try tx.query(
      AccountTables.liftHold,
      [
        .institution(account.home), .int(account.number.sequence), .int(hold.number), .date(today), .id(caseID),
      ])
    guard !lifted.isEmpty else { throw AccountRefusal.noHold }
  }

  private func rows(_ account: DemandAccount, _ today: BusinessDate, in tx: any ReadTransaction) throws -> [Row] {
    try tx.query(
      AccountTables.holds, [.institution(account.home), .int(account.number.sequence), .date(today)])
  }

  private static func hold(_ row: Row, _ currency: Currency) throws -> AccountHold {
    guard let kind = AccountHold.Kind(rawValue: try row.text(1)) else {
      throw Fault("storage.row", "unknown kind of a hold")
    }
    return AccountHold(
      number: try row.int(0), kind: kind, amount: try row.optionalInt(2).map { Money(minor: $0, currency) },
      until: try row.date(3), placedOn: try row.date(4))
  }

  /// Without spaces, upper case: two writings of one number are one number.
  private func index(_ order: String) -> [UInt8] {
    blind.of("hold.order", order.filter { !$0.isWhitespace }.uppercased())
  }
}

/// What holds leave of an account. Needs no key: the amounts stand in clear.
struct HeldFunds: Sendable {
  /// - Parameter amount: what is to go out; already gone from `available` when nil.
  /// - Throws: `Refusal` `account.frozen-by-authority`, `account.stopped`, `account.funds-held`.
  static func check(
    _ account: DemandAccount, paying amount: Money?, of available: Money, on today: BusinessDate,
    in tx: any ReadTransaction
  ) throws {
    let rows = try tx.query(
      AccountTables.holds, [.institution(account.home), .int(account.number.sequence), .date(today)])
    guard !rows.isEmpty else { return }
    var held: Int64 = 0
    for row in rows {
      guard let part = try row.optionalInt(2) else {
        throw AccountRefusal.stopped(
          "account",
          AccountHold(
            number: try row.int(0), kind: try row.text(1) == AccountHold.Kind.stop.rawValue ? .stop : .freeze,
            amount: nil, until: try row.date(3), placedOn: try row.date(4)))
      }
      held += part
    }
    let free = max(0, available.minor - held)
    let isCovered = amount.map { $0.minor <= free } ?? (available.minor >= held)
    guard isCovered else {
      throw AccountRefusal.held(Money(minor: free, account.currency), Money(minor: held, account.currency))
    }
  }
}
