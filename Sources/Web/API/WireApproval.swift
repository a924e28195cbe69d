import Access
import Desk
import Primitives

/// A case that waits for somebody, as programs see it.
struct WireApproval: WireForm {
  struct Decision: WireForm {
    let checker: String
    let asSupervisor: Bool
    let verdict: String
    let reason: String?
    let mode: String
    let at: String

    static let shape = WireShape(
      "ApprovalDecision", Bilingual(zh: "一个授权决定", en: "What one person decided"),
      [
        .init("checker", .text(), "staff number"), .init("asSupervisor", .flag, "with a supervisor's authority"),
        .init("verdict", .oneOf(verdicts), "what was decided"), .init("reason", .text(), "why", required: false),
        .init("mode", .oneOf(["local", "remote"]), "at the teller's screen, or from the queue"),
        .init("at", .text(), "UTC, ISO 8601"),
      ])
  }

  let caseId: String
  let institution: String
  let round: Int64
  let service: String
  let code: Int
  let need: String
  let maker: String
  let amount: WireMoney?
  let askedAt: String
  let expiresAt: String
  let state: String
  let reasons: [WireText]
  let fields: [String: String]
  let decisions: [Decision]

  init(_ approval: Approval) {
    caseId = "\(approval.caseID)"
    institution = "\(approval.institution)"
    round = approval.round
    service = approval.service
    code = approval.serviceCode
    need = approval.need.rawValue
    maker = approval.makerNumber
    amount = approval.amount.map(WireMoney.init)
    askedAt = approval.askedAt.iso8601
    expiresAt = approval.expiresAt.iso8601
    state = approval.state.rawValue
    reasons = approval.papers.reasons.map { WireText($0.bilingual) }
    fields = approval.papers.form
    decisions = approval.decisions.map {
      Decision(
        checker: $0.checkerNumber, asSupervisor: $0.asSupervisor, verdict: $0.verdict.rawValue, reason: $0.reason,
        mode: $0.mode.rawValue, at: $0.at.iso8601)
    }
  }

  static let verdicts = ApprovalDecision.Verdict.allCases.map(\.rawValue)

  static let shape = WireShape(
    "Approval", Bilingual(zh: "待授权业务", en: "A case that waits for approval"),
    [
      .init("caseId", .text(.hex, length: 32...32), "the case"),
      .init("institution", .text(.digits, length: 6...6), "where"),
      .init("round", .integer(1...1_000_000), "each asking is a round"), .init("service", .text(), "id of the service"),
      .init("code", .integer(1...9999), "transaction code"),
      .init("need", .oneOf(["review", "supervisor", "two-persons"]), "who must agree"),
      .init("maker", .text(), "staff number of the teller"),
      .init("amount", .shape(WireMoney.shape), "the amount", required: false),
      .init("askedAt", .text(), "UTC, ISO 8601"), .init("expiresAt", .text(), "the case is released then, UTC"),
      .init("state", .oneOf(Approval.State.allCases.map(\.rawValue)), "how it stands"),
      .init("reasons", .list(.shape(WireText.shape)), "why somebody must agree"),
      .init("fields", .texts(most: 100, length: 4000), "the form as it was typed"),
      .init("decisions", .list(.shape(Decision.shape)), "what was decided so far"),
    ])

  static let request = WireShape(
    "ApprovalRequest", Bilingual(zh: "授权决定", en: "A decision"),
    [
      .init("verdict", .oneOf(verdicts), "pass, refuse, or return for what is missing"),
      .init("reason", .text(length: 1...200), "needed unless it passes", required: false),
    ])

  static let localRequest = WireShape(
    "LocalApprovalRequest", Bilingual(zh: "现场授权", en: "A decision at the teller's screen"),
    request.members + [
      .init("number", .text(length: 1...20), "staff number of the approver"),
      .init("password", .text(length: 1...256), "his password"),
    ])
}

struct WireApprovals: WireForm {
  let approvals: [WireApproval]

  static let shape = WireShape(
    "Approvals", Bilingual(zh: "授权队列", en: "The queue of approvals"),
    [.init("approvals", .list(.shape(WireApproval.shape)), "the oldest first")])
}

struct WireLoan: WireForm {
  let lender: String
  let borrower: String
  let from: String
  let until: String
  let takenBackAt: String?

  init(_ loan: AuthorityLoan) {
    lender = loan.lenderNumber
    borrower = loan.borrowerNumber
    from = loan.from.iso8601
    until = loan.until.iso8601
    takenBackAt = loan.takenBackAt?.iso8601
  }

  static let shape = WireShape(
    "AuthorityLoan", Bilingual(zh: "授权下放", en: "A lent authority"),
    [
      .init("lender", .text(), "staff number"), .init("borrower", .text(), "staff number"),
      .init("from", .text(), "UTC, ISO 8601"), .init("until", .text(), "UTC, ISO 8601"),
      .init("takenBackAt", .text(), "UTC, ISO 8601", required: false),
    ])

  static let request = WireShape(
    "AuthorityLoanRequest", Bilingual(zh: "借出授权", en: "Lend the authority to approve"),
    [
      .init("number", .text(length: 1...20), "staff number of the borrower"),
      .init("minutes", .integer(1...720), "for so long"),
    ])
}

struct WireLoans: WireForm {
  let loans: [WireLoan]

  static let shape = WireShape(
    "AuthorityLoans", Bilingual(zh: "授权下放记录", en: "Lent authorities"),
    [.init("loans", .list(.shape(WireLoan.shape)), "the newest first")])
}
