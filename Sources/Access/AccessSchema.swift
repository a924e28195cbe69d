import Storage

extension AccessOffice {
  package static let schema = Schema(
    room: "access",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE institution (
            id {int} NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 999999),
            level {int} NOT NULL CHECK (level BETWEEN 1 AND 3), parent {int} REFERENCES institution (id),
            name_zh {text} NOT NULL, name_en {text} NOT NULL, added_at {int} NOT NULL,
            CHECK ((level = 1) = (parent IS NULL)))
          """,
          """
          CREATE TABLE staff (
            institution {int} NOT NULL REFERENCES institution (id), id {id} NOT NULL, number {text} NOT NULL UNIQUE,
            name {text} NOT NULL, state {int} NOT NULL CHECK (state BETWEEN 1 AND 3), added_at {int} NOT NULL,
            PRIMARY KEY (institution, id)) {clustered}
          """,
          """
          CREATE TABLE staff_post (
            institution {int} NOT NULL, staff {id} NOT NULL, post {text} NOT NULL,
            PRIMARY KEY (institution, staff, post),
            FOREIGN KEY (institution, staff) REFERENCES staff (institution, id)) {clustered}
          """,
          """
          CREATE TABLE staff_credential (
            institution {int} NOT NULL, staff {id} NOT NULL, password_hash {text} NOT NULL,
            must_change {int} NOT NULL CHECK (must_change IN (0, 1)), changed_at {int} NOT NULL,
            failures {int} NOT NULL CHECK (failures >= 0), locked_until {int},
            PRIMARY KEY (institution, staff),
            FOREIGN KEY (institution, staff) REFERENCES staff (institution, id)) {clustered}
          """,
          """
          CREATE TABLE terminal (
            institution {int} NOT NULL REFERENCES institution (id), id {id} NOT NULL, name {text} NOT NULL,
            token_hash {bytes} NOT NULL UNIQUE CHECK (length(token_hash) = 32), enrolled_at {int} NOT NULL,
            withdrawn_at {int}, pairing_tries {int} NOT NULL CHECK (pairing_tries >= 0), pairing_failed_at {int},
            PRIMARY KEY (institution, id)) {clustered}
          """,
          """
          CREATE TABLE enrolment_code (
            institution {int} NOT NULL REFERENCES institution (id),
            code_hash {bytes} NOT NULL CHECK (length(code_hash) = 32), issued_at {int} NOT NULL,
            expires_at {int} NOT NULL, used_at {int}, terminal {id},
            PRIMARY KEY (institution, code_hash), CHECK ((used_at IS NULL) = (terminal IS NULL))) {clustered}
          """,
          """
          CREATE TABLE sign_on (
            institution {int} NOT NULL, token_hash {bytes} NOT NULL UNIQUE CHECK (length(token_hash) = 32),
            staff {id} NOT NULL, terminal {id}, started_at {int} NOT NULL, ends_at {int} NOT NULL, ended_at {int},
            ended_because {text}, PRIMARY KEY (institution, token_hash),
            CHECK ((ended_at IS NULL) = (ended_because IS NULL)), CHECK (ends_at > started_at),
            FOREIGN KEY (institution, staff) REFERENCES staff (institution, id)) {clustered}
          """,
          "CREATE INDEX sign_on_staff ON sign_on (institution, staff) WHERE ended_at IS NULL",
          """
          CREATE TABLE display (
            id {id} NOT NULL PRIMARY KEY, token_hash {bytes} NOT NULL UNIQUE CHECK (length(token_hash) = 32),
            institution {int}, station {id}, code {text}, code_expires_at {int}, asked_at {int} NOT NULL,
            paired_at {int}, UNIQUE (institution, station), CHECK ((institution IS NULL) = (station IS NULL)),
            CHECK ((paired_at IS NULL) = (station IS NULL)), CHECK (code IS NULL OR length(code) = 6),
            CHECK ((code IS NULL) = (code_expires_at IS NULL)),
            FOREIGN KEY (institution, station) REFERENCES terminal (institution, id)) {clustered}
          """,
          "CREATE INDEX display_code ON display (code) WHERE code IS NOT NULL",
        ]),
      Schema.Step(
        2,
        [
          """
          CREATE TABLE authority_loan (
            institution {int} NOT NULL, lender {id} NOT NULL, lender_number {text} NOT NULL, borrower {id} NOT NULL,
            borrower_number {text} NOT NULL, begins_at {int} NOT NULL, ends_at {int} NOT NULL, taken_back_at {int},
            PRIMARY KEY (institution, borrower, begins_at), CHECK (lender <> borrower), CHECK (ends_at > begins_at),
            FOREIGN KEY (institution, lender) REFERENCES staff (institution, id),
            FOREIGN KEY (institution, borrower) REFERENCES staff (institution, id)) {clustered}
          """,
          "CREATE INDEX authority_loan_running ON authority_loan (borrower) WHERE taken_back_at IS NULL",
        ]),
      Schema.Step(
        3,
        [
          """
          CREATE TABLE post_review (
            institution {int} NOT NULL, staff {id} NOT NULL, reviewed_at {int} NOT NULL,
            reviewer_number {text} NOT NULL, posts {text} NOT NULL, PRIMARY KEY (institution, staff, reviewed_at),
            FOREIGN KEY (institution, staff) REFERENCES staff (institution, id)) {clustered}
          """
        ]),
    ])
}
