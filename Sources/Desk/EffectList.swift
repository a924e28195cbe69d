import Banking
import Catalog
import Primitives

/// The effects that services may name, each with the code that performs it.
struct EffectList: Sendable {
  private let house: House

  init(_ house: House) { self.house = house }

  func effect(_ effect: ServiceEffect) throws -> any BankEffect {
    let banking = house.banking
    return switch effect {
    case .openAccount: AccountOpeningEffect(banking: banking, entropy: house.entropy)
    case .depositCash:
      BookingEffect(
        banking: banking, business: DepositBusiness(bookings: banking.bookings, deposit: banking.cashDeposit))
    case .withdrawCash:
      BookingEffect(
        banking: banking, business: WithdrawalBusiness(withdrawal: banking.cashWithdrawal))
    case .transferInternal:
      BookingEffect(
        banking: banking,
        business: TransferBusiness(
          bookings: banking.bookings, payees: banking.payees, transfer: banking.transfer))
    case .openTerm: BookingEffect(banking: banking, business: TermOpenBusiness(terms: banking.terms))
    case .giveNotice: RequestEffect(banking: banking, kind: .giveNotice)
    case .cancelNotice: RequestEffect(banking: banking, kind: .cancelNotice)
    case .reportLoss: RequestEffect(banking: banking, kind: .reportLoss)
    case .cancelLoss: RequestEffect(banking: banking, kind: .cancelLoss)
    case .replaceCertificate: RequestEffect(banking: banking, kind: .replaceCertificate)
    case .freezeAccount: RequestEffect(banking: banking, kind: .freezeAccount)
    case .releaseAccount: RequestEffect(banking: banking, kind: .releaseAccount)
    case .drawTerm: BookingEffect(banking: banking, business: TermDrawBusiness(terms: banking.terms))
    case .payInstalment:
      BookingEffect(banking: banking, business: InstalmentBusiness(instalments: banking.instalments))
    case .pledge: PaperEffect(banking: banking, kind: .pledge)
    case .unpledge: PaperEffect(banking: banking, kind: .unpledge)
    case .proveMoment: PaperEffect(banking: banking, kind: .proveMoment)
    case .provePeriod: PaperEffect(banking: banking, kind: .provePeriod)
    case .returnProof: PaperEffect(banking: banking, kind: .returnProof)
    case .appointCash: PaperEffect(banking: banking, kind: .appointCash)
    case .issueStatement: StatementEffect(house: house)
    case .closeAccount: ClosingEffect(banking: banking)
    case .changeInformation: deed(.changeInformation)
    case .openEnterprise: deed(.openEnterprise)
    case .placeHold: deed(.placeHold)
    case .liftHold: deed(.liftHold)
    case .activateAccount: deed(.activateAccount)
    case .issueCard: deed(.issueCard)
    case .activateCard: deed(.activateCard)
    case .replaceCard: deed(.replaceCard)
    case .cancelCard: deed(.cancelCard)
    case .setPassword: deed(.setPassword)
    case .changePassword: deed(.changePassword)
    case .resetPassword: deed(.resetPassword)
    }
  }

  private func deed(_ kind: DeedKind) -> DeedEffect { DeedEffect(house: house, kind: kind) }
}
