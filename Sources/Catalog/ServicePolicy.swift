import Primitives

/// What the rules say to a checked request (DECISIONS 13).
package enum Decision: Sendable, Equatable {
  /// - confirmTwice: the amount lies above `confirmAbove`; it was typed a second time and the teller is told.
  case allow(confirmTwice: Bool)
  case needsApproval(reasons: [ApprovalReason])
  case refuse(Refusal)
}

/// Why somebody else must agree.
package struct ApprovalReason: Sendable, Equatable {
  /// `amount-above-limit`.
  package let code: String
  package let limit: String
  package let text: Bilingual
}

extension ServiceCatalog {
  /// Decides on permission, currency and thresholds. Limits say *above*: exactly the limit still passes.
  ///
  /// - Parameters:
  ///   - amount: nil for a service without an amount.
  ///   - currency: of the account or the amount; nil when not known yet.
  ///   - permissions: raw names of what the person at the counter may do.
  package static func decide(
    _ definition: ServiceDefinition, amount: Money?, currency: Currency? = nil, permissions: Set<String>
  ) -> Decision {
    guard permissions.contains(definition.permission) else {
      return .refuse(CatalogRefusal.permission(definition))
    }
    guard let currency = amount?.currency ?? currency else { return .allow(confirmTwice: false) }
    guard let limits = definition.limits[currency.code] else {
      return .refuse(
        CatalogRefusal.currencyNotOffered(currency, definition.currencies, field: definition.amountField))
    }
    guard let amount else { return .allow(confirmTwice: false) }
    if amount.minor < limits.smallest.minor {
      return .refuse(CatalogRefusal.amountTooSmall(definition.amountField ?? "amount", limits.smallest))
    }
    if amount.minor > limits.approveAbove.minor {
      let limit = limits.approveAbove
      let text = Bilingual(
        zh: "金额 \(amount) 超过柜员限额 \(limit)。", en: "\(amount) is above the teller's limit of \(limit).")
      return .needsApproval(reasons: [ApprovalReason(code: "amount-above-limit", limit: limit.decimal, text: text)])
    }
    return .allow(confirmTwice: amount.minor > limits.confirmAbove.minor)
  }

  package func decide(
    _ definition: ServiceDefinition, amount: Money?, currency: Currency? = nil, permissions: Set<String>
  ) -> Decision {
    Self.decide(definition, amount: amount, currency: currency, permissions: permissions)
  }
}
