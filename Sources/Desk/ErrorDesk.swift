import Access
import Audit
import Banking
import Primitives
import Storage

/// The front door of the error register: looked at, errors registered, handled and closed, counted by month.
/// A teller sees what concerns him or what he registered; supervisors and auditors see their institutions.
package struct ErrorDesk: Sendable {
  package static let mostMonths = 36

  private let house: House
  private let tables: CaseTables

  init(_ house: House) {
    self.house = house
    tables = CaseTables(field: house.keys.field, entropy: house.entropy)
  }

  // MARK: Looking

  /// The furthest business date of the bank: up to it there is something to look for.
  package func today(by signOn: SignOn) async throws -> BusinessDate {
    try signOn.require(.errorRead)
    return try await house.database.read { [house] tx in try house.banking.calendar.latest(in: tx) }
  }

  /// The newest errors first, at most `ErrorRegister.mostListed`.
  package func list(_ filter: ErrorFilter, by signOn: SignOn) async throws -> [ErrorEntry] {
    try signOn.require(.errorRead)
    var filter = filter
    if Self.isBound(signOn) { filter.person = signOn.staff.number }
    return try await house.database.read { [house, filter] tx in
      let found = try house.access.institutions(below: signOn.institution.id, in: tx).flatMap {
        try house.banking.errors.list(filter, at: $0.id, in: tx)
      }
      return Array(
        found.sorted { ($0.happenedOn, $0.openedAt, $0.id.number) > ($1.happenedOn, $1.openedAt, $1.id.number) }.prefix(
          ErrorRegister.mostListed))
    }
  }

  /// - Throws: `Refusal` `error.unknown`, also for an entry that this person may not see.
  package func entry(_ id: ErrorNumber, by signOn: SignOn) async throws -> ErrorFile {
    try signOn.require(.errorRead)
    return try await house.database.read { [house, tables] tx in
      let places = try house.access.institutions(below: signOn.institution.id, in: tx)
      guard places.contains(where: { $0.id == id.institution }),
        let entry = try house.banking.errors.find(id, in: tx), Self.isVisible(entry, to: signOn)
      else { throw ErrorDesk.unknown }
      return ErrorFile(
        entry: entry, steps: try house.banking.errors.steps(of: id, in: tx),
        requests: try house.banking.errors.requests(of: id, in: tx),
        originalNumber: try entry.original.flatMap {
          try tables.find($0, at: id.institution, in: tx)?.number
        })
    }
  }

  /// The entries about a case that this person may see.
  package func entries(of original: Case, by signOn: SignOn) async throws -> [ErrorEntry] {
    guard signOn.may(.errorRead) else { return [] }
    return try await house.database.read { [house] tx in
      try house.banking.errors.entries(of: original.id, at: original.institution, in: tx)
        .filter { Self.isVisible($0, to: signOn) }
    }
  }

  /// The months up to the one of the institution's business date, the oldest first: errors by the month in which
  /// they were made, cases by the month in which they were settled.
  ///
  /// - Parameter months: 1 to `mostMonths`.
  package func months(_ months: Int = 12, by signOn: SignOn) async throws -> [ErrorMonth] {
    try signOn.require(.errorRead)
    let count = min(max(months, 1), Self.mostMonths)
    return try await house.database.read { [house] tx in
      let list = try house.banking.calendar.latest(in: tx).months(count)
      guard let first = list.first, let last = list.last?.lastOfMonth else { return [] }
      var (cases, errors) = ([Int64: Int64](), [Int64: [ErrorClass: Int64]]())
      for place in try house.access.institutions(below: signOn.institution.id, in: tx) {
        cases.merge(try CaseCountTables.settled(from: first, to: last, at: place.id, in: tx), uniquingKeysWith: +)
        for line in try house.banking.errors.counts(from: first, to: last, at: place.id, in: tx) {
          errors[line.month, default: [:]][line.errorClass, default: 0] += line.count
        }
      }
      return list.map { month in
        ErrorMonth(month: month, cases: cases[month.compactMonth] ?? 0, errors: errors[month.compactMonth] ?? [:])
      }
    }
  }

  /// The list as a file; that it left the house is audited.
  package func csv(_ filter: ErrorFilter, by signOn: SignOn) async throws -> [UInt8] {
    let entries = try await list(filter, by: signOn)
    let now = house.time.now
    try await house.database.write { [house] tx in
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "error.exported", subject: "\(signOn.institution.id)",
          detail: ["from": "\(filter.from)", "to": "\(filter.to)", "lines": "\(entries.count)"]), in: tx)
    }
    return CSVText.file([ErrorFile.columns] + entries.map(ErrorFile.cells))
  }

  // MARK: Deeds

  /// - Parameters:
  ///   - original: the case that went wrong, if there is one: then its teller is concerned and its day is the day.
  ///   - concerned: staff number, without a case.
  /// - Throws: `Refusal` `access.forbidden`, `case.unknown`, `access.staff-unknown`, and those of
  ///   `ErrorRegister.register`.
  @discardableResult
  package func register(
    _ errorClass: ErrorClass, _ discovery: Discovery, finding: String, original: CaseID? = nil,
    happenedOn: BusinessDate? = nil, concerned: String? = nil, key: IdempotencyKey, by signOn: SignOn
  ) async throws -> ErrorEntry {
    try signOn.require(.errorRegister)
    let (actor, now) = (CounterActor(signOn), house.time.now)
    return try await house.database.write { [house, tables] tx in
      let found = try original.map { id in
        guard let found = try tables.find(id, at: actor.institution, in: tx) else { throw CaseRefusal.unknown }
        return found
      }
      let person = try concerned.flatMap { $0.isEmpty ? nil : $0 }.map { text in
        guard let number = Staff.number(text), let person = try house.access.staff(number: number, in: tx) else {
          throw ErrorDesk.staffUnknown
        }
        return person
      }
      let today = try house.banking.calendar.businessDate(of: actor.institution, in: tx)
      return try house.banking.errors.register(
        ErrorReport(
          actor: actor, key: key, errorClass: errorClass, discovery: discovery,
          happenedOn: found?.businessDate ?? happenedOn ?? today, finding: finding, original: found?.id,
          concerned: found?.teller ?? person?.id, concernedNumber: found?.tellerNumber ?? person?.number, at: now),
        in: tx)
    }
  }

  /// - Throws: `Refusal` as `ErrorRegister.handle`.
  package func handle(_ id: ErrorNumber, _ text: String, by signOn: SignOn) async throws {
    try signOn.require(.errorRegister)
    try await own(id, signOn) { [house] actor, now, tx in
      try house.banking.errors.handle(id, text, by: actor, at: now, in: tx)
    }
  }

  /// - Throws: `Refusal` as `ErrorRegister.close`.
  package func close(_ id: ErrorNumber, _ text: String, by signOn: SignOn) async throws {
    try signOn.require(.errorClose)
    try await own(id, signOn) { [house] actor, now, tx in
      try house.banking.errors.close(id, text, by: actor, at: now, in: tx)
    }
  }

  /// A deed on an entry that this person may see, in the audit chain of where he sits.
  private func own(
    _ id: ErrorNumber, _ signOn: SignOn,
    _ deed: @escaping @Sendable (CounterActor, Moment, any WriteTransaction) throws -> ErrorEntry
  ) async throws {
    _ = try await entry(id, by: signOn)
    let (actor, now) = (CounterActor(signOn), house.time.now)
    try await house.database.write { tx in _ = try deed(actor, now, tx) }
  }

  /// Who has no post that looks over others sees only his own.
  private static func isBound(_ signOn: SignOn) -> Bool { !signOn.may(.errorClose) && signOn.may(.caseWork) }

  private static func isVisible(_ entry: ErrorEntry, to signOn: SignOn) -> Bool {
    !isBound(signOn) || entry.concernedNumber == signOn.staff.number || entry.openedNumber == signOn.staff.number
  }

  private static let unknown = Refusal(
    .notFound, "error.unknown", zh: "差错登记簿中没有这一条。", en: "The error register has no such entry.",
    remedyZh: "请核对登记号。", remedyEn: "Check the number of the entry.")
  private static let staffUnknown = Refusal(
    .invalid, "error.person", field: "concerned", zh: "没有这个工号。", en: "Nobody has this staff number.",
    remedyZh: "请核对工号，或留空。", remedyEn: "Check the number, or leave it empty.")
}

/// An entry with all that belongs to it.
package struct ErrorFile: Sendable {
  package let entry: ErrorEntry
  package let steps: [ErrorStep]
  package let requests: [CorrectionRequest]
  /// Journal number of the case.
  package let originalNumber: String?

  static let columns = [
    "number", "class", "discovered by", "happened on", "discovered on", "finding", "concerned", "registered by",
    "state", "handling", "handled by", "closed by",
  ]

  static func cells(_ entry: ErrorEntry) -> [String] {
    [
      "\(entry.id)", entry.errorClass.rawValue, entry.discovery.rawValue, "\(entry.happenedOn)",
      "\(entry.discoveredOn)", entry.finding, entry.concernedNumber ?? "", entry.openedNumber, entry.state.rawValue,
      entry.handling ?? "", entry.handledNumber ?? "", entry.closedNumber ?? "",
    ]
  }
}
