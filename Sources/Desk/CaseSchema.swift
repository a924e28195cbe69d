import Storage

extension CaseTables {
  package static let schema = Schema(
    room: "desk",
    steps: [
      Schema.Step(
        1,
        [
          """
          CREATE TABLE desk_case (
            institution {int} NOT NULL, id {id} NOT NULL, service {text} NOT NULL, service_version {int} NOT NULL,
            service_code {int} NOT NULL, idempotency_key {id} NOT NULL, teller {id} NOT NULL,
            teller_number {text} NOT NULL, terminal {id} NOT NULL, business_date {int} NOT NULL,
            opened_at {int} NOT NULL, state {int} NOT NULL CHECK (state BETWEEN 1 AND 5), fingerprint {bytes},
            number {text}, deadline {int}, account_number {text}, customer {id},
            amount {int} CHECK (amount IS NULL OR amount > 0), currency {text}, reservation {id}, journal {id},
            draft {bytes}, document {id}, receipt {bytes}, release {text},
            hand_back {int} NOT NULL CHECK (hand_back BETWEEN 0 AND 2),
            rating {int} CHECK (rating IS NULL OR rating BETWEEN 1 AND 5), ended_at {int},
            scripted {int} NOT NULL CHECK (scripted IN (0, 1)), facts {bytes} NOT NULL, steps {text} NOT NULL,
            PRIMARY KEY (institution, id),
            UNIQUE (institution, idempotency_key),
            CHECK (state <> 4 OR document IS NOT NULL),
            CHECK (state <> 5 OR release IS NOT NULL)) {clustered}
          """,
          "CREATE INDEX desk_case_by_day ON desk_case (institution, business_date, id)",
          "CREATE UNIQUE INDEX desk_case_by_receipt ON desk_case (receipt) WHERE receipt IS NOT NULL",
          "CREATE INDEX desk_case_hand_back ON desk_case (institution, id) WHERE state = 5 AND hand_back = 1",
          "CREATE INDEX desk_case_overdue ON desk_case (deadline) WHERE state IN (1, 2, 3)",
          "CREATE INDEX desk_case_unfinished ON desk_case (institution, id) WHERE state IN (1, 2, 3)",
        ]),
      Schema.Step(2, ApprovalTables.steps),
      Schema.Step(3, ParameterTables.steps),
    ])
}
