import Primitives

/// Who must agree before a case goes on, from least to most.
package enum ApprovalNeed: String, Sendable, CaseIterable, Comparable {
  case none
  /// The teller types what matters a second time (双敲).
  case confirmation = "second-confirmation"
  /// Another teller looks it through (复核; SC-093, SC-094).
  case review
  /// A supervisor authorises it (授权).
  case supervisor
  /// Two persons, one of them a supervisor.
  case twoPersons = "two-persons"

  package static func < (left: ApprovalNeed, right: ApprovalNeed) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// How many persons beside the maker.
  package var persons: Int { self < .review ? 0 : self == .twoPersons ? 2 : 1 }

  package var title: Bilingual {
    switch self {
    case .none: Bilingual(zh: "无需授权", en: "no approval")
    case .confirmation: Bilingual(zh: "二次确认", en: "second confirmation")
    case .review: Bilingual(zh: "第二柜员复核", en: "review by a second teller")
    case .supervisor: Bilingual(zh: "主管授权", en: "approval by a supervisor")
    case .twoPersons: Bilingual(zh: "双人授权", en: "approval by two persons")
    }
  }
}

/// What is known of the danger of this piece of business. Fed by monitoring once there is one; normal until then.
package enum RiskLevel: String, Sendable, CaseIterable, Comparable {
  case normal, elevated, high

  package static func < (left: RiskLevel, right: RiskLevel) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One line of a service's approval policy: what it asks for, and when.
package struct ApprovalRule: Sendable, Equatable {
  package let needs: ApprovalNeed
  /// By ISO code; the rule holds *above* the amount. Empty: whatever the amount.
  package let above: [String: Money]
  /// From this danger on; nil: always.
  package let risk: RiskLevel?
  /// The rule does not bind a maker who holds one of these posts.
  package let notFor: Set<String>

  func applies(to amount: Money?, posts: Set<String>, risk now: RiskLevel) -> Bool {
    if let risk, now < risk { return false }
    if !notFor.isDisjoint(with: posts) { return false }
    if above.isEmpty { return true }
    guard let amount, let limit = above[amount.currency.code] else { return false }
    return amount.minor > limit.minor
  }

  func reason(_ amount: Money?) -> ApprovalReason {
    if let amount, let limit = above[amount.currency.code] {
      let text = Bilingual(
        zh: "金额 \(amount) 超过 \(limit)，需要\(needs.title.zh)。",
        en: "\(amount) is above \(limit): it needs \(needs.title.en).")
      return ApprovalReason(code: "amount-above-limit", limit: limit.decimal, text: text)
    }
    if let risk {
      let text = Bilingual(zh: "风险提示，需要\(needs.title.zh)。", en: "Marked as risky: it needs \(needs.title.en).")
      return ApprovalReason(code: "risk", limit: risk.rawValue, text: text)
    }
    let text = Bilingual(zh: "本交易需要\(needs.title.zh)。", en: "This business needs \(needs.title.en).")
    return ApprovalReason(code: "service", limit: needs.rawValue, text: text)
  }
}

/// What a decision is made from, beside the amount.
package struct PolicyGround: Sendable, Equatable {
  /// Raw names of what the person at the counter may do.
  package let permissions: Set<String>
  /// Raw names of the maker's posts.
  package let posts: Set<String>
  package let risk: RiskLevel

  package init(permissions: Set<String>, posts: Set<String> = [], risk: RiskLevel = .normal) {
    self.permissions = permissions
    self.posts = posts
    self.risk = risk
  }
}
