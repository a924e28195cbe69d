import Storage

/// SQL and schema of the payee directory: only numbers stand here, the name is read from the register.
enum PayeeTables {
  static let steps = [
    """
    CREATE TABLE payees (
      customer_id {id} NOT NULL, home {int} NOT NULL, account_number {int} NOT NULL, used_at {int} NOT NULL,
      PRIMARY KEY (customer_id, home, account_number)) {clustered}
    """
  ]
  static let remember: SQL = """
    INSERT INTO payees (customer_id, home, account_number, used_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (customer_id, home, account_number) DO UPDATE SET used_at = $4
    """
  static let list: SQL = """
    SELECT home, account_number FROM payees WHERE customer_id = $1 ORDER BY used_at DESC, home, account_number LIMIT $2
    """
  static let remove: SQL = """
    DELETE FROM payees WHERE customer_id = $1 AND home = $2 AND account_number = $3 RETURNING account_number
    """
}
