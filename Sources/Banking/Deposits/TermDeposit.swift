import Interest
import Ledger
import Primitives

/// A deposit under a contract (定期、通知、定活两便), as its row stands.
package struct TermDeposit: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case lumpSum = "lump-sum"
    case notice
    case demandOrTime = "demand-or-time"
    case instalment

    package var title: Bilingual {
      switch self {
      case .lumpSum: Bilingual(zh: "整存整取", en: "Lump-sum time deposit")
      case .notice: Bilingual(zh: "通知存款", en: "Notice deposit")
      case .demandOrTime: Bilingual(zh: "定活两便", en: "Demand-or-time deposit")
      case .instalment: Bilingual(zh: "零存整取", en: "Instalment deposit")
      }
    }
  }

  package enum State: String, Sendable {
    /// Its opening waits for the customer's signature.
    case pending
    case active, closed
    /// Its opening ended without a signature. The number is never given again.
    case released
  }

  package let number: AccountNumber
  package let customer: CustomerID
  package let currency: Currency
  package let kind: Kind
  package let tenor: Tenor?
  package let period: NoticePeriod?
  package let principal: Money
  package let openedOn: BusinessDate
  /// nil for kinds without a maturity.
  package let maturesOn: BusinessDate?
  /// nil for kinds whose rate is that of the withdrawal day.
  package let rate: InterestRate?
  package let instruction: MaturityInstruction
  package let partsDrawn: Int
  package let isRenewal: Bool
  package let lapses: [NoticeLapse]
  /// The withdrawal that was notified and waits.
  package let notice: WithdrawalNotice?
  /// Where money comes from and goes to.
  package let linked: AccountNumber
  /// Number of the certificate (存单号) that is valid now.
  package let certificate: Int64
  package let state: State
  /// The case that is changing it; nil: none.
  package let busyCase: CaseID?
  /// Reported lost: nothing is paid while it holds.
  package let loss: LossReport?

  package var ledgerAccount: LedgerAccountID { BankChart.term(number) }

  /// `010001-00000012`.
  package var certificateText: String { Self.certificateText(number.institution, certificate) }

  package static func certificateText(_ institution: InstitutionID, _ number: Int64) -> String {
    let digits = "\(number)"
    return "\(institution)-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// `整存整取 1 年`.
  package var product: Bilingual {
    switch kind {
    case .lumpSum, .instalment:
      Bilingual(zh: "\(kind.title.zh) \(tenor?.name.zh ?? "")", en: "\(kind.title.en), \(tenor?.name.en ?? "")")
    case .notice:
      Bilingual(zh: "\(period?.days ?? 0) 天\(kind.title.zh)", en: "\(kind.title.en), \(period?.days ?? 0) days")
    case .demandOrTime: kind.title
    }
  }

  /// As the interest room reads it.
  func lumpSum() throws -> TimeDeposit {
    guard let tenor, let rate else { throw Fault("term.broken", "deposit \(number) has no tenor or rate") }
    return try TimeDeposit(
      principal: principal, tenor: tenor, openedOn: openedOn, rate: rate, instruction: instruction,
      partsDrawn: partsDrawn, isRenewal: isRenewal)
  }

  func noticeDeposit() throws -> NoticeDeposit {
    guard let period else { throw Fault("term.broken", "deposit \(number) has no notice period") }
    return try NoticeDeposit(principal: principal, period: period, openedOn: openedOn, lapses: lapses)
  }
}

/// What opening or drawing a deposit under a contract means, beside the money.
package struct TermPlan: Sendable, Equatable {
  package let deposit: TermDeposit
  /// What is drawn of the principal; zero at an opening.
  package let drawn: Money
  /// Interest with its working; nil at an opening.
  package let working: InterestWorking?
  package let breaches: [NoticeBreach]
  /// What stays; nil: the deposit is closed. At an opening the deposit itself.
  package internal(set) var rest: TermRest?
  /// Of an instalment deposit.
  package var instalment: InstalmentSheet? = nil

  package var interest: Money { working?.total ?? .zero(deposit.currency) }
}

/// What a part leaves behind.
package struct TermRest: Sendable, Equatable {
  package let principal: Money
  package let partsDrawn: Int
  package let lapses: [NoticeLapse]
  /// Number of the certificate that the rest gets; nil before it was drawn.
  package var certificate: Int64? = nil
}
