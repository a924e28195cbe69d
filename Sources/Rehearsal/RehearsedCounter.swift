import Documents
import Foundation
import Primitives
import Seals

/// One counter played from outside: a teller's workstation and a customer's display, both over the API.
package struct RehearsedCounter: Sendable {
  private let teller: CounterClient
  private let display: CounterClient
  private let staff: String

  /// Who signs on, as `guichet demo` wrote it down.
  package struct Credentials: Codable, Sendable {
    package struct Person: Codable, Sendable {
      package let number: String
      package let password: String
      package let post: String
      /// Six digits of the institution.
      package let institution: String

      package init(number: String, password: String, post: String, institution: String) {
        self.number = number
        self.password = password
        self.post = post
        self.institution = institution
      }
    }
    package let people: [Person]

    package init(people: [Person]) { self.people = people }

    /// - Throws: `RehearsalFault` when nobody has this post.
    package func person(_ post: String) throws -> Person {
      guard let person = people.first(where: { $0.post == post }) else {
        throw RehearsalFault.unexpected("the credentials name nobody with the post “\(post)”")
      }
      return person
    }
  }

  /// Enrols a workstation, pairs a display with it and opens the till, each only if that is not done yet.
  ///
  /// - Parameters:
  ///   - station: a token kept from before; nil enrols anew.
  ///   - box: the till box to draw.
  ///   - cash: counts to open it with, such as `CZK 1000*100`.
  /// - Returns: the counter and the token to keep.
  package static func open(
    _ line: HTTPConnection, credentials: Credentials, post: String, name: String, station: String?, box: Int64,
    cash: [String]
  ) async throws -> (counter: RehearsedCounter, station: String) {
    let outside = CounterClient(line)
    let person = try credentials.person(post)
    let token: String
    if let station {
      token = station
    } else {
      let boss = try credentials.person("administrator")
      let signOn: CounterWire.SignOn = try await outside.post(
        "/api/v1/sign-ons", CounterWire.SignOnRequest(number: boss.number, password: boss.password, stationToken: nil))
      let code: CounterWire.EnrolmentCode = try await outside.with(token: signOn.token)
        .post("/api/v1/enrolment-codes", CounterWire.EnrolmentPlace(institution: person.institution))
      let made: CounterWire.Station = try await outside.post(
        "/api/v1/enrolments", CounterWire.Enrolment(code: code.code, name: name))
      token = made.stationToken
    }
    let signOn: CounterWire.SignOn = try await outside.post(
      "/api/v1/sign-ons",
      CounterWire.SignOnRequest(number: person.number, password: person.password, stationToken: token))
    let teller = outside.with(token: signOn.token)
    let screen: CounterWire.NewDisplay = try await outside.post("/api/v1/displays", Nothing())
    try await teller.post("/api/v1/pairings", CounterWire.Pairing(code: screen.pairingCode))
    do {
      try await teller.post("/api/v1/tills", CounterWire.TillOpening(box: box, counts: cash))
    } catch let problem as CounterClient.Problem where problem.code == "till.teller-has-one" {
      // Drawn on an earlier run and not handed in: go on with it.
    }
    let counter = RehearsedCounter(
      teller: teller, display: outside.with(token: screen.displayToken), staff: person.number)
    return (counter, token)
  }

  /// What became of a case that was played.
  package enum Outcome: Sendable, Equatable {
    case settled
    /// Settled on an earlier run.
    case known
  }

  /// Plays one case from its opening to its end. A key that was released before is tried again under a
  /// numbered one, so that a run can be repeated after any interruption.
  package func play(
    _ service: String, key: String, fields: [String: String], seed: UInt64
  ) async throws -> (sight: CounterWire.CaseSight, outcome: Outcome) {
    for attempt in 1...20 {
      let name = attempt == 1 ? key : "\(key)#\(attempt)"
      let opened: CounterWire.CaseSight = try await teller.post(
        "/api/v1/cases", CounterWire.NewCase(service: service, idempotencyKey: Self.key(name)))
      switch opened.state {
      case "settled": return (opened, .known)
      case "released": continue
      default: return (try await finish(opened, fields, seed), .settled)
      }
    }
    throw RehearsalFault.unexpected("\(key) was released twenty times")
  }

  /// 32 hexadecimal digits that always stand for the same name.
  private static func key(_ name: String) -> String { Hex.encode(Digest.sha256(Array(name.utf8)).prefix(16)) }

  private func finish(
    _ opened: CounterWire.CaseSight, _ fields: [String: String], _ seed: UInt64
  ) async throws -> CounterWire.CaseSight {
    if opened.state == "opened" {
      try await teller.post("/api/v1/cases/\(opened.id)/submission", CounterWire.Submission(fields: fields))
    }
    let sight: CounterWire.DisplaySight = try await display.get("/api/v1/display")
    guard let play = sight.case, play.id == opened.id else {
      throw RehearsalFault.unexpected("the display does not show case \(opened.id)")
    }
    if sight.phase == "reading" {
      for page in 1...play.pages { try await display.post("/api/v1/display/pages/\(page)/confirmation") }
    }
    if sight.phase != "confirming" {
      let ink = Ink.scripted(name: staff, seed: seed)
      try await display.post(
        "/api/v1/display/signature", bytes: ink.binary,
        headers: [("X-Case-Nonce", play.nonce), ("X-Shown-Hash", play.shownHash), ("X-Scripted-Ink", "1")])
    }
    let settled: CounterWire.CaseSight = try await display.post("/api/v1/display/confirmation", Nothing())
    try await teller.post("/api/v1/cases/\(opened.id)/end")
    return settled
  }
}
