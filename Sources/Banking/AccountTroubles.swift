import Primitives

/// As `CounterTroubles`, of instalments, papers, holds, cards, records and closing.
extension CounterTroubles {
  private static let sum = Money(minor: 100_00, .cny)
  private static let day = BusinessDate(compact: 2026_12_01)

  package static var instalmentOpening: [Refusal] {
    termOpening + [InstalmentRefusal.belowMinimum, AccountRefusal.personalDeposit]
  }
  package static var instalment: [Refusal] {
    deposit + [InstalmentRefusal.kind, TransferRefusal.fundsShort(sum)]
  }
  package static var pledge: [Refusal] {
    deposit + [TermRefusal.lost, PaperRefusal.pledgeKind(.notice), PaperRefusal.busy]
      + (day.map { [PaperRefusal.matured($0)] } ?? [])
  }
  package static var unpledge: [Refusal] { deposit + [PaperRefusal.notPledged, PaperRefusal.busy] }
  package static var proof: [Refusal] {
    [PaperRefusal.nothing, PaperRefusal.balanceMoved, TermRefusal.lost, TransferRefusal.fundsShort(sum)]
  }
  package static var proofOfPeriod: [Refusal] {
    proof + [PaperRefusal.wholeDeposit(sum)]
      + (day.map { [PaperRefusal.untilRange($0, $0.adding(days: 30)), PaperRefusal.untilMaturity($0)] } ?? [])
  }
  package static var proofReturn: [Refusal] { [PaperRefusal.proofUnknown, PaperRefusal.ended, PaperRefusal.busy] }
  package static var appointment: [Refusal] {
    account + [PaperRefusal.appointmentNotNeeded(sum), TransferRefusal.fundsShort(sum)]
      + (day.map { [PaperRefusal.untilRange($0, $0.adding(days: 30))] } ?? [])
  }
  package static var statement: [Refusal] {
    account + (day.map { [StatementRefusal.period($0)] } ?? []) + [StatementRefusal.tooLong(Statements.mostOnPaper)]
  }
  package static var closing: [Refusal] {
    account + cash + [
      ClosingRefusal.held, ClosingRefusal.deposits(1), ClosingRefusal.linked(1), ClosingRefusal.basicLast(1),
      ClosingRefusal.underWay, ClosingRefusal.payout(sum), ClosingRefusal.nothing, ClosingRefusal.payee,
      ClosingRefusal.amount(sum),
    ]
  }
  package static var holding: [Refusal] {
    [
      BankingRefusal.accountUnknown("account"), BankingRefusal.accountClosed("account"), AccountRefusal.holdPast,
      AccountRefusal.holdKnown,
    ] + (day.map { [AccountRefusal.holdTooLong($0)] } ?? [])
  }
  package static var lifting: [Refusal] { [BankingRefusal.accountUnknown("account"), AccountRefusal.noHold] }
  package static var waking: [Refusal] {
    account + [AccountRefusal.notDormant, AccountRefusal.personalOnly, BankingRefusal.identityDoubtful]
  }
  /// Of a service that asks for the password of an account.
  package static var password: [Refusal] {
    [
      PasswordRefusal.wrong(left: 1), PasswordRefusal.locked("account"), PasswordRefusal.expired,
      PasswordRefusal.needed,
    ]
  }
  private static var newPassword: [Refusal] {
    [PasswordRefusal.weak, PasswordRefusal.personal, PasswordRefusal.differs]
  }
  package static var settingPassword: [Refusal] {
    account + [PasswordRefusal.alreadySet] + newPassword + [BankingRefusal.identityDoubtful]
  }
  package static var changingPassword: [Refusal] {
    account + [PasswordRefusal.none] + newPassword + [PasswordRefusal.same, BankingRefusal.identityDoubtful]
  }
  package static var information: [Refusal] {
    [
      BankingRefusal.customerUnknown, InformationRefusal.unchanged, InformationRefusal.outdated,
      InformationRefusal.address, BankingRefusal.identityDoubtful,
    ]
  }
  package static var enterprise: [Refusal] {
    [
      EnterpriseRefusal.nameDiffers, EnterpriseRefusal.basicNumber, EnterpriseRefusal.sameOutlet,
      AccountRefusal.basicExists, BankingRefusal.identityDoubtful,
    ]
  }
  package static var cardIssue: [Refusal] {
    account + [CardRefusal.noneIssued, CardRefusal.exhausted, AccountRefusal.personalOnly]
  }
  package static var card: [Refusal] {
    [CardRefusal.number("card"), CardRefusal.unknown, CardRefusal.state(.cancelled), BankingRefusal.identityDoubtful]
  }
}
