import Storage

/// The SQL of proxies.
enum ProxyTables {
  static let rows = TableRows(
    "account_proxies", key: ["institution", "account_number", "customer_id"],
    [.init("institution", .int), .init("account_number", .int), .init("customer_id", .id), .init("valid_from", .int)])
  static let end: SQL = """
    UPDATE account_proxies SET valid_to = CASE WHEN valid_from > $3 THEN valid_from ELSE $3 END
    WHERE institution = $1 AND account_number = $2 AND valid_to IS NULL
    """
  static let ofAccount: SQL = """
    SELECT customer_id, valid_from FROM account_proxies
    WHERE institution = $1 AND account_number = $2 AND valid_to IS NULL ORDER BY customer_id LIMIT $3
    """
}
