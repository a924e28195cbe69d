import Banking
import Ledger
import Primitives

/// What deposits have earned and were not paid, by the simulation's own arithmetic.
struct AccruedModel {
  var demand: Int64 = 0
  var term: Int64 = 0
  /// The last day that was counted; nil before the first day's end.
  var through: BusinessDate?
}

extension BankModel {
  static func payable(_ outlet: InstitutionID, ofTerm: Bool) -> LedgerAccountID {
    (ofTerm ? StandingAccount.termInterestPayable : .demandInterestPayable).account(outlet, .cny)
  }

  private func touchAccrued(_ outlet: InstitutionID) {
    touch(Self.payable(outlet, ofTerm: false), Self.payable(outlet, ofTerm: true), Self.expense(outlet))
  }

  /// The day's end brings both to what every account has earned: one posting for each that changed.
  func accrue(_ outlet: InstitutionID, through day: BusinessDate) {
    var new = AccruedModel(through: day)
    for account in demands.values where account.number.institution == outlet {
      new.demand += InterestModel.quarter(yuanDays: account.course.yuanDays(through: day))
    }
    for term in terms.values where term.number.institution == outlet {
      new.term += InterestModel.accrued(term, term.principal, through: day)
    }
    let old = accrued[outlet] ?? AccruedModel()
    journals += (new.demand != old.demand ? 1 : 0) + (new.term != old.term ? 1 : 0)
    accrued[outlet] = new
    touchAccrued(outlet)
  }

  func settleDemand(_ fen: Int64, at outlet: InstitutionID) {
    accrued[outlet, default: AccruedModel()].demand -= fen
    touchAccrued(outlet)
  }

  /// A deposit matures: what was accrued for it leaves, but for what its renewal has earned already.
  func mature(_ old: Term, renewed: Term?) {
    let outlet = old.number.institution
    guard let day = accrued[outlet]?.through else { return }
    let rest = renewed.map { InterestModel.accrued($0, $0.principal, through: day) } ?? 0
    accrued[outlet]?.term -= InterestModel.accrued(old, old.principal, through: day) - rest
    touchAccrued(outlet)
  }

  /// A drawing takes what was accrued for it in a posting of its own.
  func draw(_ amount: Int64, from term: Term) {
    let outlet = term.number.institution
    guard let day = accrued[outlet]?.through else { return }
    let rest = amount < term.principal ? InterestModel.accrued(term, term.principal - amount, through: day) : 0
    let drawn = InterestModel.accrued(term, term.principal, through: day) - rest
    guard drawn > 0 else { return }
    accrued[outlet]?.term -= drawn
    journals += 1
    touchAccrued(outlet)
  }
}

extension InterestModel {
  /// What so much of a deposit has earned by the end of a day: a lump sum months ÷ 12 + days ÷ 360 of its rate, a notice
  /// deposit the posted rate, a demand-or-time deposit what the next day would pay.
  static func accrued(_ term: BankModel.Term, _ principal: Int64, through day: BusinessDate) -> Int64 {
    let until = day.adding(days: 1)
    let days = Int64(until.daysSince1970 - term.openedOn.daysSince1970)
    guard days > 0 else { return 0 }
    switch term.kind {
    case .lumpSum:
      if let matures = term.maturesOn, until <= matures {
        return itemised(principal, from: term.openedOn, until: until, lumpSum[term.tenorMonths] ?? 0)
      }
      return drawing(term, principal, on: until) ?? 0
    case .notice: return byDays(principal, days, notice[term.noticeDays] ?? 0)
    case .demandOrTime: return drawing(term, principal, on: until) ?? 0
    case .instalment: return 0
    }
  }

  private static func itemised(
    _ fen: Int64, from: BusinessDate, until: BusinessDate, _ rate: Int64
  ) -> Int64 {
    var months = 0
    while adding(months: months + 1, to: from) <= until { months += 1 }
    let rest = Int64(until.daysSince1970 - adding(months: months, to: from).daysSince1970)
    return byDays(fen, Int64(30 * months) + rest, rate)
  }
}
