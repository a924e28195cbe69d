/// One thing a person may do. Every route and every service names the one it needs.
package enum Permission: String, Sendable, CaseIterable {
  /// Own sign-on: who am I, change my password, sign off.
  case sessionOwn = "session.own"
  /// Open, check, submit, release and end one's own cases.
  case caseWork = "case.work"
  case accountOpen = "account.open"
  case depositCash = "deposit.cash"
  case withdrawCash = "withdraw.cash"
  case transferInternal = "transfer.internal"
  case termOperate = "term.operate"
  /// End the business day of one's institution and start its batch.
  case dayEnd = "day.end"
  /// Freeze an account and release it again.
  case accountFreeze = "account.freeze"
  /// Change what the bank has on record of a customer.
  case customerChange = "customer.change"
  case accountClose = "account.close"
  /// Issue, activate, replace and cancel cards.
  case cardManage = "card.manage"
  /// Look through another teller's case (复核).
  case caseReview = "case.review"
  /// Authorise another's case (授权).
  case caseApprove = "case.approve"
  /// Lend one's authority to approve for a time, and take it back.
  case authorityLend = "authority.lend"
  case tillOperate = "till.operate"
  /// Move the vault's cash, check tellers' tills, agree to cash short and over, balance the outlet.
  case tillSupervise = "till.supervise"
  /// Pair and unpair the display of one's own workstation.
  case displayPair = "display.pair"
  /// Fill in a value date other than the business date.
  case valueDateSet = "value-date.set"
  /// Hand in ink that no hand drew; demo banks only.
  case inkScripted = "ink.scripted"
  case journalRead = "journal.read"
  case accountRead = "account.read"
  /// Take the statement of an account out of the house as a file; every export is audited.
  case statementExport = "statement.export"
  case archiveRead = "archive.read"
  case archiveVerify = "archive.verify"
  /// See personal data in full; every look is audited.
  case customerReveal = "customer.reveal"
  /// Book between the bank's own clearing accounts, also by an interface of another system.
  case ledgerPost = "ledger.post"
  /// Look at rates, limits and holidays with their history.
  case parameterRead = "parameter.read"
  /// Ask for a change of a rate, a limit, a holiday.
  case parameterPropose = "parameter.propose"
  /// Decide on somebody else's wish to change one.
  case parameterApprove = "parameter.approve"
  /// See the error register.
  case errorRead = "error.read"
  /// Put an error into the register, and say what was done about it.
  case errorRegister = "error.register"
  /// Close an entry that concerns and was handled by somebody else.
  case errorClose = "error.close"
  case trialBalanceRead = "trial-balance.read"
  case auditRead = "audit.read"
  /// See how the store does: queue, refusals, retries.
  case storeRead = "store.read"
  case staffManage = "staff.manage"
  case terminalManage = "terminal.manage"

  /// Work at a counter happens at an enrolled workstation only.
  package var needsTerminal: Bool {
    switch self {
    case .caseWork, .accountOpen, .depositCash, .withdrawCash, .transferInternal, .termOperate, .accountFreeze,
      .tillOperate, .displayPair,
      .valueDateSet, .inkScripted, .customerChange, .accountClose, .cardManage:
      true
    default: false
    }
  }

  /// Moves money or makes vouchers: never together with managing staff (separation of duties).
  package var isBusiness: Bool {
    needsTerminal
      || [
        .ledgerPost, .caseReview, .caseApprove, .dayEnd, .tillSupervise, .parameterPropose, .parameterApprove,
      ].contains(self)
  }
}

/// A post (岗位) that a person holds.
package enum Post: String, Sendable, CaseIterable {
  case teller, supervisor, accountant, administrator, auditor
  /// Drives rehearsals of a demo bank: scripted ink and past value dates. Cannot be held elsewhere.
  case rehearsal

  package var permissions: Set<Permission> { Self.table[self] ?? [] }

  private static let table = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.granted) })

  /// The one table of who may do what.
  private var granted: Set<Permission> {
    switch self {
    case .teller:
      [
        .sessionOwn, .caseWork, .accountOpen, .depositCash, .withdrawCash, .transferInternal, .termOperate,
        .accountFreeze, .customerChange, .accountClose, .cardManage,
        .caseReview,
        .tillOperate,
        .displayPair, .journalRead, .accountRead,
        .archiveRead, .archiveVerify, .customerReveal, .statementExport, .errorRead, .errorRegister,
      ]
    case .supervisor:
      [
        .sessionOwn, .caseApprove, .authorityLend, .dayEnd, .tillSupervise, .displayPair, .valueDateSet, .journalRead,
        .accountRead,
        .archiveRead, .archiveVerify,
        .customerReveal, .trialBalanceRead, .statementExport, .parameterRead, .parameterApprove, .errorRead,
        .errorRegister, .errorClose,
      ]
    case .accountant:
      [
        .sessionOwn, .ledgerPost, .journalRead, .accountRead, .trialBalanceRead, .parameterRead, .parameterPropose,
      ]
    case .administrator: [.sessionOwn, .staffManage, .terminalManage, .storeRead]
    case .auditor:
      [
        .sessionOwn, .auditRead, .archiveRead, .archiveVerify, .journalRead, .accountRead, .trialBalanceRead,
        .parameterRead, .errorRead,
      ]
    case .rehearsal: [.sessionOwn, .valueDateSet, .inkScripted]
    }
  }

  /// An administrator and an auditor hold no other post: who gives rights, who works and who looks are
  /// three persons (GB/T 22239-2019, separation of administrator, auditor and user).
  package static func fit(_ posts: Set<Post>) -> Bool {
    !posts.isEmpty && (posts.count == 1 || posts.isDisjoint(with: [.administrator, .auditor]))
  }
}
