import Access
import Audit
import Desk
import Documents
import Ledger
import Primitives

/// A query of the journal, from the address of a page or of the API.
struct JournalQuery {
  let query: FormText

  init(_ query: FormText) { self.query = query }

  func filter(_ desks: Desks, by signOn: SignOn) async throws -> JournalFilter {
    let today = try await desks.workday(of: signOn) ?? desks.house.time.now.parts(offsetMinutes: 480).date
    let from = try Self.date(query, "from") ?? Self.date(query, "date") ?? today
    let to = try Self.date(query, "to") ?? from
    return JournalFilter(
      institution: signOn.institution.id, from: from, to: to, teller: query.filled("teller")?.uppercased(),
      state: query.filled("state").flatMap(CaseStates.state),
      account: query.filled("account")?.filter { !$0.isWhitespace }, limit: Self.number(query, "limit") ?? 50,
      offset: Self.number(query, "offset") ?? 0)
  }

  static func date(_ query: FormText, _ name: String) throws -> BusinessDate? {
    guard let text = query.filled(name) else { return nil }
    guard let date = BusinessDate(text) else {
      throw WebRefusal.wrongForm(name, "日期 2026-11-22", "a date such as 2026-11-22")
    }
    return date
  }

  static func number(_ query: FormText, _ name: String) -> Int? { query.filled(name).flatMap { Int($0) } }
}

/// States of cases by the names that wire and pages use.
enum CaseStates {
  static func state(_ name: String) -> CaseMachine.State? { CaseMachine.State.allCases.first { "\($0)" == name } }
}

/// The place of an account's entry in an address: `<journal>.<number>`.
enum EntryPlaceText {
  static func read(_ text: String?) throws -> EntryPlace? {
    guard let text else { return nil }
    let parts = text.split(separator: ".")
    guard parts.count == 2, let journal = JournalID(String(parts[0])), let number = Int(parts[1]) else {
      throw WebRefusal.wrongForm("before", "上一页给出的位置", "the place given by the page before")
    }
    return EntryPlace(journal: journal, number: number)
  }
}

/// A query of the archive; an ID number only ever comes in a body.
enum ArchiveQueryText {
  static func read(_ query: FormText) throws -> ArchiveDesk.Query {
    var read = ArchiveDesk.Query()
    if let text = query.filled("case") {
      if let id = CaseID(text.lowercased()) { read.filter.caseID = id } else { read.filter.journalNumber = text }
    }
    read.filter.account = query.filled("account")?.filter { !$0.isWhitespace }
    let date = try JournalQuery.date(query, "date")
    (read.filter.from, read.filter.through) = (date, date)
    read.filter.teller = query.filled("teller")?.uppercased()
    if let text = query.filled("before") {
      guard let before = DocumentID(text) else {
        throw WebRefusal.wrongForm("before", "上一页给出的位置", "the place given by the page before")
      }
      read.before = before
    }
    read.limit = JournalQuery.number(query, "limit") ?? 50
    return read
  }
}

enum AuditQuery {
  static func filter(_ query: FormText) -> AuditFilter {
    AuditFilter(
      actor: query.filled("actor"), actionPrefix: query.filled("action"), subject: query.filled("subject"))
  }

  static func place(_ query: FormText) throws -> AuditPlace? {
    guard let text = query.filled("before") else { return nil }
    guard let place = AuditPlace(text) else {
      throw WebRefusal.wrongForm("before", "上一页给出的位置", "the place given by the page before")
    }
    return place
  }
}
