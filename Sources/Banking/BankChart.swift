import Ledger
import Primitives
import Storage

/// Which ledger accounts an institution has, by convention of their sequence (科目): so that nobody asks a
/// table for the till account of box 3 in CNY.
///
///     1 001 000 ccc   vault cash                        asset        ccc = ISO 4217 numeric code
///     1 002 000 ccc   cash under way (运送中现金)       asset        sent to another institution, not yet there
///     1 002 001 ccc   cash at the central bank          asset        either side until its statement settles it
///     1 003 000 ccc   cash short (现金短款)             asset        a till's missing cash until it is explained
///     1 1bb bb0 ccc   till box bbbb                     asset
///     2 001 nnn nnn   demand deposit number nnnnnn      liability
///     2 002 nnn nnn   deposit under a contract         liability
///     2 003 000 ccc   interest payable, demand         liability    2 004: under a contract (`StandingAccount`)
///     2 011 nnn nnn   enterprise demand deposit        liability
///     2 009 000 ccc   cash over (现金长款)              liability    a till's surplus until its owner is found
///     3 001 nnn nnn   clearing (待清算), number nnnnnn  liability, either side
///     4 001 000 ccc   capital the vault was funded from equity
///
/// Clearing by kind, income and expense: `StandingAccount`. Inter-branch accounts (辖内往来) have a convention of the ledger's own.
package enum BankChart {
  package static let largestBox: Int64 = 9999

  package static func vault(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 1_001_000_000 + numeric(currency))
  }

  /// Cash that left one vault for another institution and has not arrived.
  package static func transit(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 1_002_000_000 + numeric(currency))
  }

  /// Cash paid in to the central bank, or drawn from it, before its statement says so.
  package static func centralBank(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 1_002_001_000 + numeric(currency))
  }

  package static func cashShort(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 1_003_000_000 + numeric(currency))
  }

  /// A liability, never income: it is somebody's.
  package static func cashOver(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 2_009_000_000 + numeric(currency))
  }

  /// - Parameter box: 1 to 9999.
  package static func till(_ institution: InstitutionID, box: Int64, _ currency: Currency) -> LedgerAccountID {
    precondition((1...largestBox).contains(box), "till box out of range")
    return LedgerAccountID(institution, sequence: 1_100_000_000 + box * 1000 + numeric(currency))
  }

  package static func customer(_ number: AccountNumber) -> LedgerAccountID {
    LedgerAccountID(number.institution, sequence: 2_001_000_000 + number.sequence)
  }

  package static func enterprise(_ number: AccountNumber) -> LedgerAccountID {
    LedgerAccountID(number.institution, sequence: 2_011_000_000 + number.sequence)
  }

  package static func term(_ number: AccountNumber) -> LedgerAccountID {
    LedgerAccountID(number.institution, sequence: 2_002_000_000 + number.sequence)
  }

  /// - Parameter number: 1 to 999,999.
  package static func clearing(_ institution: InstitutionID, _ number: Int64) -> LedgerAccountID {
    precondition(ClearingAccounts.numbers.contains(number), "clearing number out of range")
    return LedgerAccountID(institution, sequence: 3_001_000_000 + number)
  }

  package static func isClearing(_ account: LedgerAccountID) -> Bool { account.sequence / 1_000_000 == 3001 }

  package static func capital(_ institution: InstitutionID, _ currency: Currency) -> LedgerAccountID {
    LedgerAccountID(institution, sequence: 4_001_000_000 + numeric(currency))
  }

  /// What a ledger account is called where what will be booked is shown.
  package static func title(_ account: LedgerAccountID) -> (zh: String, en: String) {
    switch account.sequence / 1_000_000 {
    case 1001: ("库存现金", "Vault cash")
    case 1002: ("运送中现金", "Cash under way")
    case 1003: ("现金短款", "Cash short")
    case 2009: ("现金长款", "Cash over")
    case 1100...1109: ("柜员尾箱 \(account.sequence / 1000 % 10_000)", "Till box \(account.sequence / 1000 % 10_000)")
    case 2001: ("个人活期存款", "Personal demand deposits")
    case 2002: ("个人定期类存款", "Personal term deposits")
    case 2011: ("单位活期存款", "Enterprise demand deposits")
    case 3001: ("待清算 \(account.sequence % 1_000_000)", "Clearing \(account.sequence % 1_000_000)")
    case 4001: ("实收资本", "Paid-in capital")
    default: StandingAccount(account)?.title ?? ("辖内往来", "Inter-branch")
    }
  }

  static func planned(_ leg: Leg) -> PlannedLeg {
    let title = title(leg.account)
    return PlannedLeg(side: leg.side, account: leg.account, titleZh: title.zh, titleEn: title.en, amount: leg.amount)
  }

  /// ISO 4217 numeric codes.
  static func numeric(_ currency: Currency) -> Int64 {
    switch currency {
    case .cny: 156
    case .czk: 203
    case .usd: 840
    case .eur: 978
    case .jpy: 392
    case .kwd: 414
    default: preconditionFailure("no numeric code for \(currency)")
    }
  }
}
