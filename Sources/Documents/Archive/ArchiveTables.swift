import Primitives
import Storage

/// All SQL of the archive.
enum ArchiveTables {
  static let keepDraft: SQL = """
    INSERT INTO archive_draft (institution, hash, case_id, size, wrapped_key, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
  static let draft: SQL = "SELECT size, wrapped_key, body FROM archive_draft WHERE institution = $1 AND hash = $2"
  static let dropDraft: SQL = "DELETE FROM archive_draft WHERE institution = $1 AND hash = $2"
  static let draftsFrom: SQL = """
    SELECT institution, hash, size, wrapped_key, body FROM archive_draft
    WHERE institution > $1 OR (institution = $1 AND hash > $2) ORDER BY institution, hash LIMIT $3
    """

  static let addBlob: SQL = "INSERT INTO archive_blob (institution, hash, body) VALUES ($1, $2, $3)"
  static let blob: SQL = "SELECT body FROM archive_blob WHERE institution = $1 AND hash = $2"
  static let removeBlob: SQL = "DELETE FROM archive_blob WHERE institution = $1 AND hash = $2"
  static let strayBlobs: SQL = """
    SELECT hash FROM archive_blob AS b WHERE NOT EXISTS (
      SELECT 1 FROM archive_entry AS e
      WHERE e.institution = b.institution AND e.hash = b.hash AND e.state = 'kept') ORDER BY institution, hash LIMIT 1000
    """

  static let addEntry: SQL = """
    INSERT INTO archive_entry (institution, id, case_id, journal_number, service, customer_id, account,
      business_date, teller, size, hash, archived_at, state, wrapped_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'kept', $13)
    """
  static let addMark: SQL = """
    INSERT INTO archive_mark (institution, value, entry_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
    """
  private static let columns = """
    e.institution, e.id, e.case_id, e.journal_number, e.service, e.customer_id, e.account, e.business_date,
    e.teller, e.size, e.hash, e.archived_at, e.state, e.destroyed_at, e.destroyed_why
    """
  static let entry = SQL("SELECT \(columns) FROM archive_entry AS e WHERE e.id = $1")
  static let key: SQL = "SELECT wrapped_key FROM archive_entry WHERE institution = $1 AND id = $2"
  static let destroy: SQL = """
    UPDATE archive_entry SET state = 'destroyed', wrapped_key = NULL, destroyed_at = $3, destroyed_why = $4
    WHERE institution = $1 AND id = $2 AND state = 'kept'
    """
  static let removeMarks: SQL = "DELETE FROM archive_mark WHERE institution = $1 AND entry_id = $2"
  static let entriesFrom = SQL(
    """
    SELECT \(columns) FROM archive_entry AS e
    WHERE e.institution > $1 OR (e.institution = $1 AND e.id > $2) ORDER BY e.institution, e.id LIMIT $3
    """)

  static func entry(_ row: Row) throws -> ArchiveEntry {
    guard let state = ArchiveEntry.State(rawValue: try row.text(12)) else {
      throw Fault("storage.row", "unknown state of an archive entry")
    }
    return ArchiveEntry(
      id: try row.id(1), institution: try row.institution(0), caseID: try row.id(2), journalNumber: try row.text(3),
      service: try row.text(4), customer: try row.optionalID(5), account: try row.optionalText(6),
      businessDate: try row.date(7), teller: try row.text(8), size: Int(try row.int(9)), hash: try row.bytes(10),
      archivedAt: try row.moment(11), state: state, destroyedAt: try row.optionalMoment(13),
      destroyedWhy: try row.optionalText(14))
  }

  /// The search for a filter. The text is put together from the fixed parts below, one per part of the filter
  /// that is given; values are always parameters.
  static func search(_ filter: ArchiveFilter, before: DocumentID?, limit: Int) -> (SQL, [Value]) {
    var values: [Value] = []
    var parts: [String] = []
    func bind(_ value: Value) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    if let institutions = filter.institutions {
      let places = institutions.map { bind(.institution($0)) }
      parts.append(places.isEmpty ? "1 = 0" : "e.institution IN (\(places.joined(separator: ", ")))")
    }
    if let id = filter.caseID { parts.append("e.case_id = \(bind(.id(id)))") }
    if let number = filter.journalNumber { parts.append("e.journal_number = \(bind(.text(number)))") }
    if let customer = filter.customer { parts.append("e.customer_id = \(bind(.id(customer)))") }
    if let account = filter.account { parts.append("e.account = \(bind(.text(account)))") }
    if let from = filter.from { parts.append("e.business_date >= \(bind(.date(from)))") }
    if let through = filter.through { parts.append("e.business_date <= \(bind(.date(through)))") }
    if let teller = filter.teller { parts.append("e.teller = \(bind(.text(teller)))") }
    if let service = filter.service { parts.append("e.service = \(bind(.text(service)))") }
    if let blind = filter.blind {
      parts.append(
        """
        EXISTS (SELECT 1 FROM archive_mark AS m
          WHERE m.value = \(bind(.bytes(blind))) AND m.institution = e.institution AND m.entry_id = e.id)
        """)
    }
    if let before { parts.append("e.id < \(bind(.id(before)))") }
    let condition = parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ")
    let end = " ORDER BY e.id DESC LIMIT \(bind(.int(limit)))"
    return (SQL("SELECT \(columns) FROM archive_entry AS e" + condition + end), values)
  }
}
