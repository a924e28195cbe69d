import Catalog
import Primitives
import Seals

/// One round in which somebody else is asked to agree to a case (授权, 复核). A round is about these very
/// fields: other fields begin another one.
package struct Approval: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case open, passed, refused
    /// Back to the teller for what is missing (退回补充; SC-046).
    case returned
    /// Its time passed, or the case ended otherwise.
    case expired
  }

  /// What the approver sees: the fields as they were typed, why he is asked, what would be booked.
  package struct Papers: Sendable, Equatable, Codable {
    package struct Text: Sendable, Equatable, Codable {
      package let zh: String
      package let en: String

      init(_ text: Bilingual) { (zh, en) = (text.zh, text.en) }

      package var bilingual: Bilingual { Bilingual(zh: zh, en: en) }
    }

    package struct Line: Sendable, Equatable, Codable {
      package let side: Text
      package let account: Text
      package let amount: String
    }

    package let form: [String: String]
    package let reasons: [Text]
    package let findings: [String: Text]
    package let booked: [Line]

    init(_ form: [String: String], _ reasons: [Bilingual], _ check: CaseCheck) {
      self.form = form
      self.reasons = reasons.map(Text.init)
      findings = check.findings.mapValues(Text.init)
      booked = check.booked.map {
        Line(side: Text($0.side), account: Text($0.account), amount: "\($0.amount)")
      }
    }
  }

  package let caseID: CaseID
  package let institution: InstitutionID
  package let round: Int64
  package let service: String
  package let serviceCode: Int
  package let need: ApprovalNeed
  package let maker: StaffID
  package let makerNumber: String
  package let amount: Money?
  package let fingerprint: [UInt8]
  package let askedAt: Moment
  package let expiresAt: Moment
  package let state: State
  package let papers: Papers
  package let decisions: [ApprovalDecision]

  /// This round agreed to these very fields, and to no less than is asked for now.
  func covers(_ fingerprint: [UInt8], _ need: ApprovalNeed) -> Bool {
    state == .passed && Digest.equal(self.fingerprint, fingerprint) && self.need >= need && isSatisfied
  }

  /// Passed by enough persons of the right kind.
  var isSatisfied: Bool {
    let passes = decisions.filter { $0.verdict == .pass }
    return switch need {
    case .none, .confirmation: true
    case .review: !passes.isEmpty
    case .supervisor: passes.contains(where: \.asSupervisor)
    case .twoPersons: passes.count >= 2 && passes.contains(where: \.asSupervisor)
    }
  }
}

/// What one person decided.
package struct ApprovalDecision: Sendable, Equatable {
  package enum Verdict: String, Sendable, CaseIterable {
    case pass, refuse
    case giveBack = "return"
  }

  /// At the teller's own screen, or from the queue.
  package enum Mode: String, Sendable {
    case local, remote
  }

  package let checker: StaffID
  package let checkerNumber: String
  package let checkerName: String
  /// Whose authority was lent for it; nil: his own.
  package let authorityOf: StaffID?
  package let asSupervisor: Bool
  package let verdict: Verdict
  package let reason: String?
  package let mode: Mode
  package let at: Moment
}

/// What the approver says no with, and why nobody approves his own work.
package enum ApprovalRefusal {
  package static let unknown = Refusal(
    .notFound, "approval.unknown", zh: "没有这笔待授权业务。", en: "No such case waits for approval.",
    remedyZh: "请刷新授权队列。", remedyEn: "Refresh the queue.")

  package static let own = Refusal(
    .forbidden, "approval.own-work", zh: "不能授权自己经办的业务。", en: "Nobody approves his own work.",
    remedyZh: "请由另一位有权人员处理。", remedyEn: "Ask another authorised person.")

  package static let twice = Refusal(
    .conflict, "approval.decided", zh: "您已对本笔作出决定。", en: "You have decided on this case already.",
    remedyZh: "请由另一位有权人员处理。", remedyEn: "Another authorised person must decide.")

  package static func authority(_ need: ApprovalNeed) -> Refusal {
    Refusal(
      .forbidden, "approval.authority", limit: need.title.zh, zh: "您没有本笔所需的权限：\(need.title.zh)。",
      en: "You lack the authority for this: \(need.title.en).", remedyZh: "请由主管处理。",
      remedyEn: "Ask a supervisor.")
  }

  package static let over = Refusal(
    .conflict, "approval.over", zh: "本笔授权已经结束。", en: "This approval is over.", remedyZh: "请刷新授权队列。",
    remedyEn: "Refresh the queue.")

  package static let reasonNeeded = Refusal(
    .invalid, "approval.reason", field: "reason", limit: "1–200", zh: "拒绝或退回须说明原因，1 至 200 字。",
    en: "A refusal or return needs a reason of 1 to 200 characters.", remedyZh: "请填写原因。", remedyEn: "Give the reason.")
}
