import Primitives

/// Why a draw from a notice deposit earns the demand rate (通知存款管理办法, 银发〔1999〕3号).
package enum NoticeBreach: String, Sendable, CaseIterable {
  case termTooShort, withoutNotice, drawnEarly, drawnLate, belowMinimum
  /// More drawn than notified: the difference only.
  case aboveNotified
  /// What is left is below the minimum, so the deposit is closed.
  case restBelowMinimum

  package var title: Bilingual {
    switch self {
    case .termTooShort: Bilingual(zh: "存期短于通知期限（活期）", en: "Term shorter than the notice: demand rate")
    case .withoutNotice: Bilingual(zh: "未提前通知支取（活期）", en: "Drawn without notice: demand rate")
    case .drawnEarly: Bilingual(zh: "早于约定日支取（活期）", en: "Drawn before the agreed day: demand rate")
    case .drawnLate: Bilingual(zh: "晚于约定日支取（活期）", en: "Drawn after the agreed day: demand rate")
    case .belowMinimum: Bilingual(zh: "低于最低支取金额（活期）", en: "Below the minimum withdrawal: demand rate")
    case .aboveNotified: Bilingual(zh: "超过通知金额部分（活期）", en: "Above the notified amount: demand rate")
    case .restBelowMinimum: Bilingual(zh: "留存不足起存金额清户（活期）", en: "Rest below the minimum, closed: demand rate")
    }
  }
}
