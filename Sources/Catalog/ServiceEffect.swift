/// What a service does to the bank's books: a closed list, each performed by code in Banking.
/// A definition may use only these, with the fields that the effect needs and the facts that it gives.
package enum ServiceEffect: String, Sendable, CaseIterable {
  case openAccount = "account.open"
  case depositCash = "deposit.cash"
  case withdrawCash = "withdraw.cash"
  case transferInternal = "transfer.internal"
  case openTerm = "term.open"
  case drawTerm = "term.draw"
  case giveNotice = "notice.give"
  case cancelNotice = "notice.cancel"
  case reportLoss = "loss.report"
  case cancelLoss = "loss.cancel"
  case replaceCertificate = "certificate.replace"
  case freezeAccount = "account.freeze"
  case releaseAccount = "account.release"
  case payInstalment = "instalment.pay"
  case pledge = "certificate.pledge"
  case unpledge = "certificate.unpledge"
  case proveMoment = "proof.moment"
  case provePeriod = "proof.period"
  case returnProof = "proof.return"
  case appointCash = "cash.appoint"
  case issueStatement = "statement.issue"
  case changeInformation = "customer.change"
  case openEnterprise = "enterprise.open"
  case closeAccount = "account.close"
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

  /// Fields that the effect reads: a definition without them cannot be performed.
  package var neededFields: [String: FieldType] {
    switch self {
    case .openAccount:
      [
        "documentType": .choice, "documentNumber": .documentNumber, "customerName": .name, "currency": .currency,
        "identityCheck": .choice, "identityResult": .choice, "actingAs": .choice,
      ]
    case .depositCash, .withdrawCash:
      ["account": .account, "amount": .money, "denominations": .denominations]
    case .openTerm: ["account": .account, "amount": .money]
    case .drawTerm: ["deposit": .deposit, "amount": .money]
    case .giveNotice: ["deposit": .deposit, "amount": .money]
    case .cancelNotice, .cancelLoss, .replaceCertificate: ["deposit": .deposit]
    case .reportLoss: ["deposit": .deposit, "lossMode": .choice]
    case .freezeAccount, .releaseAccount: ["account": .account, "reason": .text]
    case .transferInternal:
      ["account": .account, "payeeAccount": .account, "payeeName": .name, "amount": .money]
    case .payInstalment: ["deposit": .deposit, "amount": .money]
    case .pledge: ["deposit": .deposit, "pledgee": .text]
    case .unpledge: ["deposit": .deposit, "consent": .text]
    case .proveMoment: ["holding": .holding]
    case .provePeriod: ["holding": .holding, "until": .date]
    case .returnProof: ["proofNumber": .text]
    case .appointCash: ["account": .account, "amount": .money, "until": .date]
    case .issueStatement: ["account": .account, "statementKind": .choice, "from": .date, "to": .date]
    case .changeInformation, .openEnterprise, .closeAccount, .placeHold, .liftHold, .activateAccount, .issueCard,
      .activateCard, .replaceCard, .cancelCard, .setPassword, .changePassword, .resetPassword:
      deedFields
    }
  }

  /// What a definition fixes for the effect, and the values that may stand there.
  package var settings: [String: Set<String>] {
    switch self {
    case .openTerm: ["kind": ["lump-sum", "notice", "demand-or-time", "instalment"]]
    case .placeHold, .liftHold: ["kind": ["freeze", "stop"]]
    default: [:]
    }
  }

  /// The customer chooses a password for the account on his own screen.
  package enum NewPassword: Sendable, Equatable {
    case never, always
    /// Only when this field of the form has this value.
    case when(field: String, value: String)
  }

  package var newPassword: NewPassword {
    switch self {
    case .setPassword, .changePassword, .resetPassword: .always
    case .openAccount: .when(field: "password", value: "set")
    default: .never
    }
  }

  /// Facts that exist when the page is drawn, and what each means.
  package var facts: [String: String] {
    let own =
      switch self {
      case .openAccount: FactNames.accountOpening
      case .depositCash, .withdrawCash: FactNames.booking.merging(FactNames.cash) { first, _ in first }
      case .openTerm, .drawTerm, .payInstalment: FactNames.booking.merging(FactNames.term) { first, _ in first }
      case .giveNotice, .cancelNotice, .reportLoss, .cancelLoss, .replaceCertificate, .freezeAccount,
        .releaseAccount:
        FactNames.request
      case .transferInternal: FactNames.booking.merging(FactNames.payee) { first, _ in first }
      case .pledge, .unpledge, .proveMoment, .provePeriod, .returnProof, .appointCash: FactNames.paper
      case .issueStatement: FactNames.statement
      case .changeInformation, .openEnterprise, .closeAccount, .placeHold, .liftHold, .activateAccount, .issueCard,
        .activateCard, .replaceCard, .cancelCard, .setPassword, .changePassword, .resetPassword:
        deedFacts
      }
    return FactNames.everyCase.merging(own) { first, _ in first }
  }
}

