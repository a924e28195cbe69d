import Storage

extension ArchiveRoom {
  /// Files are blobs in tables of their own, named by the SHA-256 of what they hold (DECISIONS 5).
  package static let schema = Schema(
    room: "archive",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE archive_draft (
            institution {int} NOT NULL, hash {bytes} NOT NULL CHECK (length(hash) = 32),
            case_id {id} NOT NULL, size {int} NOT NULL CHECK (size > 0), wrapped_key {bytes} NOT NULL,
            body {bytes} NOT NULL, created_at {int} NOT NULL, PRIMARY KEY (institution, hash))
          """,
          "CREATE UNIQUE INDEX archive_draft_case ON archive_draft (institution, case_id)",
          """
          CREATE TABLE archive_blob (
            institution {int} NOT NULL, hash {bytes} NOT NULL CHECK (length(hash) = 32), body {bytes} NOT NULL,
            PRIMARY KEY (institution, hash))
          """,
          """
          CREATE TABLE archive_entry (
            institution {int} NOT NULL, id {id} NOT NULL, case_id {id} NOT NULL, journal_number {text} NOT NULL,
            service {text} NOT NULL, customer_id {id}, account {text}, business_date {int} NOT NULL,
            teller {text} NOT NULL, size {int} NOT NULL CHECK (size > 0),
            hash {bytes} NOT NULL CHECK (length(hash) = 32), archived_at {int} NOT NULL,
            state {text} NOT NULL CHECK (state IN ('kept', 'destroyed')), wrapped_key {bytes},
            destroyed_at {int}, destroyed_why {text}, PRIMARY KEY (institution, id), UNIQUE (institution, hash),
            CHECK ((state = 'kept') = (wrapped_key IS NOT NULL)),
            CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL AND destroyed_why IS NOT NULL))) {clustered}
          """,
          "CREATE UNIQUE INDEX archive_entry_id ON archive_entry (id)",
          "CREATE INDEX archive_entry_case ON archive_entry (institution, case_id)",
          "CREATE INDEX archive_entry_journal ON archive_entry (institution, journal_number)",
          "CREATE INDEX archive_entry_customer ON archive_entry (customer_id, institution)",
          "CREATE INDEX archive_entry_account ON archive_entry (account, institution)",
          "CREATE INDEX archive_entry_date ON archive_entry (institution, business_date)",
          "CREATE INDEX archive_entry_teller ON archive_entry (institution, teller, business_date)",
          """
          CREATE TABLE archive_mark (
            institution {int} NOT NULL, value {bytes} NOT NULL, entry_id {id} NOT NULL,
            PRIMARY KEY (institution, value, entry_id)) {clustered}
          """,
          "CREATE INDEX archive_mark_value ON archive_mark (value, institution)",
        ]),
      Schema.Step(2, CaseImageTables.steps),
    ])
}
