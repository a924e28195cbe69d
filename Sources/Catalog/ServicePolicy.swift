import Primitives

/// What the rules say to a checked request (DECISIONS 13).
package enum Decision: Sendable, Equatable {
  /// - confirmTwice: the amount lies above `confirmAbove`; it was typed a second time and the teller is told.
  case allow(confirmTwice: Bool)
  /// `review` or more.
  case needsApproval(ApprovalNeed, reasons: [ApprovalReason])
  case refuse(Refusal)
}

/// Why somebody else must agree.
package struct ApprovalReason: Sendable, Equatable {
  /// `amount-above-limit`, `risk`, `service`.
  package let code: String
  package let limit: String
  package let text: Bilingual
}

extension ServiceCatalog {
  /// Decides on permission, currency, thresholds and the approval policy. Limits say *above*: exactly the limit
  /// still passes. Of several rules the strictest holds, and every rule that asks for somebody else gives its
  /// reason.
  ///
  /// - Parameters:
  ///   - amount: nil for a service without an amount.
  ///   - currency: of the account or the amount; nil when not known yet.
  package static func decide(
    _ definition: ServiceDefinition, amount: Money?, currency: Currency? = nil, on ground: PolicyGround
  ) -> Decision {
    guard ground.permissions.contains(definition.permission) else {
      return .refuse(CatalogRefusal.permission(definition))
    }
    if let currency = amount?.currency ?? currency {
      guard let limits = definition.limits[currency.code] else {
        return .refuse(
          CatalogRefusal.currencyNotOffered(currency, definition.currencies, field: definition.amountField))
      }
      if let amount, amount.minor < limits.smallest.minor {
        return .refuse(CatalogRefusal.amountTooSmall(definition.amountField ?? "amount", limits.smallest))
      }
    }
    let rules = definition.policy.filter { $0.applies(to: amount, posts: ground.posts, risk: ground.risk) }
    let need = rules.map(\.needs).max() ?? .none
    if need >= .review {
      return .needsApproval(need, reasons: rules.filter { $0.needs >= .review }.map { $0.reason(amount) })
    }
    return .allow(confirmTwice: need == .confirmation)
  }

  package func decide(
    _ definition: ServiceDefinition, amount: Money?, currency: Currency? = nil, on ground: PolicyGround
  ) -> Decision {
    Self.decide(definition, amount: amount, currency: currency, on: ground)
  }
}

extension ServiceDefinition {
  /// The thresholds of the limits and the service's own rules, as one policy.
  package var policy: [ApprovalRule] {
    func above(_ threshold: (Limits) -> Money) -> [String: Money] { limits.mapValues(threshold) }
    let ofLimits =
      amountField == nil
      ? []
      : [
        ApprovalRule(needs: .confirmation, above: above(\.confirmAbove), risk: nil, notFor: []),
        ApprovalRule(needs: .supervisor, above: above(\.approveAbove), risk: nil, notFor: []),
      ]
    return ofLimits + approval
  }
}
