import Ledger
import Primitives

/// Accounts that every institution may have once per currency: clearing with the world outside by its kind, and what
/// the bank earns and spends. Their sequence is a convention, as in `BankChart`:
///
///     2 0kk 000 ccc   interest payable by product      liability
///     3 1kk 000 ccc   clearing by kind kk              liability, either side
///     5 0kk 000 ccc   expense by kind kk               expense
///     6 0kk 000 ccc   income by kind kk                income
///
/// `ccc` = ISO 4217 numeric code. They may stand on either side: a clearing account runs ahead of its settlement, and
/// a result account is charged back when a booking is reversed.
package enum StandingAccount: Int64, Sendable, CaseIterable {
  /// 应付利息—活期存款: what demand deposits have earned and was not credited yet.
  case demandInterestPayable = 2_003
  /// 应付利息—定期类存款.
  case termInterestPayable = 2_004
  /// 同业清算: what other banks owe or are owed.
  case otherBanks = 3_101
  /// 银行卡清算: what the card organisation is owed for withdrawals.
  case cards = 3_102
  /// 利息支出.
  case interestExpense = 5_001
  /// 现金尾差: what is paid above the smallest coin when an account is closed in cash.
  case cashRounding = 5_002
  /// 利息收入.
  case interestIncome = 6_001
  /// 手续费收入.
  case feeIncome = 6_002

  package var kind: AccountKind {
    switch self {
    case .demandInterestPayable, .termInterestPayable, .otherBanks, .cards: .liability
    case .interestExpense, .cashRounding: .expense
    case .interestIncome, .feeIncome: .income
    }
  }

  package var title: (zh: String, en: String) {
    switch self {
    case .demandInterestPayable: ("应付利息—活期存款", "Interest payable, demand deposits")
    case .termInterestPayable: ("应付利息—定期类存款", "Interest payable, term deposits")
    case .otherBanks: ("同业清算", "Clearing with other banks")
    case .cards: ("银行卡清算", "Card clearing")
    case .interestExpense: ("利息支出", "Interest expense")
    case .cashRounding: ("现金尾差", "Cash rounding")
    case .interestIncome: ("利息收入", "Interest income")
    case .feeIncome: ("手续费收入", "Fee income")
    }
  }

  package func account(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: rawValue * 1_000_000 + BankChart.numeric(currency))
  }

  /// Which one a ledger account is; nil for any other account.
  init?(_ account: LedgerAccountID) { self.init(rawValue: account.sequence / 1_000_000) }
}
