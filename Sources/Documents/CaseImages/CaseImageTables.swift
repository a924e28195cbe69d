import Primitives
import Storage

/// All SQL of the images of papers. That a submitted image stays is a rule of the table itself.
enum CaseImageTables {
  static let steps = [
    """
    CREATE TABLE archive_image (
      institution {int} NOT NULL, case_id {id} NOT NULL, number {int} NOT NULL CHECK (number BETWEEN 1 AND 100),
      kind {text} NOT NULL
        CHECK (kind IN ('identity-front', 'identity-back', 'agent-identity', 'licence', 'form', 'other')),
      source {text} NOT NULL CHECK (source IN ('camera', 'file')), taken_by {text} NOT NULL, taken_at {int} NOT NULL,
      width {int} NOT NULL CHECK (width > 0), height {int} NOT NULL CHECK (height > 0),
      size {int} NOT NULL CHECK (size > 0), hash {bytes} NOT NULL CHECK (length(hash) = 32), fixed_at {int},
      state {text} NOT NULL CHECK (state IN ('kept', 'removed', 'destroyed')), ended_at {int}, wrapped_key {bytes},
      thumbnail {bytes}, PRIMARY KEY (institution, case_id, number),
      CHECK ((state = 'kept') = (wrapped_key IS NOT NULL)), CHECK ((state = 'kept') = (thumbnail IS NOT NULL)),
      CHECK ((state = 'kept') = (ended_at IS NULL)), CHECK (state <> 'removed' OR fixed_at IS NULL)) {clustered}
    """,
    "CREATE UNIQUE INDEX archive_image_once ON archive_image (institution, case_id, hash) WHERE state = 'kept'",
    """
    CREATE TABLE archive_image_body (
      institution {int} NOT NULL, case_id {id} NOT NULL, number {int} NOT NULL, body {bytes} NOT NULL,
      PRIMARY KEY (institution, case_id, number),
      FOREIGN KEY (institution, case_id, number) REFERENCES archive_image (institution, case_id, number))
    """,
  ]

  private static let columns = """
    institution, case_id, number, kind, source, taken_by, taken_at, width, height, size, hash, fixed_at
    """
  static let all = SQL(
    """
    SELECT \(columns) FROM archive_image WHERE institution = $1 AND case_id = $2 AND state = 'kept' ORDER BY number
    """)
  static let one = SQL(
    """
    SELECT \(columns) FROM archive_image
    WHERE institution = $1 AND case_id = $2 AND number = $3 AND state = 'kept'
    """)
  static let lastNumber: SQL = """
    SELECT coalesce(max(number), 0) FROM archive_image WHERE institution = $1 AND case_id = $2
    """
  static let add: SQL = """
    INSERT INTO archive_image (institution, case_id, number, kind, source, taken_by, taken_at, width, height, size, hash,
      state, wrapped_key, thumbnail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'kept', $12, $13)
    """
  static let addBody: SQL = """
    INSERT INTO archive_image_body (institution, case_id, number, body) VALUES ($1, $2, $3, $4)
    """
  static let fix: SQL = """
    UPDATE archive_image SET fixed_at = $3
    WHERE institution = $1 AND case_id = $2 AND state = 'kept' AND fixed_at IS NULL
    """
  static let remove: SQL = """
    UPDATE archive_image SET state = 'removed', ended_at = $4, wrapped_key = NULL, thumbnail = NULL
    WHERE institution = $1 AND case_id = $2 AND number = $3 AND state = 'kept' AND fixed_at IS NULL
    """
  static let removeBody: SQL = """
    DELETE FROM archive_image_body WHERE institution = $1 AND case_id = $2 AND number = $3
    """
  static let destroy: SQL = """
    UPDATE archive_image SET state = 'destroyed', ended_at = $3, wrapped_key = NULL, thumbnail = NULL
    WHERE institution = $1 AND case_id = $2 AND state = 'kept'
    """
  static let destroyBodies: SQL = "DELETE FROM archive_image_body WHERE institution = $1 AND case_id = $2"
  static let key: SQL = """
    SELECT wrapped_key, thumbnail FROM archive_image
    WHERE institution = $1 AND case_id = $2 AND number = $3 AND state = 'kept'
    """
  static let body: SQL = """
    SELECT body FROM archive_image_body WHERE institution = $1 AND case_id = $2 AND number = $3
    """
  static let from = SQL(
    """
    SELECT \(columns) FROM archive_image
    WHERE state = 'kept' AND (institution > $1 OR (institution = $1 AND case_id > $2)
      OR (institution = $1 AND case_id = $2 AND number > $3)) ORDER BY institution, case_id, number LIMIT $4
    """)
  static let strayBodies: SQL = """
    SELECT b.number FROM archive_image_body AS b WHERE NOT EXISTS (
      SELECT 1 FROM archive_image AS i WHERE i.institution = b.institution AND i.case_id = b.case_id
        AND i.number = b.number AND i.state = 'kept') ORDER BY b.institution, b.case_id, b.number LIMIT 1000
    """

  static func image(_ row: Row) throws -> CaseImage {
    guard let kind = PaperKind(rawValue: try row.text(3)), let source = CaseImage.Source(rawValue: try row.text(4))
    else { throw Fault("storage.row", "unknown kind or source of an image") }
    return CaseImage(
      institution: try row.institution(0), caseID: try row.id(1), number: Int(try row.int(2)), kind: kind,
      source: source, takenBy: try row.text(5), takenAt: try row.moment(6), width: Int(try row.int(7)),
      height: Int(try row.int(8)), size: Int(try row.int(9)), hash: try row.bytes(10), isFixed: !row.isNull(11))
  }
}
