import Banking
import Interest
import Primitives

/// A played case: rates with their days, and what happens on which day. Made from a file by `ScenarioReader`; the
/// format is described in `docs/scenarios.md`.
package struct Scenario: Sendable {
  /// As it was named when it was read; stands before every line number.
  package let file: String
  package let name: String
  package let title: Bilingual
  /// Where the case comes from: a row of a list, a law, an example of a text.
  package let source: String
  package let holidays: [BusinessDate]
  package let rates: [ScenarioRate]
  package let events: [ScenarioEvent]

  /// The first business day of the scratch bank.
  var begins: BusinessDate { events[0].date }
}

package struct ScenarioRate: Sendable {
  let line: Int
  let key: RateKey
  /// As written; read once to be sure that it is a rate.
  let rate: String
  let from: BusinessDate
}

package struct ScenarioEvent: Sendable {
  /// In the file, counted from 1.
  package let line: Int
  package let date: BusinessDate
  let action: ScenarioAction
  let note: String?
  let expectations: [ScenarioExpectation]
}

/// What can happen. Accounts are named as the file names them.
enum ScenarioAction: Sendable {
  case openDemand(String, customer: String, document: String?)
  case openTerm(String, ScenarioContract, payer: String, Money)
  case deposit(String, Money)
  case withdraw(String, Money)
  case transfer(from: String, to: String, Money)
  /// nil: the whole principal.
  case draw(String, Money?)
  case request(RequestKind, String, amount: Money?, loss: LossReport.Mode?)
  case settleInterest(String)
  case dayEnd
  case show(String)
  case calculate(ScenarioCalculation)

  /// The account that the event is about; nil: none.
  var account: String? {
    switch self {
    case .openDemand(let name, _, _), .openTerm(let name, _, _, _), .deposit(let name, _), .withdraw(let name, _),
      .transfer(let name, _, _), .draw(let name, _), .request(_, let name, _, _), .settleInterest(let name),
      .show(let name), .calculate(.closing(let name)):
      name
    case .dayEnd, .calculate: nil
    }
  }

  var isOpening: Bool {
    switch self {
    case .openDemand, .openTerm: true
    default: false
    }
  }

  /// The accounts that must have been opened before.
  var needed: [String] {
    switch self {
    case .openDemand: []
    case .openTerm(_, _, let payer, _): [payer]
    case .transfer(let from, let to, _): [from, to]
    default: account.map { [$0] } ?? []
    }
  }
}

/// Product and terms of a deposit under a contract.
struct ScenarioContract: Sendable {
  let kind: TermDeposit.Kind
  let tenor: Tenor?
  let period: NoticePeriod?
  let instruction: MaturityInstruction
}

/// What is worked out by the Interest room or a rule alone: no counter of this bank books it, and the report says so.
enum ScenarioCalculation: Sendable {
  /// One principal at one agreed rate.
  case plain(Money, from: BusinessDate, until: BusinessDate, InterestRate, DayCount)
  /// A demand account if it were closed on the day of the event.
  case closing(String)
  /// An instalment contract at the posted rate of its first day, closed on the day of the event.
  case instalment(monthly: Money, Tenor, from: BusinessDate, missed: Set<Int>)
  /// An amount in Chinese capitals.
  case capitals(Money)
  /// A day as bills write it.
  case capitalsOfDate(BusinessDate)
  /// A number with its check digit (Luhn).
  case luhn(String)
}
