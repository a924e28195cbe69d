import Audit
import Primitives
import Storage

/// The error register (差错登记簿) of each institution (BC-027, EC-014, EC-015, EP-001, EP-009).
///
/// An entry never goes away and never goes back: open, handled, closed. What is done to it is a step of its history
/// and a record of the audit chain in the same transaction.
package struct ErrorRegister: Sendable {
  package static let mostListed = 500
  package static let textLength = 1...500

  let calendar: BankCalendar
  let audit: AuditBook

  /// - Throws: `Refusal` `error.text`, `error.date`.
  @discardableResult
  package func register(_ report: ErrorReport, in tx: any WriteTransaction) throws -> ErrorEntry {
    let place = report.actor.institution
    try Self.check(report.finding, "finding")
    if let known = try find(key: report.key, at: place, in: tx) { return known }
    let today = try calendar.businessDate(of: place, in: tx)
    guard report.happenedOn <= today else { throw ErrorRefusal.date(today) }
    guard let number = try tx.first(ErrorTables.nextNumber, [.institution(place)])?.int(0) else {
      throw Fault("error.number", "the register of \(place) gave no number")
    }
    let made = try tx.query(
      ErrorTables.insert,
      [
        .institution(place), .int(number), .id(report.key), .text(report.errorClass.rawValue),
        .text(report.discovery.rawValue), .date(today), .date(report.happenedOn), .text(report.finding),
        .id(report.original), .id(report.concerned), .text(report.concernedNumber), .text(report.actor.number),
        .moment(report.at),
      ])
    guard !made.isEmpty, let entry = try find(ErrorNumber(place, number), in: tx) else {
      throw Fault("error.row", "entry \(number) of \(place) was not written")
    }
    try note(.registered, entry, report.actor, report.finding, at: report.at, in: tx)
    return entry
  }

  /// What was done about it. A correction does this by itself.
  ///
  /// - Throws: `Refusal` `error.unknown`, `error.text`, `error.state`, `error.correction-waits`.
  @discardableResult
  package func handle(
    _ id: ErrorNumber, _ text: String, by actor: CounterActor, at now: Moment, as kind: ErrorStep.Kind = .handled,
    in tx: any WriteTransaction
  ) throws -> ErrorEntry {
    try Self.check(text, "handling")
    let entry = try found(id, lock: true, in: tx)
    guard entry.state == .open else { throw ErrorRefusal.state(entry.state) }
    if kind == .handled, try requests(of: id, in: tx).contains(where: { $0.state == .asked }) {
      throw ErrorRefusal.correctionWaits
    }
    let done = try tx.query(
      ErrorTables.handle, Self.key(id) + [.text(text), .id(actor.staff), .text(actor.number), .moment(now)])
    guard !done.isEmpty else { throw ErrorRefusal.state(entry.state) }
    try note(kind, entry, actor, text, at: now, in: tx)
    return try found(id, in: tx)
  }

  /// By a supervisor who neither made the error nor handled it.
  ///
  /// - Throws: `Refusal` `error.unknown`, `error.text`, `error.own-closing`, `error.state`.
  @discardableResult
  package func close(
    _ id: ErrorNumber, _ text: String, by actor: CounterActor, at now: Moment, in tx: any WriteTransaction
  ) throws -> ErrorEntry {
    try Self.check(text, "note")
    let entry = try found(id, lock: true, in: tx)
    guard entry.concerned != actor.staff, entry.handledBy != actor.staff else { throw ErrorRefusal.ownClosing }
    guard entry.state == .handled else { throw ErrorRefusal.state(entry.state) }
    let done = try tx.query(
      ErrorTables.close, Self.key(id) + [.id(actor.staff), .text(actor.number), .moment(now)])
    guard !done.isEmpty else { throw ErrorRefusal.state(entry.state) }
    try note(.closed, entry, actor, text, at: now, in: tx)
    return try found(id, in: tx)
  }

  /// A line of the history, and of the audit chain.
  func note(
    _ kind: ErrorStep.Kind, _ entry: ErrorEntry, _ actor: CounterActor, _ text: String, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    let last = try tx.first(ErrorTables.lastStep, Self.key(entry.id))?.int(0) ?? 0
    try tx.execute(
      ErrorTables.insertStep,
      Self.key(entry.id) + [
        .int(last + 1), .text(kind.rawValue), .id(actor.staff), .text(actor.number), .moment(now), .text(text),
      ])
    let today = try calendar.businessDate(of: entry.id.institution, in: tx)
    var detail = ["class": entry.errorClass.rawValue, "discovery": entry.discovery.rawValue]
    if let number = entry.concernedNumber { detail["concerned"] = number }
    if let original = entry.original { detail["case"] = "\(original)" }
    try audit.append(actor.entry("error.\(kind.rawValue)", "error:\(entry.id)", at: now, today, detail), in: tx)
  }

  /// - Throws: `Refusal` `error.text`.
  static func check(_ text: String, _ field: String) throws {
    guard textLength.contains(text.count), !text.allSatisfy(\.isWhitespace) else { throw ErrorRefusal.text(field) }
  }
}

// MARK: - Looking

extension ErrorRegister {
  /// - Returns: nil: no such entry.
  package func find(_ id: ErrorNumber, in tx: any ReadTransaction) throws -> ErrorEntry? {
    try tx.first(ErrorTables.find, Self.key(id)).map(Self.entry)
  }

