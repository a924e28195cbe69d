import Primitives

/// Cash business as the teller typed it: a deposit or a withdrawal.
package struct CashOrder: Sendable {
  package let counter: CounterOrder
  package let account: AccountNumber
  package let amount: Money
  /// What the customer laid on the counter; at a withdrawal what he gives to be paid in round notes.
  package let received: CashCount
  /// What he gets out of the till.
  package let given: CashCount
  /// nil: the business date.
  package let valueDate: BusinessDate?

  package init(
    _ counter: CounterOrder, account: AccountNumber, amount: Money, received: CashCount, given: CashCount,
    valueDate: BusinessDate? = nil
  ) {
    self.counter = counter
    self.account = account
    self.amount = amount
    self.received = received
    self.given = given
    self.valueDate = valueDate
  }
}
