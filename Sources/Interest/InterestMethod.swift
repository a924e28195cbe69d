import Primitives

/// How an amount of interest was found; its name stands on the voucher.
package enum InterestMethod: String, Sendable, CaseIterable {
  /// Σ end-of-day balances × daily rate.
  case dailyProducts
  /// Whole months × monthly rate, odd days × daily rate, deposit by deposit.
  case itemised
  /// Actual days × daily rate, deposit by deposit.
  case days
  /// Σ (payment × months) × monthly rate.
  case monthlyProducts

  package var name: Bilingual {
    switch self {
    case .dailyProducts: Bilingual(zh: "积数计息法", en: "daily balance products")
    case .itemised: Bilingual(zh: "逐笔计息法（对年对月对日）", en: "per deposit, whole months and odd days")
    case .days: Bilingual(zh: "逐笔计息法（按天数）", en: "per deposit, by days")
    case .monthlyProducts: Bilingual(zh: "月积数计息法", en: "monthly products")
    }
  }

  static func perDeposit(_ dayCount: DayCount) -> InterestMethod { dayCount == .itemised ? .itemised : .days }
}
