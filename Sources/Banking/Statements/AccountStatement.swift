import Primitives

/// What an account did over a period (对账单): opening balance + credits − debits = closing balance.
package struct AccountStatement: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Every line, with whom it was.
    case full
    /// One line a day, or a month, on which something moved.
    case daily, monthly
    /// Only lines that paid interest; opening and closing are those of the account all the same.
    case interest

    package var title: Bilingual {
      switch self {
      case .full: Bilingual(zh: "明细", en: "Every line")
      case .daily: Bilingual(zh: "按日汇总", en: "Summary by day")
      case .monthly: Bilingual(zh: "按月汇总", en: "Summary by month")
      case .interest: Bilingual(zh: "利息", en: "Interest only")
      }
    }
  }

  package struct Line: Sendable, Equatable {
    /// The business date; of a summary, the last one in it.
    package let date: BusinessDate
    /// nil for the bank's own jobs and for summaries.
    package let number: JournalNumber?
    /// Business kind; 0 for summaries.
    package let code: Int
    /// Postings in this line.
    package let count: Int
    package let credits: Money
    package let debits: Money
    /// Of the credits, what the bank paid as interest.
    package let interest: Money
    /// The balance after it.
    package let balance: Money
    /// Masked name and number of the other customer, or what the other side is; nil for summaries.
    package let counterparty: Bilingual?
  }

  package let kind: Kind
  package let account: DemandAccount
  package let holder: CustomerDetail
  package let from: BusinessDate
  package let to: BusinessDate
  package let opening: Money
  package let closing: Money
  /// All that moved in the period, whatever the kind shows.
  package let credits: Money
  package let debits: Money
  package let lines: [Line]
}

enum StatementRefusal {
  static func period(_ last: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "statement.period", field: "to", limit: "\(last)", zh: "起始日不能晚于截止日，截止日不能晚于 \(last)。",
      en: "The first day must not be after the last, and the last not after \(last).", remedyZh: "请更正日期。",
      remedyEn: "Correct the days.")
  }
  static func tooLong(_ limit: Int) -> Refusal {
    Refusal(
      .tooLarge, "statement.too-long", field: "from", limit: "\(limit)", zh: "该期间超过 \(limit) 笔，一份对账单放不下。",
      en: "The period has more than \(limit) lines, too many for one statement.", remedyZh: "请缩短期间，或选择汇总。",
      remedyEn: "Choose a shorter period or a summary.")
  }
}
