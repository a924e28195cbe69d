import Catalog
import Primitives

/// The effects that services may name, each with the code that performs it.
struct EffectList: Sendable {
  private let deposit: CashDepositEffect
  private let opening: AccountOpeningEffect

  init(_ house: House) {
    deposit = CashDepositEffect(banking: house.banking)
    opening = AccountOpeningEffect(banking: house.banking, entropy: house.entropy)
  }

  func effect(_ effect: ServiceEffect) throws -> any BankEffect {
    switch effect {
    case .depositCash: deposit
    case .openAccount: opening
    }
  }
}
