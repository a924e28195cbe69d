import Primitives

/// The end of one institution's business day (日终), as its row stands.
///
/// Cut-off comes first: the institution goes on to its next business date at once, so that counters and interfaces
/// never wait for the batch. What the batch books for the day that ended carries the new date, as the rules want it:
/// interest of the 20th is credited on the 21st.
package struct DayEnd: Sendable, Equatable {
  package enum Phase: Int64, Sendable, CaseIterable, Comparable {
    /// What demand deposits have earned by the end of the day becomes a debt of the bank (计提应付利息).
    case demandAccrual = 1
    /// The same of deposits under a contract.
    case termAccrual = 2
    /// Quarterly interest of demand deposits, on the 20th of March, June, September and December.
    case demandInterest = 3
    /// Time deposits whose maturity has come: renewed or moved as agreed.
    case maturities = 4
    case trialBalance = 5
    case done = 6

    package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }

    package var title: Bilingual {
      switch self {
      case .demandAccrual: Bilingual(zh: "计提活期利息", en: "accrual, demand deposits")
      case .termAccrual: Bilingual(zh: "计提定期利息", en: "accrual, term deposits")
      case .demandInterest: Bilingual(zh: "活期结息", en: "demand interest")
      case .maturities: Bilingual(zh: "到期处理", en: "maturities")
      case .trialBalance: Bilingual(zh: "试算平衡", en: "trial balance")
      case .done: Bilingual(zh: "完成", en: "done")
      }
    }
  }

  package let institution: InstitutionID
  /// The day that ended.
  package let date: BusinessDate
  /// The day that began.
  package let next: BusinessDate
  package let phase: Phase
  /// The last account of the phase that is done; 0 before the first.
  package let cursor: Int64
  /// The last account number given before the cut-off.
  package let lastNumber: Int64
  /// Accounts that were settled or matured, credited, and how much interest in minor units of CNY.
  package let looked: Int64
  package let booked: Int64
  package let interest: Int64
  /// Accounts whose interest was accrued, and by how much the accruals changed interest payable.
  package let accounts: Int64
  package let accrued: Int64
  package let startedAt: Moment
  package let endedAt: Moment?

  package var isDone: Bool { phase == .done }

  /// How far the batch is, in thousandths: phases that are done and, in the present one, account numbers.
  package var permille: Int {
    let before = Int64(Phase.allCases.count - 1)
    guard !isDone else { return 1000 }
    let part = lastNumber > 0 ? min(cursor, lastNumber) * 1000 / lastNumber : 0
    return Int(((phase.rawValue - 1) * 1000 + part) / before)
  }
}

/// Why a day cannot end, each with what to do.
package enum DayEndRefusal {
  static func tillsOpen(_ boxes: [Int64]) -> Refusal {
    let list = boxes.map { "\($0)" }.joined(separator: "、")
    return Refusal(
      .conflict, "day-end.till-open", limit: list, zh: "尾箱 \(list) 尚未交回。", en: "Till boxes still open: \(list).",
      remedyZh: "请各柜员先轧账交箱。", remedyEn: "Each teller balances and hands the box in first.")
  }
  static func bookingsOpen(_ count: Int64) -> Refusal {
    Refusal(
      .conflict, "day-end.business-open", limit: "\(count)", zh: "还有 \(count) 笔业务未结束。",
      en: "\(count) piece(s) of business are still open.", remedyZh: "请完成或取消这些业务。",
      remedyEn: "Finish or release them.")
  }
  package static func approvalsWait(_ count: Int) -> Refusal {
    Refusal(
      .conflict, "day-end.approval-waits", limit: "\(count)", zh: "还有 \(count) 笔业务等待授权。",
      en: "\(count) case(s) wait for approval.", remedyZh: "请先处理授权队列。", remedyEn: "Decide on them first.")
  }
  static func running(_ date: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "day-end.running", limit: "\(date)", zh: "\(date) 的日终批量尚未完成。",
      en: "The batch of \(date) is not finished.", remedyZh: "请等待批量完成，或重新启动批量。",
      remedyEn: "Wait for it, or start it again.")
  }
  static func otherDay(_ today: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "day-end.other-day", field: "date", limit: "\(today)", zh: "当前营业日期是 \(today)。",
      en: "The business date is \(today).", remedyZh: "请核对要结束的日期。", remedyEn: "Check which day is to end.")
  }
}
