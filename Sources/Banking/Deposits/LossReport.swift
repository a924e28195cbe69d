import Primitives

/// A certificate reported lost (挂失). Payment stops at once on acceptance (savings rules, state council order 107 of
/// 1992, revised 2011, art. 31).
package struct LossReport: Sendable, Equatable {
  package enum Mode: String, Sendable, CaseIterable {
    /// Spoken or by letter in special cases: the written form must follow within five days, or it lapses. The day
    /// itself is not counted: reported on the 18th it holds through the 23rd.
    case spoken
    /// Holds until it is cancelled; a new certificate seven days later.
    case written
  }

  package static let spokenDays = 5
  package static let replacementDays = 7

  package let mode: Mode
  package let on: BusinessDate

  package init(_ mode: Mode, on date: BusinessDate) {
    self.mode = mode
    on = date
  }

  /// As stored; nil when nothing is reported.
  init?(_ mode: String?, _ date: Int64?) throws {
    guard let mode, let date else { return nil }
    guard let mode = Mode(rawValue: mode), let date = BusinessDate(compact: date) else {
      throw Fault("storage.row", "a stored loss report cannot be read")
    }
    self.init(mode, on: date)
  }

  package func holds(on date: BusinessDate) -> Bool {
    mode == .written || date <= on.adding(days: Self.spokenDays)
  }

  /// The first day on which a new certificate may be issued; nil after a spoken report.
  package var replaceableFrom: BusinessDate? { mode == .written ? on.adding(days: Self.replacementDays) : nil }
}
