import Storage

/// All SQL of Access.
enum AccessTables {
  // Institutions
  static let addInstitution: SQL = """
    INSERT INTO institution (id, level, parent, name_zh, name_en, added_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING id
    """
  static let institution: SQL = "SELECT id, level, parent, name_zh, name_en FROM institution WHERE id = $1"
  static let institutions: SQL = "SELECT id, level, parent, name_zh, name_en FROM institution ORDER BY id"

  // Staff
  static let addStaff: SQL = """
    INSERT INTO staff (institution, id, number, name, state, added_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING id
    """
  static let addCredential: SQL = """
    INSERT INTO staff_credential (institution, staff, password_hash, must_change, changed_at, failures)
    VALUES ($1, $2, $3, $4, $5, 0)
    """
  static let addPost: SQL = "INSERT INTO staff_post (institution, staff, post) VALUES ($1, $2, $3)"
  static let removePosts: SQL = "DELETE FROM staff_post WHERE institution = $1 AND staff = $2"
  static let posts: SQL = "SELECT post FROM staff_post WHERE institution = $1 AND staff = $2 ORDER BY post"
  static let staffByNumber: SQL = """
    SELECT s.institution, s.id, s.number, s.name, s.state, c.must_change
    FROM staff s JOIN staff_credential c ON c.institution = s.institution AND c.staff = s.id WHERE s.number = $1
    """
  static let staffByID: SQL = """
    SELECT s.institution, s.id, s.number, s.name, s.state, c.must_change
    FROM staff s JOIN staff_credential c ON c.institution = s.institution AND c.staff = s.id
    WHERE s.institution = $1 AND s.id = $2
    """
  static let staffOfInstitution: SQL = """
    SELECT s.institution, s.id, s.number, s.name, s.state, c.must_change
    FROM staff s JOIN staff_credential c ON c.institution = s.institution AND c.staff = s.id
    WHERE s.institution = $1 ORDER BY s.number LIMIT $2
    """
  static let setStaffState: SQL = "UPDATE staff SET state = $3 WHERE institution = $1 AND id = $2"

  // Reviews of posts
  static let addReview: SQL = """
    INSERT INTO post_review (institution, staff, reviewed_at, reviewer_number, posts) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (institution, staff, reviewed_at) DO NOTHING
    """
  static let reviews: SQL = """
    SELECT s.id, s.added_at, r.reviewed_at, r.reviewer_number FROM staff s
    LEFT JOIN post_review r ON r.institution = s.institution AND r.staff = s.id AND r.reviewed_at = (
      SELECT max(x.reviewed_at) FROM post_review x WHERE x.institution = s.institution AND x.staff = s.id)
    WHERE s.institution = $1
    """

  // Passwords
  static let credential: SQL = """
    SELECT password_hash, failures, locked_until FROM staff_credential WHERE institution = $1 AND staff = $2
    """
  static let setFailures: SQL = """
    UPDATE staff_credential SET failures = $3, locked_until = $4 WHERE institution = $1 AND staff = $2
    """
  static let clearFailures: SQL = """
    UPDATE staff_credential SET failures = 0, locked_until = NULL
    WHERE institution = $1 AND staff = $2 AND (failures > 0 OR locked_until IS NOT NULL)
    """
  static let setPassword: SQL = """
    UPDATE staff_credential SET password_hash = $3, must_change = $4, changed_at = $5, failures = 0, locked_until = NULL
    WHERE institution = $1 AND staff = $2
    """
  static let replacePassword: SQL = """
    UPDATE staff_credential SET password_hash = $4, must_change = 0, changed_at = $5, failures = 0, locked_until = NULL
    WHERE institution = $1 AND staff = $2 AND password_hash = $3 RETURNING staff
    """

