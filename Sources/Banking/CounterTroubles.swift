import Primitives

/// Refusals that the bank's books give at the counter, gathered for the help pages: the very sentences that are
/// thrown, with an example where a sentence names an amount or a day.
package enum CounterTroubles {
  private static let example = Money(minor: 100_00, .cny)
  private static let day = BusinessDate(compact: 2026_12_01)

  /// Of an account that a form names.
  package static var account: [Refusal] {
    let field = "account"
    return [
      BankingRefusal.accountFormat(field), BankingRefusal.accountCheckDigit(field),
      BankingRefusal.accountOtherBank(field), BankingRefusal.accountUnknown(field), BankingRefusal.accountClosed(field),
      BankingRefusal.accountFrozen(field),
    ]
  }
  package static var cash: [Refusal] {
    [
      CashRefusal.tillClosed, CashRefusal.tillCurrency(.cny), CashRefusal.cashDiffers(example, .zero(.cny)),
      CashRefusal.unknownDenomination(example, [50_00, 20_00], "denominations"),
    ]
  }
  package static var cashIn: [Refusal] { cash + [CashRefusal.changeMissing(example), TillRefusal.limit(example)] }
  package static var cashOut: [Refusal] {
    cash + [TransferRefusal.fundsShort(example), TillRefusal.piecesMissing(example, 3)]
  }
  package static var payee: [Refusal] {
    [
      TransferRefusal.sameAccount, TransferRefusal.payeeName, TransferRefusal.currency(.cny, .usd),
      TransferRefusal.fundsShort(example),
    ]
  }
  package static var termOpening: [Refusal] { [TermRefusal.currency, TransferRefusal.fundsShort(example)] }
  /// Of a deposit that a form names.
  package static var deposit: [Refusal] { [TermRefusal.unknown, TermRefusal.closed, TermRefusal.busy] }
  package static var termDrawing: [Refusal] {
    deposit + [TermRefusal.lost, TermRefusal.wholeOnly(example), TermRefusal.renewalDue]
  }
  package static var notice: [Refusal] {
    deposit + [TermRefusal.notNotice] + (day.map { [TermRefusal.noticeRuns($0)] } ?? [])
      + [TransferRefusal.fundsShort(example)]
  }
  package static var noticeCancelling: [Refusal] { deposit + [TermRefusal.notNotice, TermRefusal.noNotice] }
  package static var loss: [Refusal] { deposit + [RequestRefusal.reported] }
  package static var lossCancelling: [Refusal] { deposit + [RequestRefusal.notLost] }
  package static var replacing: [Refusal] { lossCancelling + [RequestRefusal.tooEarly(day)] }
  package static var freezing: [Refusal] {
    [BankingRefusal.accountUnknown("account"), BankingRefusal.accountState(.frozen)]
  }
  package static var releasing: [Refusal] {
    [BankingRefusal.accountUnknown("account"), BankingRefusal.accountState(.active)]
  }
  package static var opening: [Refusal] {
    [
      BankingRefusal.nameDiffers, BankingRefusal.phoneDiffers, BankingRefusal.identityDoubtful,
      BankingRefusal.classOneLimit(1),
    ]
  }
}
