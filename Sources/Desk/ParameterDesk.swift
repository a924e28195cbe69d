import Access
import Audit
import Banking
import Interest
import Primitives
import Storage

/// The front door of rates, limits and holidays: looked at, a change asked for, a change decided by somebody else.
/// A value in force is never rewritten (DECISIONS 15).
package struct ParameterDesk: Sendable {
  private let house: House

  init(_ house: House) { self.house = house }

  /// The furthest business date of the bank.
  package func today(by signOn: SignOn) async throws -> BusinessDate {
    try signOn.require(.parameterRead)
    return try await house.database.read { [house] tx in try house.banking.calendar.latest(in: tx) }
  }

  /// Every parameter with its history: the bank's values, and those of the institutions that this person sees.
  package func lines(by signOn: SignOn) async throws -> [ParameterLine] {
    try signOn.require(.parameterRead)
    let places = try await house.door.institutions(by: signOn).map(\.id)
    return try await house.database.read { [house] tx in
      let today = try house.banking.calendar.latest(in: tx)
      let values = try house.banking.parameters.values("", in: tx)
      var lines: [ParameterLine] = []
      for kind in ParameterKind.all {
        for place in [nil] + places.map(Optional.some) {
          let own = values.filter { $0.key == kind.key && $0.institution == place }
          guard !own.isEmpty || place == nil else { continue }
          lines.append(
            ParameterLine(
              kind: kind, institution: place, values: own, today: own.last { $0.from <= today },
              next: own.first { $0.from > today }))
        }
      }
      return lines
    }
  }

  /// The days on which the whole bank, or this person's institution, is closed: by day.
  package func holidays(by signOn: SignOn) async throws -> Set<BusinessDate> {
    try signOn.require(.parameterRead)
    let place = signOn.institution.id
    return try await house.database.read { [house] tx in
      var latest: [BusinessDate: ParameterValue] = [:]
      // In the order of places and days: the institution's own value and the later one win, as at the day's end.
      for value in try house.banking.parameters.values("calendar.holiday.", in: tx)
      where value.institution == nil || value.institution == place {
        guard let date = Int64(value.key.suffix(8)).flatMap({ BusinessDate(compact: $0) }) else { continue }
        latest[date] = value
      }
      return Set(latest.filter { $0.value.content == "1" }.keys)
    }
  }

  /// The newest changes, those that wait first.
  package func changes(by signOn: SignOn, limit: Int = 100) async throws -> [ParameterChange] {
    try signOn.require(.parameterRead)
    let all = try await house.database.read { tx in try ParameterTables.newest(limit, in: tx) }
    return all.filter { $0.state == .open } + all.filter { $0.state != .open }
  }

  /// Asks for a change.
  ///
  /// - Parameters:
  ///   - institution: nil: the whole bank, by people of head office only.
  ///   - from: after the business date of every institution: what is in force anywhere is never rewritten.
  ///   - reason: the ground, such as the notice with its number.
  /// - Throws: `Refusal` `access.forbidden`, `parameter.unknown`, `parameter.value`, `interest.rate-…`,
  ///   `parameter.too-early`, `parameter.reason`, `parameter.head-office`, `access.outside-institution`,
  ///   `parameter.change-open`, `parameter.already-set`.
  @discardableResult
  package func propose(
    _ key: String, _ value: String, institution: InstitutionID?, from: BusinessDate, reason: String, by signOn: SignOn
  ) async throws -> ParameterChange {
    try signOn.require(.parameterPropose)
    guard let kind = ParameterKind.find(key) else { throw ParameterRefusal.unknown }
    let content = try kind.content(of: value)
    let ground = Self.trimmed(reason)
    guard (4...200).contains(ground.count) else { throw ParameterRefusal.reason }
    try await require(institution, signOn)
    let now = house.time.now
    let id = CaseID(at: now, from: house.entropy)
    return try await house.database.write { [house] tx in
      let today = try house.banking.calendar.latest(in: tx)
      guard from > today else { throw ParameterRefusal.tooEarly(today.adding(days: 1)) }
      let known = try house.banking.parameters.values(key, in: tx)
        .filter { $0.key == key && $0.institution == institution }
      if known.contains(where: { $0.from == from }) { throw BankParameters.alreadySet(key, from) }
      let change = ParameterChange(
        id: id, kind: kind, institution: institution, from: from, content: content,
        before: known.last { $0.from <= today }?.content, reason: ground, maker: signOn.staff.id,
        makerNumber: signOn.staff.number, madeAt: now, state: .open, checkerNumber: nil, checkerReason: nil,
        decidedAt: nil)
      guard try ParameterTables.insert(change, in: tx) else { throw ParameterRefusal.open }
      try house.audit.append(Self.entry("parameter.proposed", change, signOn, now), in: tx)
      return change
    }
  }

  /// Agrees, and sets the value; or refuses with a reason.
  ///
  /// - Throws: `Refusal` `access.forbidden`, `parameter.unknown`, `parameter.own-change`, `parameter.decided`,
  ///   `parameter.too-early` when its day has come meanwhile, `parameter.reason`, `parameter.head-office`.
  package func decide(_ id: CaseID, agrees: Bool, reason: String?, by signOn: SignOn) async throws {
    try signOn.require(.parameterApprove)
    let ground = Self.trimmed(reason ?? "")
    guard agrees || (4...200).contains(ground.count) else { throw ParameterRefusal.reason }
    guard let seen = try await house.database.read({ tx in try ParameterTables.find(id, lock: false, in: tx) })
    else { throw ParameterRefusal.unknown }
    try await require(seen.institution, signOn)
    let now = house.time.now
    try await house.database.write { [house] tx in
      guard let change = try ParameterTables.find(id, lock: true, in: tx) else { throw ParameterRefusal.unknown }
      guard change.maker != signOn.staff.id else { throw ParameterRefusal.ownChange }
      guard change.state == .open else { throw ParameterRefusal.decided }
      if agrees {
        let today = try house.banking.calendar.latest(in: tx)
        guard change.from > today else { throw ParameterRefusal.tooEarly(today.adding(days: 1)) }
        try house.banking.parameters.set(
          change.kind.key, change.content, institution: change.institution, from: change.from, in: tx)
      }
      let done = try ParameterTables.decide(
        id, agrees ? .agreed : .refused, checker: signOn.staff.id, number: signOn.staff.number,
        reason: ground.isEmpty ? nil : ground, at: now, in: tx)
      guard done else { throw ParameterRefusal.decided }
      let action = agrees ? "parameter.agreed" : "parameter.refused"
      try house.audit.append(Self.entry(action, change, signOn, now), in: tx)
    }
  }

  /// The whole bank is head office's; an institution's own values belong to those above it and its own people.
  private func require(_ institution: InstitutionID?, _ signOn: SignOn) async throws {
    guard let institution else {
      guard signOn.institution.level == .headOffice else { throw ParameterRefusal.headOfficeOnly }
      return
    }
    guard try await house.door.institutions(by: signOn).contains(where: { $0.id == institution }) else {
      throw AccessRefusal.outsideInstitution
    }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }

  private static func entry(
    _ action: String, _ change: ParameterChange, _ signOn: SignOn, _ now: Moment
  ) -> AuditEntry {
    AuditEntry(
      chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number, action: action,
      subject: change.kind.key,
      detail: [
        "from": "\(change.from)", "value": change.content, "before": change.before ?? "-",
        "place": change.institution.map { "\($0)" } ?? "bank",
      ])
  }
}