/// The names under which Desk and Banking hand facts to pages and screens.
package enum FactNames {
  /// Given by Desk to every service.
  package static let everyCase: [String: String] = [
    "journalNumber": "number of the journal (流水号), such as 010001-20261122-000123",
    "businessDate": "accounting day, 2026-11-22",
    "createdAt": "time of day at the counter, 2026-11-22 12:19:02",
    "serviceName": "name of the service, Chinese first",
    "serviceCode": "four digits of the transaction code",
    "outletName": "name of the outlet",
    "outletNumber": "six digits of the outlet",
    "tellerNumber": "sign-on number of the teller, T0001",
    "tellerName": "name of the teller",
    "approvedBy": "who reviewed or approved it, or a dash",
    "receiptUrl": "address of the receipt, shown as QR",
    "customerName": "full name of the customer; on the signed page and the customer's own screen only",
    "customerNameMasked": "王*明",
    "customerNumber": "number of the customer at the bank",
    "documentType": "kind of the identity document, in words",
    "documentNumberMasked": "110105********002X",
  ]

  package static let accountOpening: [String: String] = [
    "accountNumber": "the new account, full number",
    "accountMasked": "the new account, middle hidden",
    "accountGrouped": "the new account in groups of four",
    "productName": "product, such as 个人活期 Demand account",
    "currency": "ISO code of the currency",
    "phoneMasked": "138****0000, or a dash when none was given",
    "identityCheck": "how the document was checked, in words",
    "identityResult": "result of the check, in words",
    "actingAs": "account holder or agent, in words",
    "agentName": "name of the agent, or a dash",
    "agentDocumentMasked": "document number of the agent, middle hidden, or a dash",
  ]

  package static let booking: [String: String] = [
    "accountNumber": "the account, full number",
    "accountMasked": "the account, middle hidden",
    "accountGrouped": "the account in groups of four",
    "amount": "figures with thousands separators and currency",
    "amountCapitals": "amount in Chinese capitals with its prefix",
    "currency": "ISO code of the currency",
    "valueDate": "day from which the money counts",
    "note": "note of the teller, or a dash",
  ]

  package static let cash: [String: String] = [
    "denominationsText": "100×3 50×2, as counted: what came in, or at a withdrawal what is paid out",
    "changeText": "change in the other direction, or a dash",
  ]

  package static let term: [String: String] = [
    "depositNumber": "number of the deposit",
    "depositGrouped": "number of the deposit in groups of four",
    "certificateNumber": "number of the certificate (存单号) that is valid now",
    "productName": "product and term, both languages",
    "principal": "what was deposited, or what is drawn of it",
    "termOpened": "day from which interest counts",
    "termMatures": "day of maturity, or a dash",
    "termRate": "rate of the contract, or in words that it is the withdrawal day's",
    "termInstruction": "what happens at maturity, or a dash",
    "interest": "interest paid now, or a dash",
    "interestWorking": "principal × days × rate, part by part",
    "interestSource": "rule and method of the interest",
    "termRest": "what stays, or a dash",
    "newCertificate": "certificate of what stays, or a dash: the old one is spent",
    "instalmentMonthly": "monthly sum of an instalment deposit, or a dash",
    "instalmentPaid": "monthly sums paid of all, such as 3 / 12, or a dash",
    "instalmentState": "whether the contract is kept, in words, or a dash",
  ]

  package static let request: [String: String] = [
    "accountNumber": "the account or deposit, full number",
    "accountGrouped": "the account or deposit in groups of four",
    "certificateNumber": "number of the certificate, or a dash",
    "productName": "product, both languages",
    "principal": "principal of the deposit, or a dash",
    "amount": "amount of a notice, or a dash",
    "requestUntil": "agreed day, or the last day on which a spoken report holds, or a dash",
    "lossMode": "spoken or written, or a dash",
    "reason": "why, or a dash",
  ]

  package static let paper: [String: String] = [
    "accountNumber": "the account or deposit, full number",
    "accountGrouped": "the account or deposit in groups of four",
    "certificateNumber": "number of the certificate, or a dash",
    "productName": "product, both languages",
    "amount": "what is pledged, proved or appointed, figures with currency",
    "amountCapitals": "the same in Chinese capitals with its prefix",
    "currency": "ISO code of the currency",
    "paperNumber": "number in the register, such as ZM-110101-00000012",
    "paperMadeOn": "accounting day on which it was made",
    "paperUntil": "last day on which it holds, the day cash is fetched, or a dash",
    "paperContent": "pledgee, or what a proof is for, or a dash",
    "paperHeld": "what deposit proofs hold on the account, or a dash",
    "consent": "number of the pledgee's consent, or a dash",
  ]

  package static let statement: [String: String] = [
    "accountNumber": "the account, full number",
    "accountMasked": "the account, middle hidden",
    "accountGrouped": "the account in groups of four",
    "productName": "product, both languages",
    "currency": "ISO code of the currency",
    "statementKind": "kind of the statement, in words",
    "statementFrom": "first day",
    "statementTo": "last day",
    "openingBalance": "balance before the first day",
    "closingBalance": "balance after the last day",
    "totalIn": "sum of credits",
    "totalOut": "sum of debits",
    "lineCount": "number of lines",
    "statementLines": "the lines: a row a line, cells between tabs, headings first",
  ]

  package static let payee: [String: String] = [
    "payeeName": "full name of the payee as on record",
    "payeeAccountNumber": "the payee's account, full number",
    "payeeAccountGrouped": "the payee's account in groups of four",
  ]
}
