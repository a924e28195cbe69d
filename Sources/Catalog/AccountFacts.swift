/// What the services of customers, accounts and cards need and give.
extension ServiceEffect {
  /// Fields of the effects about customers, accounts and cards.
  var deedFields: [String: FieldType] {
    let identity: [String: FieldType] = ["identityCheck": .choice, "identityResult": .choice]
    let own: [String: FieldType]
    switch self {
    case .changeInformation: own = ["documentType": .choice, "documentNumber": .documentNumber]
    case .openEnterprise:
      own = [
        "creditCode": .creditCode, "enterpriseName": .name, "address": .text, "accountNature": .choice,
        "currency": .currency, "legalName": .name, "legalDocumentType": .choice,
        "legalDocumentNumber": .documentNumber, "proxyName": .name, "proxyDocumentType": .choice,
        "proxyDocumentNumber": .documentNumber,
      ]
    case .closeAccount: return ["account": .account, "payout": .choice]
    case .placeHold:
      return ["account": .account, "orderNumber": .text, "authority": .text, "until": .date]
    case .liftHold: return ["account": .account, "orderNumber": .text, "reason": .text]
    case .activateAccount, .issueCard, .setPassword, .changePassword, .resetPassword: own = ["account": .account]
    case .activateCard, .cancelCard: own = ["card": .card]
    case .replaceCard: own = ["card": .card, "reason": .choice]
    default: return [:]
    }
    return own.merging(identity) { first, _ in first }
  }

  var deedFacts: [String: String] {
    let own: [String: String]
    switch self {
    case .changeInformation: own = FactNames.informationChange.merging(FactNames.identity) { first, _ in first }
    case .openEnterprise: own = FactNames.enterprise.merging(FactNames.identity) { first, _ in first }
    case .closeAccount: return FactNames.closing
    case .placeHold, .liftHold: return FactNames.account.merging(FactNames.hold) { first, _ in first }
    case .activateAccount:
      own = ["lastMoved": "day of the last business"].merging(FactNames.identity) { first, _ in first }
    case .setPassword, .changePassword, .resetPassword: own = FactNames.identity
    case .issueCard, .activateCard, .replaceCard, .cancelCard:
      own = FactNames.card.merging(FactNames.identity) { first, _ in first }
    default: return [:]
    }
    return own.merging(FactNames.account) { first, _ in first }
  }
}

extension FactNames {
  package static let account: [String: String] = [
    "accountNumber": "the account, full number",
    "accountMasked": "the account, middle hidden",
    "accountGrouped": "the account in groups of four",
    "productName": "product, both languages",
    "currency": "ISO code of the currency",
  ]

  package static let identity: [String: String] = [
    "identityCheck": "how the document was checked, in words",
    "identityResult": "result of the check, in words",
  ]

  package static let informationChange: [String: String] = [
    "changeName": "name before → after, or that it stays",
    "changePhone": "phone before (masked) → after, or that it stays",
    "changeAddress": "address before (masked) → after, or that it stays",
    "changeOccupation": "occupation before → after, or that it stays",
    "changeDocumentUntil": "validity of the document before → after, or that it stays",
  ]

  package static let enterprise: [String: String] = [
    "creditCode": "unified social credit code",
    "enterpriseName": "full name of the enterprise",
    "address": "registered address",
    "accountNature": "basic or general deposit account, in words",
    "basicNumber": "number of the basic deposit account, or a dash",
    "legalName": "legal representative",
    "legalDocumentMasked": "document number of the legal representative, middle hidden",
    "proxyName": "who acts for the enterprise",
    "proxyDocumentMasked": "document number of the proxy, middle hidden",
    "phoneMasked": "138****0000, or a dash when none was given",
  ]

  package static let closing: [String: String] = booking.merging(cash) { first, _ in first }.merging([
    "productName": "product, both languages",
    "principal": "balance before the closing",
    "interest": "interest paid now",
    "interestWorking": "products × rate, part by part",
    "interestSource": "rule and method of the interest",
    "payout": "in cash or to which account, in words",
    "total": "balance and interest",
    "totalCapitals": "the total in Chinese capitals",
  ]) { first, _ in first }

  package static let hold: [String: String] = [
    "authority": "who ordered it",
    "orderNumber": "number of the order or request",
    "holdAmount": "the amount held, or that it is the whole account",
    "holdUntil": "last day on which it holds",
    "officers": "names and numbers of the officers, or a dash",
    "reason": "why it is lifted, or a dash",
  ]

  package static let card: [String: String] = [
    "cardGrouped": "number of the card in groups of four",
    "cardMasked": "number of the card, middle hidden",
    "formerCardMasked": "the card that is replaced, or a dash",
    "cardState": "state of the card after this business, in words",
    "reason": "why, or a dash",
  ]
}
