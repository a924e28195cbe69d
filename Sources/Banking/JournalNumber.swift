import Primitives

/// The number of a journal (流水号) as people read it: outlet, business date, sequence of that day, such
/// as `010001-20261122-000123`.
package struct JournalNumber: Hashable, Sendable, CustomStringConvertible {
  package let outlet: InstitutionID
  package let businessDate: BusinessDate
  /// 1, 2, 3 … within the outlet's day.
  package let sequence: Int64

  package init(outlet: InstitutionID, businessDate: BusinessDate, sequence: Int64) {
    self.outlet = outlet
    self.businessDate = businessDate
    self.sequence = sequence
  }

  /// Reads the text form; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      parts[0].utf8.count == 6, parts[1].utf8.count == 8, (6...12).contains(parts[2].utf8.count),
      let outlet = Int64(parts[0]), let compact = Int64(parts[1]), let sequence = Int64(parts[2]), sequence > 0,
      let date = BusinessDate(compact: compact)
    else { return nil }
    self.init(outlet: InstitutionID(outlet), businessDate: date, sequence: sequence)
    guard description == text else { return nil }
  }

  package var description: String { "\(outlet)-\(businessDate.compact)-\(padded(sequence, to: 6))" }
}

/// A journal number and what became of it.
package struct AllottedNumber: Hashable, Sendable {
  package enum State: String, Sendable {
    case allotted, settled, released
  }

  package let number: JournalNumber
  /// The case the number was allotted for; nil for the bank's own moves, such as a till's opening.
  package let caseID: CaseID?
  /// The journal to be posted under it; nil where the case books no money.
  package let journal: JournalID?
  package let state: State
  package let allottedAt: Moment
  package let endedAt: Moment?
}

func padded(_ value: Int64, to width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
