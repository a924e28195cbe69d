import Primitives

/// A book (科目) as definitions and help pages name it; the ledger's own numbers stand in Banking's chart.
package enum BookName: String, Sendable, CaseIterable {
  case till, demand, term
  case interestExpense = "interest-expense"
  case cashRounding = "cash-rounding"
  case interestPayable = "interest-payable"

  package var title: Bilingual {
    switch self {
    case .till: Bilingual(zh: "柜员尾箱现金", en: "Cash in the teller's box")
    case .demand: Bilingual(zh: "活期存款", en: "Demand deposits")
    case .term: Bilingual(zh: "定期类存款", en: "Term deposits")
    case .interestExpense: Bilingual(zh: "利息支出", en: "Interest expense")
    case .cashRounding: Bilingual(zh: "现金尾差", en: "Cash rounding")
    case .interestPayable: Bilingual(zh: "应付利息", en: "Interest payable")
    }
  }
}

/// One accounting entry (会计分录) that a service makes when it settles: 借 … 贷 ….
package struct BookEntry: Sendable, Equatable {
  package let debit: BookName
  package let credit: BookName
  /// When it is made, if not always: the interest of a withdrawal.
  package let when: Bilingual?
}

extension DefinitionReader {
  static func bookEntry(_ node: Sheet) -> BookEntry {
    BookEntry(
      debit: node.choice("debit", BookName.self, or: .till), credit: node.choice("credit", BookName.self, or: .demand),
      when: node.has("when") ? node.bilingual("when") : nil)
  }
}

extension ServiceCatalog {
  /// What the form of this service refuses, as its examples show it: each code once per field, in the order of the
  /// examples. The sentences are those that a teller meets, because the examples are run.
  package static func formRefusals(of definition: ServiceDefinition) -> [Refusal] {
    var seen: Set<String> = []
    var found: [Refusal] = []
    for example in definition.examples where example.outcome == .refused {
      let checked = check(form: example.form, of: definition, context: example.context)
      var refusals = checked.refusals
      if refusals.isEmpty {
        let ground = PolicyGround(
          permissions: example.context.permissions.union([definition.permission]), posts: example.context.posts,
          risk: example.context.risk)
        let amount = definition.amountField.flatMap { checked.values.money($0) }
        let decision = decide(definition, amount: amount, currency: example.context.currency, on: ground)
        if case .refuse(let refusal) = decision { refusals = [refusal] }
      }
      for refusal in refusals where seen.insert("\(refusal.code) \(refusal.field ?? "")").inserted {
        found.append(refusal)
      }
    }
    return found
  }
}
