import Access
import Catalog
import Desk
import Primitives

/// The left column of the workbench: code box, services, what is unfinished, today's sum.
struct StartColumn: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  /// `start`, `services`, `pages`, `nothingFound` and `noCase` of the template's contract.
  func context(_ call: Call, hasCase: Bool, typed: String = "", problem: (any Error)? = nil) async throws -> PageContext
  {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let waiting = try await desks.records.unfinished(by: signOn)
    let recent = try await recent(signOn)
    var start: PageContext = [
      "key": "\(IdempotencyKey(at: desks.house.time.now, from: desks.house.entropy))", "code": typed,
      "todayText": try await todayText(signOn, reader), "unfinished": waiting.map { unfinished($0, reader) },
      "hasUnfinished": !waiting.isEmpty, "recent": recent.map { service($0, reader) }, "hasRecent": !recent.isEmpty,
    ]
    if let problem { start["problem"] = kit.problem(problem, call) }
    return [
      "start": start, "services": offered(signOn, "").map { service($0, reader) }, "pages": [PageContext](),
      "nothingFound": false, "noCase": !hasCase,
    ]
  }

  /// Services that match and that this person may use.
  func offered(_ signOn: SignOn, _ query: String) -> [ServiceDefinition] {
    desks.house.catalog.search(query).filter { CaseRoutes.may(signOn, $0.permission) }
  }

  func service(_ service: ServiceDefinition, _ reader: ReaderForm) -> PageContext {
    [
      "id": service.id, "code": "\(service.code)", "name": reader(service.name),
      "initials": service.initials.first ?? "",
    ]
  }

  /// Places that a teller reaches from the code box.
  func places(_ signOn: SignOn, _ query: String, _ reader: ReaderForm) -> [PageContext] {
    let wanted = query.lowercased().filter { !$0.isWhitespace }
    guard !wanted.isEmpty else { return [] }
    return Self.places.filter { place in
      let name = kit.shelf.texts(place.key)
      let fits =
        place.code.hasPrefix(wanted) || place.initials.hasPrefix(wanted) || name.zh.contains(wanted)
        || name.en.lowercased().contains(wanted)
      return fits && signOn.may(place.need)
    }.map { place in
      ["href": place.href, "code": place.code, "name": reader.text(place.key), "initials": place.initials]
    }
  }

  /// The address of the place with this very code.
  func place(_ signOn: SignOn, _ code: String) -> String? {
    Self.places.first { $0.code == code.trimmingSpace && signOn.may($0.need) }?.href
  }

  private static let places: [(code: String, key: String, href: String, initials: String, need: Permission)] =
    [
      ("9001", "till", "/till", "wx", .tillOperate), ("9002", "nav_journal", "/journal", "ls", .journalRead),
      ("9003", "nav_accounts", "/accounts", "zh", .accountRead),
      ("9004", "nav_archive", "/archive", "da", .archiveRead),
      ("9005", "nav_verification", "/verification", "yz", .archiveVerify),
      ("9006", "blank_vouchers", "/vouchers", "kbpz", .tillOperate),
      ("9007", "counterfeits", "/counterfeits", "jb", .tillOperate),
    ]

  private func recent(_ signOn: SignOn) async throws -> [ServiceDefinition] {
    let today = try await desks.records.businessDate(by: signOn)
    let filter = JournalFilter(
      institution: signOn.institution.id, from: today, to: today, teller: signOn.staff.number, limit: 30)
    var seen: [ServiceDefinition] = []
    for record in try await desks.records.journal(filter, by: signOn) where seen.count < 3 {
      guard let service = desks.house.catalog.service(record.service), !seen.contains(where: { $0.id == service.id })
      else { continue }
      seen.append(service)
    }
    return seen
  }

  /// `37 笔 · ¥ 1,234.00`: what was booked today.
  func todayText(_ signOn: SignOn, _ reader: ReaderForm) async throws -> String {
    let totals = try await desks.records.totals(by: signOn).filter { $0.state == .settled }
    let count = totals.reduce(0) { $0 + $1.count }
    let sums = totals.compactMap { total in total.currency.map { Money(minor: total.minor, $0) } }.filter {
      $0.minor > 0
    }
    let texts = sums.isEmpty ? [reader.money(.zero(.cny))] : sums.map(reader.money)
    return ([reader.count(count)] + texts).joined(separator: " · ")
  }

  private func unfinished(_ record: Case, _ reader: ReaderForm) -> PageContext {
    let service = desks.house.catalog.service(record.service)
    var detail = reader.time(record.openedAt)
    if let amount = record.amount { detail += " · \(reader.money(amount))" }
    return [
      "href": "/cases/\(record.id)", "service": service.map { reader($0.name) } ?? record.service, "detail": detail,
      "waitsFor": CaseWaiting.text(record, reader),
    ]
  }
}

/// What a case waits for, in words.
enum CaseWaiting {
  static func text(_ record: Case, _ reader: ReaderForm) -> String {
    switch record.state {
    case .opened: reader.text("waits_teller")
    case .waiting: reader.text("waits_approver")
    case .drafted: reader.text("waits_customer")
    case .released: record.handBack == .due ? reader.text("waits_hand_back") : ""
    case .settled: ""
    }
  }
}
