import Primitives

/// What a demand account is beyond its number: whose kind it is, its class, and what it is bound to. An account without
/// a row of traits is a person's class I account.
package struct AccountTraits: Sendable, Equatable {
  /// 账户性质: a person's, or one of an enterprise (人民币银行结算账户管理办法, articles 3, 11 and 12).
  package enum Nature: String, Sendable, CaseIterable {
    case personal
    /// 基本存款账户: an enterprise has one, and draws cash from it.
    case basic
    /// 一般存款账户: besides the basic one, at another outlet; cash goes in but not out (article 33).
    case general
  }

  package let nature: Nature
  /// 1 to 3 (PBOC 银发[2015]392); enterprises are not classed and hold 1 here.
  package let accountClass: Int
  /// The class I account of the same person that a class II or III account is bound to (绑定账户).
  package let linked: AccountNumber?
  /// The last time a dormant account was woken.
  package let activatedOn: BusinessDate?

  package init(
    nature: Nature = .personal, accountClass: Int = 1, linked: AccountNumber? = nil, activatedOn: BusinessDate? = nil
  ) {
    self.nature = nature
    self.accountClass = accountClass
    self.linked = linked
    self.activatedOn = activatedOn
  }

  package static let plain = AccountTraits()

  package var isEnterprise: Bool { nature != .personal }
  var isPlain: Bool { nature == .personal && accountClass == 1 }

  package var product: Bilingual {
    switch nature {
    case .personal:
      let roman = ["I", "II", "III"][max(0, min(accountClass - 1, 2))]
      return Bilingual(
        zh: "个人活期存款账户（\(roman) 类）", en: "Personal demand deposit account (class \(roman))")
    case .basic: return Bilingual(zh: "单位活期存款账户（基本存款账户）", en: "Enterprise demand account (basic)")
    case .general: return Bilingual(zh: "单位活期存款账户（一般存款账户）", en: "Enterprise demand account (general)")
    }
  }
}
