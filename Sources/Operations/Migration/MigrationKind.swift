import Banking
import Ledger
import Primitives

/// What a transaction of the source is here: the one table by which `type`, `operation` and `k_symbol` become a kind of
/// business and a counter-account. It is printed in every report.
///
/// The counter-account follows the way the money took (cash, card, another bank); what the bank itself booked goes to
/// what it earned or spent. What a payment was for (household, pension, insurance, loan) stays its kind.
package enum MigrationKind: Int, Sendable, CaseIterable {
  case interestCredited = 9301
  case collection = 9302
  case pension = 9303
  case cashDeposit = 9304
  case cashWithdrawal = 9305
  case remittance = 9306
  case insurance = 9307
  case household = 9308
  case loan = 9309
  case penaltyInterest = 9310
  case householdInCash = 9311
  case statementFee = 9312
  case cardWithdrawal = 9313

  /// Business kinds of migrated postings; nothing else uses them.
  package static let codes = 9301...9313

  package enum Counter: Sendable, Equatable {
    case vault
    case standing(StandingAccount)
  }

  /// Columns of the source as they are written there, the symbol without blanks around it.
  package struct Written: Hashable, Sendable {
    package let type: String
    package let operation: String
    package let symbol: String
  }

  private static let table: [(String, String, String, MigrationKind)] = [
    ("PRIJEM", "", "UROK", .interestCredited),
    ("PRIJEM", "PREVOD Z UCTU", "", .collection),
    ("PRIJEM", "PREVOD Z UCTU", "DUCHOD", .pension),
    ("PRIJEM", "VKLAD", "", .cashDeposit),
    ("VYDAJ", "VYBER", "", .cashWithdrawal),
    ("VYBER", "VYBER", "", .cashWithdrawal),
    ("VYDAJ", "PREVOD NA UCET", "", .remittance),
    ("VYDAJ", "PREVOD NA UCET", "POJISTNE", .insurance),
    ("VYDAJ", "PREVOD NA UCET", "SIPO", .household),
    ("VYDAJ", "PREVOD NA UCET", "UVER", .loan),
    ("VYDAJ", "VYBER", "SANKC. UROK", .penaltyInterest),
    ("VYDAJ", "VYBER", "SIPO", .householdInCash),
    ("VYDAJ", "VYBER", "SLUZBY", .statementFee),
    ("VYDAJ", "VYBER KARTOU", "", .cardWithdrawal),
  ]

  package static let mapping: [Written: MigrationKind] = Dictionary(
    uniqueKeysWithValues: table.map { (Written(type: $0.0, operation: $0.1, symbol: $0.2), $0.3) })

  /// The ways of writing that become this kind, in the order of the table.
  package var written: [Written] {
    Self.table.filter { $0.3 == self }.map { Written(type: $0.0, operation: $0.1, symbol: $0.2) }
  }

  /// The side on which the customer's account is booked.
  package var side: Side {
    switch self {
    case .interestCredited, .collection, .pension, .cashDeposit: .credit
    default: .debit
    }
  }

  package var counter: Counter {
    switch self {
    case .interestCredited: .standing(.interestExpense)
    case .collection, .pension, .remittance, .insurance, .household, .loan: .standing(.otherBanks)
    case .cashDeposit, .cashWithdrawal, .householdInCash: .vault
    case .penaltyInterest: .standing(.interestIncome)
    case .statementFee: .standing(.feeIncome)
    case .cardWithdrawal: .standing(.cards)
    }
  }

  package func counter(at outlet: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    switch counter {
    case .vault: BankChart.vault(outlet, currency)
    case .standing(let account): account.account(outlet, currency)
    }
  }

  package var name: Bilingual {
    switch self {
    case .interestCredited: Bilingual(zh: "结息入账", en: "Interest credited")
    case .collection: Bilingual(zh: "他行转入", en: "Collection from another bank")
    case .pension: Bilingual(zh: "养老金", en: "Pension")
    case .cashDeposit: Bilingual(zh: "现金存入", en: "Cash deposit")
    case .cashWithdrawal: Bilingual(zh: "现金支取", en: "Cash withdrawal")
    case .remittance: Bilingual(zh: "汇往他行", en: "Remittance to another bank")
    case .insurance: Bilingual(zh: "保险费", en: "Insurance payment")
    case .household: Bilingual(zh: "家庭缴费", en: "Household payment")
    case .loan: Bilingual(zh: "贷款还款", en: "Loan payment")
    case .penaltyInterest: Bilingual(zh: "透支罚息", en: "Penalty interest")
    case .householdInCash: Bilingual(zh: "家庭缴费（现金）", en: "Household payment in cash")
    case .statementFee: Bilingual(zh: "账单费", en: "Statement fee")
    case .cardWithdrawal: Bilingual(zh: "银行卡取款", en: "Card withdrawal")
    }
  }
}
