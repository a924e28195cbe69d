import Interest
import Primitives

/// What a file says must come out, in the same written form in which the bank's figure is compared with it.
struct ScenarioExpectation: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    /// Of the event: interest, what is paid with it, what is drawn of the principal, the principal afterwards.
    case interest, paid, drawn, principal
    /// Maturity of the deposit, agreed day of a notice, last day of a spoken report.
    case maturity, agreed, until
    case refusal, state, certificate, rate
    /// Of the working.
    case breaches, method, rules, parts, days, months, dayProduct, exact
    case capitals, valid
    /// Of any account by its name.
    case balance
  }

  let kind: Kind
  /// Of a balance.
  let account: String?
  let text: String
  let line: Int

  /// `balance of main`.
  var title: Bilingual {
    let name = account.map { " \($0)" } ?? ""
    return Bilingual(zh: kind.zh + name, en: kind.rawValue + name)
  }

  /// Nothing was found.
  static let none = "—"

  /// Lists are compared as one text.
  static func joined(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ", ") }
}

extension ScenarioExpectation.Kind {
  fileprivate var zh: String {
    switch self {
    case .interest: "利息"
    case .paid: "支付金额"
    case .drawn: "支取本金"
    case .principal: "本金"
    case .maturity: "到期日"
    case .agreed: "约定支取日"
    case .until: "有效至"
    case .refusal: "拒绝代码"
    case .state: "状态"
    case .certificate: "存单号"
    case .rate: "利率"
    case .breaches: "违约情形"
    case .method: "计息方法"
    case .rules: "依据"
    case .parts: "分段金额"
    case .days: "天数"
    case .months: "月数"
    case .dayProduct: "积数"
    case .exact: "舍入前"
    case .capitals: "大写"
    case .valid: "校验"
    case .balance: "余额"
    }
  }
}

/// What an event gave, by the kinds of expectations.
struct ScenarioFacts: Sendable {
  var values: [ScenarioExpectation.Kind: String] = [:]
  var working: InterestWorking?
  /// Under which the interest is booked; nil: nothing is.
  var journal: JournalID?
  /// The working was told with the batch.
  var isTold = false
  var refusal: Refusal?

  init(refusal: Refusal? = nil) {
    self.refusal = refusal
    if let refusal { values[.refusal] = refusal.code }
  }

  /// Interest with all of its working.
  init(working: InterestWorking) throws {
    self.working = working
    values[.interest] = working.total.decimal
    values[.method] = working.method.rawValue
    values[.rules] = ScenarioExpectation.joined(working.parts.map(\.rule.rawValue))
    values[.parts] = ScenarioExpectation.joined(working.parts.map(\.rounded.description))
    let stretches = working.parts.flatMap(\.stretches)
    values[.days] = ScenarioExpectation.joined(stretches.map { "\($0.length.days)" })
    values[.months] = ScenarioExpectation.joined(stretches.map { "\($0.length.months)" })
    values[.dayProduct] = ScenarioExpectation.joined(try working.parts.map { try $0.dayProduct().text })
    values[.exact] = working.exactText
  }
}
