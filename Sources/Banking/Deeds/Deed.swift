import Primitives
import Storage

/// What is done to a customer's record, an account or a card without moving money, beyond `RequestKind`.
package enum DeedKind: String, Sendable, CaseIterable {
  case changeInformation = "customer.change"
  case openEnterprise = "enterprise.open"
  case placeHold = "hold.place"
  case liftHold = "hold.lift"
  case activateAccount = "account.activate"
  case issueCard = "card.issue"
  case activateCard = "card.activate"
  case replaceCard = "card.replace"
  case cancelCard = "card.cancel"
  case setPassword = "password.set"
  case changePassword = "password.change"
  case resetPassword = "password.reset"
}

/// A deed as the teller typed it.
package struct DeedOrder: Sendable {
  package let counter: CounterOrder
  package let kind: DeedKind
  /// The checked fields of the form, as text; those left empty are absent.
  package let fields: [String: String]
  /// What the service fixes: `kind: stop`.
  package let settings: [String: String]
  /// The row of a customer who is new.
  package let newCustomer: CustomerID

  package init(
    _ counter: CounterOrder, _ kind: DeedKind, fields: [String: String], settings: [String: String] = [:],
    newCustomer: CustomerID
  ) {
    self.counter = counter
    self.kind = kind
    self.fields = fields
    self.settings = settings
    self.newCustomer = newCustomer
  }

  /// The account whose number was taken when the page was drawn.
  var takenAccount: AccountNumber? {
    fields[Self.taken].flatMap { try? AccountNumber(parsing: $0) }
  }

  static let taken = "taken.account"
}

/// What a deed would do, as far as the form tells it: for the page, the two screens and who has to agree.
package struct DeedSight: Sendable {
  /// The customer on record; nil for a new one, and while the form does not name him.
  package var customer: CustomerDetail?
  package var account: AccountNumber?
  /// Who signs: the customer, his proxy, or an officer.
  package var signer = ""
  /// By the names of `FactNames`.
  package var facts: [String: String] = [:]
  /// Beside the fields.
  package var findings: [String: Bilingual] = [:]
  /// Field → what the bank knows.
  package var prefill: [String: String] = [:]
}

/// A deed that is on record and waits for its signature.
package struct PreparedDeed: Sendable {
  package let number: JournalNumber
  package let customer: CustomerID
  package let sight: DeedSight
}

/// The code that performs one kind of deed. `look` is asked when the form is filled, when the page is drawn and once
/// more when the customer has signed.
protocol DeedWork: Sendable {
  /// Checks and tells; writes nothing. A field that is still empty ends the look early, without a refusal.
  func look(_ order: DeedOrder, on today: BusinessDate, in tx: any ReadTransaction) throws -> DeedSight
  /// Allots what the page must name already, and notes what the page says: further fields of the order.
  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String]
  /// The customer has signed.
  ///
  /// - Returns: what the audit entry says beside kind and case; no personal data.
  func perform(
    _ order: DeedOrder, on today: BusinessDate, entropy: any Entropy, in tx: any WriteTransaction
  ) throws -> [String: String]
  /// Gives back what `take` allotted.
  func drop(_ order: DeedOrder, in tx: any WriteTransaction) throws
}

extension DeedWork {
  func take(_ order: DeedOrder, on today: BusinessDate, in tx: any WriteTransaction) throws -> [String: String] { [:] }
  func drop(_ order: DeedOrder, in tx: any WriteTransaction) throws {}
}

/// Words and checks that deeds share.
enum DeedText {
  static let unchanged = "不变 unchanged"

  /// - Throws: `Refusal` `identity.doubtful`.
  static func checkIdentity(_ order: DeedOrder) throws {
    guard let result = order.fields["identityResult"] else { return }
    guard result == IdentityCheck.Result.agrees.rawValue else { throw BankingRefusal.identityDoubtful }
  }

  static func identity(_ order: DeedOrder) -> [String: String] {
    let methods = [
      "original-seen": "核对证件原件 Original seen", "chip-read": "读取证件芯片 Chip read", "registry": "联网核查 Registry",
    ]
    return [
      "identityCheck": methods[order.fields["identityCheck"] ?? ""] ?? "—",
      "identityResult": order.fields["identityResult"] == "agrees" ? "一致 Agrees" : "—",
    ]
  }

  static func account(_ account: DemandAccount) -> [String: String] {
    let number = account.number.description
    return [
      "accountNumber": number, "accountMasked": Masking.middle(number, head: 4, tail: 4),
      "accountGrouped": Masking.grouped(number), "currency": account.currency.code,
      "productName": "\(account.product.zh) \(account.product.en)",
    ]
  }

  static func customer(_ customer: CustomerDetail) -> [String: String] {
    let card = customer.card
    return [
      "customerName": customer.name, "customerNameMasked": card.nameMasked, "customerNumber": "\(card.id)",
      "documentType": "\(card.documentType.titleZh) \(card.documentType.titleEn)",
      "documentNumberMasked": card.documentMasked,
    ]
  }

  static func finding(_ customer: CustomerDetail, _ account: DemandAccount) -> Bilingual {
    Bilingual(
      zh: "\(customer.card.nameMasked) · \(account.product.zh)",
      en: "\(customer.card.nameMasked) · \(account.product.en)")
  }
}