  // Sign-ons
  static let addSignOn: SQL = """
    INSERT INTO sign_on (institution, token_hash, staff, terminal, started_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)
    """
  /// One row for each post, in one question: every request asks it.
  static let signOn: SQL = """
    SELECT o.institution, o.staff, s.number, s.name, s.state, c.must_change, i.id, i.level, i.parent, i.name_zh,
      i.name_en, o.terminal, o.started_at, o.ends_at, p.post
    FROM sign_on o JOIN staff s ON s.institution = o.institution AND s.id = o.staff
    JOIN staff_credential c ON c.institution = o.institution AND c.staff = o.staff
    JOIN institution i ON i.id = o.institution
    LEFT JOIN staff_post p ON p.institution = o.institution AND p.staff = o.staff
    WHERE o.token_hash = $1 AND o.ended_at IS NULL AND o.ends_at > $2
    """
  static let endSignOn: SQL = """
    UPDATE sign_on SET ended_at = $2, ended_because = $3 WHERE token_hash = $1 AND ended_at IS NULL RETURNING staff
    """
  static let endSignOnsOfStaff: SQL = """
    UPDATE sign_on SET ended_at = $4, ended_because = $5
    WHERE institution = $1 AND staff = $2 AND token_hash <> $3 AND ended_at IS NULL
    """
  static let endExpired: SQL = """
    UPDATE sign_on SET ended_at = ends_at, ended_because = 'expired'
    WHERE institution = $1 AND staff = $2 AND ended_at IS NULL AND ends_at <= $3
    """
  static let endOldest: SQL = """
    UPDATE sign_on SET ended_at = $3, ended_because = 'too-many'
    WHERE institution = $1 AND staff = $2 AND ended_at IS NULL AND token_hash NOT IN (
      SELECT token_hash FROM sign_on WHERE institution = $1 AND staff = $2 AND ended_at IS NULL
      ORDER BY started_at DESC, token_hash LIMIT $4)
    """
  static let endOthersAtTerminal: SQL = """
    UPDATE sign_on SET ended_at = $4, ended_because = 'replaced'
    WHERE institution = $1 AND terminal = $2 AND staff <> $3 AND ended_at IS NULL
    """
  static let endSignOnsAtTerminal: SQL = """
    UPDATE sign_on SET ended_at = $3, ended_because = 'terminal-withdrawn'
    WHERE institution = $1 AND terminal = $2 AND ended_at IS NULL
    """

  // Workstations
  static let addEnrolment: SQL = """
    INSERT INTO enrolment_code (institution, code_hash, issued_at, expires_at) VALUES ($1, $2, $3, $4)
    """
  static let useEnrolment: SQL = """
    UPDATE enrolment_code SET used_at = $2, terminal = $3
    WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING institution
    """
  static let addTerminal: SQL = """
    INSERT INTO terminal (institution, id, name, token_hash, enrolled_at, pairing_tries) VALUES ($1, $2, $3, $4, $5, 0)
    """
  static let terminalByToken: SQL = """
    SELECT institution, id, name, enrolled_at, withdrawn_at FROM terminal
    WHERE token_hash = $1 AND withdrawn_at IS NULL
    """
  static let terminalsOfInstitution: SQL = """
    SELECT institution, id, name, enrolled_at, withdrawn_at FROM terminal
    WHERE institution = $1 ORDER BY enrolled_at LIMIT $2
    """
  static let withdrawTerminal: SQL = """
    UPDATE terminal SET withdrawn_at = $3 WHERE institution = $1 AND id = $2 AND withdrawn_at IS NULL RETURNING id
    """

  // Displays
  static let pairingTries: SQL = """
    SELECT pairing_tries, pairing_failed_at FROM terminal
    WHERE institution = $1 AND id = $2 AND withdrawn_at IS NULL
    """
  static let setPairingTries: SQL = """
    UPDATE terminal SET pairing_tries = $3, pairing_failed_at = $4 WHERE institution = $1 AND id = $2
    """
  static let putDisplay: SQL = """
    INSERT INTO display (id, token_hash, code, code_expires_at, asked_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (token_hash) DO UPDATE
    SET code = excluded.code, code_expires_at = excluded.code_expires_at, asked_at = excluded.asked_at
    """
  static let displayByToken: SQL = """
    SELECT id, institution, station, code, code_expires_at, paired_at FROM display WHERE token_hash = $1
    """
  static let displayByCode: SQL = """
    SELECT id, institution, station, code, code_expires_at, paired_at FROM display
    WHERE code = $1 AND code_expires_at > $2 AND station IS NULL
    """
  static let displayOfStation: SQL = """
    SELECT id, institution, station, code, code_expires_at, paired_at FROM display
    WHERE institution = $1 AND station = $2
    """
  static let countWaiting: SQL = "SELECT count(*) FROM display WHERE code IS NOT NULL AND code_expires_at > $1"
  static let forgetDisplays: SQL = "DELETE FROM display WHERE station IS NULL AND asked_at < $1"
  static let removeDisplayOf: SQL = "DELETE FROM display WHERE institution = $1 AND station = $2"
  static let pairDisplay: SQL = """
    UPDATE display SET institution = $2, station = $3, paired_at = $4, code = NULL, code_expires_at = NULL WHERE id = $1
    """

  // Lent authority
  static let lend: SQL = """
    INSERT INTO authority_loan (institution, lender, lender_number, borrower, borrower_number, begins_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
  static let takeBack: SQL = """
    UPDATE authority_loan SET taken_back_at = $3
    WHERE institution = $1 AND lender = $2 AND taken_back_at IS NULL AND ends_at > $3 RETURNING borrower
    """
  private static let loanColumns =
    "SELECT lender, lender_number, borrower, borrower_number, begins_at, ends_at, taken_back_at FROM authority_loan"
  static let loanTo = SQL(
    loanColumns + " WHERE borrower = $1 AND taken_back_at IS NULL AND begins_at <= $2 AND ends_at > $2 LIMIT 1")
  static let loans = SQL(loanColumns + " WHERE institution = $1 ORDER BY begins_at DESC LIMIT $2")
}
