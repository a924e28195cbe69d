import Banking
import Catalog
import Primitives
import Storage

/// `instalment.pay`: a month's sum out of the linked demand account.
struct InstalmentBusiness: CounterBusiness {
  let instalments: InstalmentPayments
  var accountField: String { "account" }

  func order(_ order: EffectOrder) throws -> InstalmentOrder? {
    guard let text = order.values.text("deposit"), let amount = order.values.money("amount") else { return nil }
    return InstalmentOrder(order.counter, deposit: try AccountNumber(parsing: text, field: "deposit"), amount: amount)
  }

  func preview(_ order: InstalmentOrder, in tx: any ReadTransaction) throws -> BookingPlan {
    try instalments.preview(order, in: tx)
  }
  func prepare(_ order: InstalmentOrder, in tx: any WriteTransaction) throws -> PreparedBooking {
    try instalments.prepare(order, in: tx)
  }
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    _ = try instalments.settle(record.id, at: record.institution, now: now, in: tx)
  }
  func release(_ record: Case, because: String, at now: Moment, in tx: any WriteTransaction) throws {
    try instalments.release(record.id, at: record.institution, reason: because, now: now, in: tx)
  }
}

/// What a voucher says of an instalment contract.
enum InstalmentFacts {
  static func of(_ sheet: InstalmentSheet?) -> [String: String] {
    guard let sheet else { return ["instalmentMonthly": "—", "instalmentPaid": "—", "instalmentState": "—"] }
    return [
      "instalmentMonthly": "\(sheet.monthly)", "instalmentPaid": "\(sheet.paid) / \(sheet.months)",
      "instalmentState": state(sheet),
    ]
  }

  private static func state(_ sheet: InstalmentSheet) -> String {
    if let broken = sheet.brokenAfter {
      return "第 \(broken) 月末违约，其后存入按活期计息 broken at the end of month \(broken): later sums earn the demand rate"
    }
    let due = min(sheet.month, sheet.months)
    let missed = due - sheet.paid
    return missed > 0
      ? "漏存 \(missed) 期，须于次月补齐 \(missed) missed, to be made up in the following month"
      : "按约存入 on time"
  }
}
