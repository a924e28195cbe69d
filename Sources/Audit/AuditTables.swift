import Storage

/// All SQL of this room.
enum AuditTables {
  static let head: SQL = "SELECT sequence, hash, name FROM audit_head WHERE institution = $1 AND chain = $2"
  static let newHead: SQL =
    """
    INSERT INTO audit_head (institution, chain, name, sequence, hash) VALUES ($1, $2, $3, 0, $4)
    ON CONFLICT (institution, chain) DO NOTHING
    """
  static let moveHead: SQL =
    "UPDATE audit_head SET sequence = $3, hash = $4 WHERE institution = $1 AND chain = $2"
  static let heads: SQL =
    "SELECT institution, chain, name, sequence, hash FROM audit_head ORDER BY institution, chain"

  static let entryRows = TableRows(
    "audit_entry", key: ["institution", "chain", "sequence"],
    [
      .init("institution", .int), .init("chain", .int), .init("sequence", .int), .init("at", .int),
      .init("actor", .text), .init("action", .text), .init("subject", .text), .init("record", .bytes),
      .init("hash", .bytes),
    ])
  /// Entries in the order of their chains, after a place.
  static let walk: SQL =
    """
    SELECT institution, chain, sequence, at, actor, action, subject, record, hash FROM audit_entry
    WHERE (institution, chain, sequence) > ($1, $2, $3) ORDER BY institution, chain, sequence LIMIT $4
    """

  static let addCheckpoint: SQL =
    "INSERT INTO audit_checkpoint (sequence, record, heads, hash, signature) VALUES ($1, $2, $3, $4, $5)"
  static let newestCheckpoint: SQL =
    "SELECT sequence, record, heads, hash, signature FROM audit_checkpoint ORDER BY sequence DESC LIMIT 1"
  static let walkCheckpoints: SQL =
    """
    SELECT sequence, record, heads, hash, signature FROM audit_checkpoint
    WHERE sequence > $1 ORDER BY sequence LIMIT $2
    """

  /// Newest first, before a place; a part that is 0 or empty does not narrow.
  private static let narrowed =
    """
    (at, institution, chain, sequence) < ($1, $2, $3, $4) AND at >= $5 AND at < $6
    AND (institution = $7 OR $7 = 0) AND (chain = $8 OR $8 = 0) AND (actor = $9 OR $9 = '')
    AND ($10 = '' OR substr(action, 1, length($10)) = $10)
    """
  private static let newestFirst = "ORDER BY at DESC, institution DESC, chain DESC, sequence DESC LIMIT $11"
  private static let columns = "SELECT institution, chain, sequence, at, record, hash FROM audit_entry WHERE"

  static let page = SQL("\(columns) \(narrowed) \(newestFirst)")
  static let pageOfSubject = SQL("\(columns) \(narrowed) AND subject = $12 \(newestFirst)")
}
