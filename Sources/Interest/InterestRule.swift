import Primitives

/// Where a part's rate and period come from: a law, common practice of banks, or our own choice where
/// these are silent.
package enum InterestRule: String, Sendable, CaseIterable {
  case agreed, demandDay, demandSplit, openingRate, early, overdue, renewal
  case instalment, instalmentLate, instalmentBroken
  case demandOrTime, notice, noticeDifference, noticeUnused

  package var source: Bilingual {
    switch self {
    case .agreed: Bilingual(zh: "银发〔2005〕129号（计息方法）", en: "PBOC notice 2005-129 (methods)")
    case .demandDay:
      Bilingual(zh: "储蓄管理条例第二十七条；银发〔2005〕129号", en: "Savings Rules art. 27; PBOC notice 2005-129")
    case .demandSplit:
      Bilingual(zh: "单位活期存款按利率变动日分段（银行惯例）", en: "corporate demand splits where the rate changes (practice)")
    case .openingRate: Bilingual(zh: "储蓄管理条例第二十六条", en: "Savings Rules art. 26")
    case .early: Bilingual(zh: "储蓄管理条例第二十四条", en: "Savings Rules art. 24")
    case .overdue: Bilingual(zh: "储蓄管理条例第二十五条", en: "Savings Rules art. 25")
    case .renewal: Bilingual(zh: "储蓄管理条例第十八条（自动转存）", en: "Savings Rules art. 18 (automatic renewal)")
    case .instalment: Bilingual(zh: "零存整取月积数公式（银行惯例）", en: "instalment formula (practice)")
    case .instalmentLate: Bilingual(zh: "补存按实际月数（本行选择）", en: "made-up payments by actual months (our choice)")
    case .instalmentBroken: Bilingual(zh: "违约后存入按活期（本行选择）", en: "payments after a breach at demand rate (our choice)")
    case .demandOrTime:
      Bilingual(zh: "定活两便按同档整存整取利率打折（银行惯例）", en: "demand-or-time: share of the lump-sum rate (practice)")
    case .notice: Bilingual(zh: "通知存款管理办法（银发〔1999〕3号）", en: "Notice Deposit Measures (PBOC 1999-3)")
    case .noticeDifference:
      Bilingual(zh: "通知存款管理办法；仅差额按活期（本行选择）", en: "Notice Deposit Measures; the difference only (our choice)")
    case .noticeUnused:
      Bilingual(zh: "通知存款管理办法：通知未支取，通知期不计息", en: "Notice Deposit Measures: unused notice days earn nothing")
    }
  }
}
