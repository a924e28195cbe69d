import Storage

extension AuditBook {
  package static let schema = Schema(
    room: "audit",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE audit_head (
            institution {int} NOT NULL, chain {int} NOT NULL, name {text} NOT NULL,
            sequence {int} NOT NULL CHECK (sequence >= 0), hash {bytes} NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (institution, chain)) {clustered}
          """,
          """
          CREATE TABLE audit_entry (
            institution {int} NOT NULL, chain {int} NOT NULL, sequence {int} NOT NULL CHECK (sequence > 0),
            at {int} NOT NULL, actor {text} NOT NULL, action {text} NOT NULL, subject {text} NOT NULL,
            record {bytes} NOT NULL, hash {bytes} NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (institution, chain, sequence)) {clustered}
          """,
          "CREATE INDEX audit_entry_time ON audit_entry (at, institution, chain, sequence)",
          "CREATE INDEX audit_entry_subject ON audit_entry (subject, at, institution, chain, sequence)",
          """
          CREATE TABLE audit_checkpoint (
            sequence {int} NOT NULL PRIMARY KEY CHECK (sequence > 0), record {bytes} NOT NULL,
            heads {bytes} NOT NULL, hash {bytes} NOT NULL CHECK (length(hash) = 32),
            signature {bytes} NOT NULL) {clustered}
          """,
        ])
    ])
}
