import Primitives

/// Interest of instalment deposits: monthly sum × n(n+1)/2 × annual rate ÷ 12 with n payments on time.
package struct Instalment: Sendable, Equatable {
  package let wholeUnitsOnly: Bool

  package static let personal = Instalment()

  package init(wholeUnitsOnly: Bool = true) { self.wholeUnitsOnly = wholeUnitsOnly }

  /// Draws the whole deposit. Before maturity: demand rate of that day for actual days. From maturity: each
  /// payment earns the contract's rate for its whole months, payments made after a breach demand rate for
  /// their days, overdue days demand rate.
  ///
  /// - Throws: `Refusal` of `InstalmentPlan.brokenAfter`, `interest.dates-reversed`, `interest.no-rate`,
  ///   `interest.overflow`.
  package func close(
    _ plan: InstalmentPlan, _ payments: [InstalmentPayment], on date: BusinessDate, rates: RateTable
  ) throws -> InterestWorking {
    let broken = try plan.brokenAfter(payments, seenOn: date)
    if let last = payments.last, last.date > date { throw InterestRefusal.datesReversed(last.date, date) }
    let demand = try date == plan.maturesOn && broken == nil ? .zero : rates.rate(of: .demand, on: date)
    func daily(_ payments: [InstalmentPayment], _ title: Bilingual, _ rule: InterestRule) throws -> InterestPart {
      let stretches = try payments.map { try stretch($0, from: $0.date, until: date) }
      return try InterestPart(title, stretches, at: demand, .actual360, rule)
    }
    let currency = plan.monthly.currency
    if date < plan.maturesOn {
      return try InterestWorking(.days, [daily(payments, .earlyInterest, .early)], currency, payableOn: date)
    }
    let kept = payments.filter { broken == nil || plan.month(of: $0.date) <= broken ?? 0 }
    var parts = [try contract(plan, kept)]
    if kept.count < payments.count {
      parts.append(try daily(Array(payments[kept.count...]), .brokenInterest, .instalmentBroken))
    }
    if date > plan.maturesOn {
      let overdue = try kept.map { try stretch($0, from: plan.maturesOn, until: date) }
      parts.append(try InterestPart(.overdueInterest, overdue, at: demand, .actual360, .overdue))
    }
    return try InterestWorking(.monthlyProducts, parts, currency, payableOn: date)
  }

  /// A payment of month k earns n − k + 1 months, one made up later only its actual months.
  private func contract(_ plan: InstalmentPlan, _ payments: [InstalmentPayment]) throws -> InterestPart {
    var expected: Int64 = 0
    var late = false
    let stretches = try payments.map { payment in
      let month = plan.month(of: payment.date)
      expected += payment.amount.minor / plan.monthly.minor
      late = late || expected < month || payment.amount != plan.monthly
      return try stretch(
        payment, from: payment.date, until: plan.maturesOn, months: max(0, plan.tenor.months - month + 1))
    }
    return try InterestPart(.termInterest, stretches, at: plan.rate, .itemised, late ? .instalmentLate : .instalment)
  }

  private func stretch(
    _ payment: InstalmentPayment, from: BusinessDate, until: BusinessDate, months: Int? = nil
  ) throws -> InterestStretch {
    try InterestStretch(
      payment.amount, from: from, until: until, dayCount: .actual360, wholeUnitsOnly: wholeUnitsOnly, months: months)
  }
}

extension Bilingual {
  static let brokenInterest = Bilingual(zh: "违约后存入部分（活期）", en: "Paid in after the breach, at demand rate")
}
