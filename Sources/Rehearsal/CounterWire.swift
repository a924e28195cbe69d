/// The parts of the API's answers that a rehearsal reads.
package enum CounterWire {
  package struct SignOnRequest: Encodable {
    package let number: String
    package let password: String
    package let stationToken: String?
  }
  package struct SignOn: Decodable, Sendable {
    package let token: String
    package let mustChangePassword: Bool
  }
  package struct EnrolmentPlace: Encodable {
    package let institution: String
  }
  package struct ClearingOpening: Encodable {
    package let currency: String
    package let first: Int
    package let count: Int
  }
  package struct ClearingAccounts: Decodable, Sendable {
    package let accounts: [String]
  }
  package struct EnrolmentCode: Decodable, Sendable {
    package let code: String
  }
  package struct Enrolment: Encodable {
    package let code: String
    package let name: String
  }
  package struct Station: Decodable, Sendable {
    package let stationToken: String
  }
  package struct NewDisplay: Decodable, Sendable {
    package let displayToken: String
    package let pairingCode: String
  }
  package struct Pairing: Encodable {
    package let code: String
  }
  package struct TillOpening: Encodable {
    package let box: Int64
    package let counts: [String]
  }
  package struct NewCase: Encodable {
    package let service: String
    package let idempotencyKey: String
  }
  package struct Submission: Encodable {
    package let fields: [String: String]
  }
  package struct Amount: Decodable, Sendable {
    package let amount: String
    package let currency: String
  }
  package struct CaseSight: Decodable, Sendable {
    package let id: String
    package let state: String
    package let number: String?
    package let accountNumber: String?
    package let amount: Amount?
    package let handBack: String?
    package let documentId: String?
  }
  package struct Play: Decodable, Sendable {
    package let id: String
    package let pages: Int
    package let nonce: String
    package let shownHash: String
  }
  package struct DisplaySight: Decodable, Sendable {
    package let paired: Bool
    package let phase: String
    package let `case`: Play?
  }
}
