import Banking
import Interest
import Ledger
import Primitives

/// A journal of the ledger, with the working of its interest.
package struct ScenarioPosting: Sendable, Encodable {
  package struct Leg: Sendable, Encodable {
    package let side: String
    package let account: String
    package let zh: String
    package let en: String
    /// What the scenario calls it.
    package let name: String?
    package let amount: String
  }

  /// nil: booked by the batch, which has no journal numbers for people.
  package let number: String?
  package let journal: String
  package let code: Int
  package let zh: String
  package let en: String
  package let businessDate: String
  package let valueDate: String
  package let legs: [Leg]
  package let workings: [ScenarioWorking]

  init(
    _ journal: Journal, _ number: JournalNumber?, names: [LedgerAccountID: String], workings: [ScenarioWorking]
  ) {
    self.number = number.map { "\($0)" }
    self.journal = "\(journal.id)"
    code = journal.code
    let title = Self.titles[journal.code] ?? Bilingual(zh: "其他", en: "other")
    (zh, en) = (title.zh, title.en)
    businessDate = "\(journal.businessDate)"
    valueDate = "\(journal.valueDate)"
    legs = journal.entries.map { entry in
      let title = BankChart.title(entry.leg.account)
      return Leg(
        side: entry.leg.side == .debit ? "debit" : "credit", account: "\(entry.leg.account)", zh: title.zh,
        en: title.en, name: names[entry.leg.account], amount: entry.leg.amount.decimal)
    }
    self.workings = workings
  }

  /// The business kinds that a play books.
  private static let titles: [Int: Bilingual] = [
    Tills.fundingCode: Bilingual(zh: "资本入库", en: "capital into the vault"),
    Tills.openingCode: Bilingual(zh: "领用尾箱", en: "till drawn"),
    Tills.handInCode: Bilingual(zh: "交回尾箱", en: "till handed in"),
    1201: Bilingual(zh: "现金存款", en: "cash deposit"), 1202: Bilingual(zh: "现金取款", en: "cash withdrawal"),
    1301: Bilingual(zh: "转账", en: "transfer"), 1401: Bilingual(zh: "整存整取开户", en: "lump sum opened"),
    1402: Bilingual(zh: "整存整取支取", en: "lump sum drawn"), 1411: Bilingual(zh: "通知存款开户", en: "notice deposit opened"),
    1414: Bilingual(zh: "通知存款支取", en: "notice deposit drawn"),
    1421: Bilingual(zh: "定活两便开户", en: "demand-or-time opened"),
    1422: Bilingual(zh: "定活两便支取", en: "demand-or-time drawn"), 9001: Bilingual(zh: "活期结息", en: "demand interest"),
    9002: Bilingual(zh: "到期处理", en: "maturity"),
  ]

  var text: String {
    let head = "    \(number ?? "批量 batch")  \(code) \(zh) \(en)  \(businessDate)  起息 value \(valueDate)"
    let lines = legs.map { leg in
      "      \(leg.side == "debit" ? "借 debit " : "贷 credit")  \(leg.account)  \(leg.zh) \(leg.en)"
        + (leg.name.map { " [\($0)]" } ?? "") + "  \(leg.amount)"
    }
    return ([head] + lines + workings.map(\.text)).joined(separator: "\n")
  }
}

/// Interest with all that is needed to find it again by hand.
package struct ScenarioWorking: Sendable, Encodable {
  package struct Stretch: Sendable, Encodable {
    package let principal: String
    package let from: String
    package let until: String
    package let months: Int
    package let days: Int
  }

  package struct Part: Sendable, Encodable {
    package let zh: String
    package let en: String
    package let stretches: [Stretch]
    package let rate: String
    package let formulaZh: String
    package let formulaEn: String
    package let rounded: String
    package let rule: String
    package let sourceZh: String
    package let sourceEn: String
  }

  package let method: String
  package let methodZh: String
  package let methodEn: String
  package let parts: [Part]
  /// Before any rounding, and after it.
  package let exact: String
  package let roundingZh: String
  package let roundingEn: String
  package let total: String

  init(_ working: InterestWorking) throws {
    method = working.method.rawValue
    (methodZh, methodEn) = (working.method.name.zh, working.method.name.en)
    parts = try working.parts.map { part in
      let formula = try part.formula()
      return Part(
        zh: part.title.zh, en: part.title.en,
        stretches: part.stretches.map {
          Stretch(
            principal: $0.principal.decimal, from: "\($0.from)", until: "\($0.until)", months: $0.length.months,
            days: $0.length.days)
        }, rate: "\(part.rate)", formulaZh: formula.zh, formulaEn: formula.en, rounded: part.rounded.description,
        rule: part.rule.rawValue, sourceZh: part.rule.source.zh, sourceEn: part.rule.source.en)
    }
    exact = working.exactText
    let isSplit = (working.parts.first?.rounded.scale ?? 0) > working.total.currency.scale
    roundingZh = isSplit ? "每段四舍五入至厘，合计至分" : "四舍五入至分"
    roundingEn = isSplit ? "each part to the li, the sum to the fen, half up" : "to the fen, half up"
    total = working.total.decimal
  }

  var text: String {
    var lines = ["      计息 Interest: \(methodZh) \(methodEn)"]
    for part in parts {
      lines.append("        \(part.zh) \(part.en)  \(part.rate)")
      for stretch in part.stretches {
        let months = stretch.months > 0 ? "\(stretch.months) 个月 months " : ""
        lines.append(
          "          \(stretch.principal)  \(stretch.from) → \(stretch.until)  \(months)\(stretch.days) 天 days")
      }
      lines.append("          \(part.formulaZh) → \(part.rounded)")
      lines.append("          依据 rule: \(part.sourceZh) \(part.sourceEn)")
    }
    return (lines + ["        合计 Total \(exact) → \(total)（\(roundingZh) \(roundingEn)）"]).joined(separator: "\n")
  }
}