  func find(
    key: IdempotencyKey, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> ErrorEntry? {
    try tx.first(ErrorTables.byKey, [.institution(institution), .id(key)]).map(Self.entry)
  }

  /// The entries about a case, the oldest first.
  package func entries(
    of original: CaseID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [ErrorEntry] {
    try tx.query(ErrorTables.ofCase, [.institution(institution), .id(original)]).map(Self.entry)
  }

  /// The newest errors first.
  package func list(
    _ filter: ErrorFilter, at institution: InstitutionID, limit: Int = mostListed, in tx: any ReadTransaction
  ) throws -> [ErrorEntry] {
    try tx.query(
      ErrorTables.list,
      [
        .institution(institution), .date(filter.from), .date(filter.to), .text(filter.errorClass?.rawValue ?? ""),
        .text(filter.state?.rawValue ?? ""), .text(filter.person ?? ""), .int(min(max(limit, 1), Self.mostListed)),
      ]
    ).map(Self.entry)
  }

  package func steps(of id: ErrorNumber, in tx: any ReadTransaction) throws -> [ErrorStep] {
    try tx.query(ErrorTables.stepsOf, Self.key(id)).map { row in
      guard let kind = ErrorStep.Kind(rawValue: try row.text(0)) else {
        throw Fault("storage.row", "unknown step of error \(id)")
      }
      return ErrorStep(
        kind: kind, actorNumber: try row.text(1), at: try row.moment(2), note: try row.text(3))
    }
  }

  /// The requests for a correction that this entry has seen.
  package func requests(of id: ErrorNumber, in tx: any ReadTransaction) throws -> [CorrectionRequest] {
    try tx.query(ErrorTables.requestsOfError, Self.key(id)).map(CorrectionRows.request)
  }

  /// Errors by the month in which they were made, and by class.
  package func counts(
    from: BusinessDate, to: BusinessDate, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [ErrorCount] {
    try tx.query(ErrorTables.byMonth, [.institution(institution), .date(from), .date(to)]).map { row in
      ErrorCount(month: try row.int(0), errorClass: try Self.errorClass(row.text(1)), count: try row.int(2))
    }
  }

  func found(_ id: ErrorNumber, lock: Bool = false, in tx: any ReadTransaction) throws -> ErrorEntry {
    guard let row = try tx.first(ErrorTables.find, Self.key(id), lock: lock) else { throw ErrorRefusal.unknown }
    return try Self.entry(row)
  }

  private static func key(_ id: ErrorNumber) -> [Value] { [.institution(id.institution), .int(id.number)] }

  private static func errorClass(_ text: String) throws -> ErrorClass {
    guard let errorClass = ErrorClass(rawValue: text) else { throw Fault("storage.row", "unknown class of error") }
    return errorClass
  }

  private static func entry(_ row: Row) throws -> ErrorEntry {
    guard let discovery = Discovery(rawValue: try row.text(3)),
      let state = ErrorEntry.State(rawValue: try row.text(12))
    else { throw Fault("storage.row", "unknown discovery or state of an error") }
    return ErrorEntry(
      id: ErrorNumber(try row.institution(0), try row.int(1)), errorClass: try errorClass(row.text(2)),
      discovery: discovery, discoveredOn: try row.date(4), happenedOn: try row.date(5), finding: try row.text(6),
      original: try row.optionalID(7), concerned: try row.optionalID(8), concernedNumber: try row.optionalText(9),
      openedNumber: try row.text(10), openedAt: try row.moment(11), state: state, handling: try row.optionalText(13),
      handledBy: try row.optionalID(14), handledNumber: try row.optionalText(15),
      handledAt: try row.optionalMoment(16), closedNumber: try row.optionalText(17),
      closedAt: try row.optionalMoment(18))
  }
}

enum ErrorRefusal {
  static let unknown = Refusal(
    .notFound, "error.unknown", zh: "差错登记簿中没有这一条。", en: "The error register has no such entry.",
    remedyZh: "请核对登记号。", remedyEn: "Check the number of the entry.")
  static func text(_ field: String) -> Refusal {
    Refusal(
      .invalid, "error.text", field: field, limit: "1–500", zh: "说明须为 1 至 500 字。",
      en: "The text must have 1 to 500 characters.", remedyZh: "请写明发生了什么、做了什么。",
      remedyEn: "Say what happened, or what was done.")
  }
  static func date(_ today: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "error.date", field: "happenedOn", limit: "\(today)", zh: "差错日期不能晚于会计日期 \(today)。",
      en: "An error cannot have happened after the business date \(today).", remedyZh: "请核对日期。",
      remedyEn: "Check the day.")
  }
  static func state(_ state: ErrorEntry.State) -> Refusal {
    Refusal(
      .conflict, "error.state", limit: state.rawValue, zh: "这一条的状态不允许此操作：须先登记处理，再由主管销号，已销号的不再改动。",
      en: "The entry's state does not allow this: it is handled first, then closed, and stays as it is.",
      remedyZh: "请刷新后查看。", remedyEn: "Look at the entry again.")
  }
  static let ownClosing = Refusal(
    .forbidden, "error.own-closing", zh: "差错当事人和处理人不能销号。",
    en: "Whoever made the error or handled it does not close it.", remedyZh: "请由另一名主管销号。",
    remedyEn: "Ask another supervisor.")
  static let correctionWaits = Refusal(
    .conflict, "error.correction-waits", zh: "更正申请尚待授权，不能先登记处理。",
    en: "A correction still waits for its approval; the entry cannot be handled before.",
    remedyZh: "请主管先同意或退回更正申请。", remedyEn: "Have it agreed to or refused first.")
}
