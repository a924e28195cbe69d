import Storage

/// SQL and schema of transaction passwords, and of what each case asks of the customer.
enum PasswordTables {
  /// `sealed`: argon2id over a keyed hash of account and digits, and encrypted for its account. An entry belongs to one
  /// case and is used once.
  static let steps =
    [
      """
      CREATE TABLE account_passwords (
        institution {int} NOT NULL, number {int} NOT NULL, sealed {bytes} NOT NULL,
        version {int} NOT NULL CHECK (version > 0), set_on {int} NOT NULL, set_case {id} NOT NULL,
        wrong {int} NOT NULL CHECK (wrong >= 0), wrong_on {int},
        PRIMARY KEY (institution, number), CHECK (wrong = 0 OR wrong_on IS NOT NULL)) {clustered}
      """,
      """
      CREATE TABLE password_entries (
        institution {int} NOT NULL, case_id {id} NOT NULL, home {int} NOT NULL, number {int} NOT NULL,
        steps {text} NOT NULL CHECK (steps IN ('current', 'new', 'current,new')), personal_sealed {bytes},
        proved_version {int}, proved_until {int}, new_sealed {bytes}, used_at {int},
        PRIMARY KEY (institution, case_id), CHECK ((proved_version IS NULL) = (proved_until IS NULL)),
        CHECK (used_at IS NULL OR (new_sealed IS NULL AND personal_sealed IS NULL))) {clustered}
      """,
    ] + parameters

  /// The house's own values until a bank posts others.
  private static let parameters = [(AccountPasswords.triesKey, 3), (AccountPasswords.minutesKey, 15)].map {
    key, value in
    """
    INSERT INTO bank_parameters (institution, parameter, valid_from, content)
    VALUES (0, '\(key)', 20000101, '\(value)')
    """
  }

  static let find: SQL =
    "SELECT sealed, version, wrong, wrong_on FROM account_passwords WHERE institution = $1 AND number = $2"
  static let count: SQL =
    "UPDATE account_passwords SET wrong = $3, wrong_on = $4 WHERE institution = $1 AND number = $2"
  static let put: SQL = """
    INSERT INTO account_passwords (institution, number, sealed, version, set_on, set_case, wrong, wrong_on)
    VALUES ($1, $2, $3, 1, $4, $5, 0, NULL)
    ON CONFLICT (institution, number) DO UPDATE SET sealed = excluded.sealed,
      version = account_passwords.version + 1, set_on = excluded.set_on, set_case = excluded.set_case, wrong = 0,
      wrong_on = NULL
    """

  static let ask: SQL = """
    INSERT INTO password_entries (institution, case_id, home, number, steps, personal_sealed)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  static let entry: SQL = """
    SELECT home, number, steps, personal_sealed, proved_version, proved_until, new_sealed, used_at
    FROM password_entries WHERE institution = $1 AND case_id = $2
    """
  static let prove: SQL = """
    UPDATE password_entries SET proved_version = $3, proved_until = $4
    WHERE institution = $1 AND case_id = $2 AND used_at IS NULL RETURNING case_id
    """
  static let choose: SQL = """
    UPDATE password_entries SET new_sealed = $3
    WHERE institution = $1 AND case_id = $2 AND used_at IS NULL RETURNING case_id
    """
  static let use: SQL = """
    UPDATE password_entries SET used_at = $3, new_sealed = NULL, personal_sealed = NULL
    WHERE institution = $1 AND case_id = $2 AND used_at IS NULL RETURNING case_id
    """
  static let drop: SQL = "DELETE FROM password_entries WHERE institution = $1 AND case_id = $2"
}
