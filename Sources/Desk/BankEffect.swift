import Access
import Catalog
import Primitives
import Storage

/// What a service does to the bank's books, chosen by the `effect` of its definition from a closed list.
/// Everything random or timed is drawn before the transaction and passed in (DECISIONS 2).
protocol BankEffect: Sendable {
  /// What the teller sees while typing: the account found, what would be booked. Changes nothing.
  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview
  /// Draws what is random and returns the body that allots the number, checks and reserves; it runs in the
  /// transaction of the case's row, perhaps more than once.
  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts
  /// Moves the money. Checks again: a refusal here releases the case.
  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws
  /// Gives back what `prepare` reserved.
  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws
  /// The customer has the cash back that lay on the counter.
  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws
}

struct EffectOrder: Sendable {
  let record: Case
  let values: FieldValues
  let signOn: SignOn
  /// What the service's definition fixes for its effect.
  let settings: [String: String]
  let reservation: ReservationID
  let journal: JournalID
  let customer: CustomerID
  let deadline: Moment
  let now: Moment
}

struct EffectFacts: Sendable {
  var number: String
  var amount: Money?
  var accountNumber: String?
  var customer: CustomerID?
  var signer: String
  /// Cash lies on the counter: if the case ends otherwise it must be recorded as handed back.
  var takesCash: Bool
  var reserved: Bool
  var facts: [String: String]
  /// Document number and phone of a customer who is not on record yet: his new password must not repeat them.
  var personal: [String] = []
}

/// One line of "what will be booked" (借 / 贷).
package struct BookedLine: Sendable, Equatable {
  package let side: Bilingual
  package let account: Bilingual
  package let amount: Money

  package init(side: Bilingual, account: Bilingual, amount: Money) {
    self.side = side
    self.account = account
    self.amount = amount
  }
}

struct EffectPreview: Sendable {
  /// Named findings beside a field: account holder masked, known customer, sum of notes.
  var findings: [String: Bilingual] = [:]
  var booked: [BookedLine] = []
  var prefill: [String: String] = [:]
  var refusals: [Refusal] = []
}
